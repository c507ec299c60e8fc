"""Roles: who does what to whom, told by the order of English words around a verb.

"Which postman bit the dog?" is not answered by "the dog bit the postman", nor "why did she lose?" by "she won",
although nearly all words fit, and the meaning, too. docs/verdict.md, "Roles".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

from .english_verbs import OPPOSITES, stem
from .frames import DENYING, PRONOUNS, SENTENCE, AskedVerb, Frame, frames_of, is_edge, split
from .open_questions import word_set

_REJECTING = frozenset(map(stem, word_set("deny reject")))
_CALL = 3
"""Words back to the verb from "rejected the calls to"; "denied them from becoming the first to win" is no denial."""
_EXCEPT = word_set("until only unless")
"""Beside them a denial is none: "it did not open until May"."""


def contradiction(verbs: Sequence[AskedVerb], text: str, title: str = "") -> str:
    """Say how a text contradicts a question with those verbs; empty if it does not, or may not.

    Args:
        verbs: The verbs.
        text: The text.
        title: Its headline, which counts where the text does not have the verb, and both roles are filled.
    """
    for verb in verbs:
        said = list(frames_of(text, {verb.stem}))
        reason = _contradicted(verb, said, text) if said else _turned(verb, title) or _opposite(verb, text)
        if reason:
            return reason
    return ""


def _contradicted(verb: AskedVerb, said: Sequence[tuple[str, Frame | None]], text: str) -> str:
    if verb.assumed and _is_denied(text, verb.stem):
        return f'it denies that they "{verb.form}"'
    turned = [_is_turned(verb, frame) for _, frame in said if frame]
    if turned and all(turned) and len(turned) == len(said):
        return f'there the roles around "{verb.form}" are turned round'
    if all(frame and _is_another(verb, frame) for _, frame in said) and _mentions(text, verb.frame.patient):
        return f'there "{verb.form}" is said of another'
    return ""


def _turned(verb: AskedVerb, title: str) -> str:
    said = [frame for _, frame in frames_of(title, {verb.stem})]
    turned = said and all(frame and _is_exchanged(verb.frame, frame) for frame in said)
    return f'its headline turns the roles around "{verb.form}" round' if turned else ""


def _opposite(verb: AskedVerb, text: str) -> str:
    opposites = frames_of(text, OPPOSITES[verb.stem]) if verb.stem in OPPOSITES else ()
    form = next((form for form, frame in opposites if frame and _is_same(verb.frame, frame)), "")
    return f'it says "{form}", not "{verb.form}"' if form else ""


def _is_exchanged(asked: Frame, said: Frame) -> bool:
    """True where agent and patient have changed places."""
    return bool(asked.agent & said.after - said.agent and (asked.patient | asked.after) & said.agent - asked.agent)


def _is_turned(verb: AskedVerb, said: Frame) -> bool:
    """True where agent and patient have changed places, or one of them stands in the other's place."""
    asked = verb.frame
    if _is_exchanged(asked, said):
        return True
    if verb.passive or not (said.agent and said.patient) or asked.agent & said.agent or asked.patient & said.patient:
        return False
    return bool(asked.agent & said.patient or asked.patient & said.agent)


def _is_another(verb: AskedVerb, said: Frame) -> bool:
    """True where a passive verb is said of somebody else than who is asked about: "its owner was fined"."""
    asked = verb.frame
    is_passive = bool(said.patient) and said.patient == said.after and not said.agent
    is_asked = bool(asked.patient) and not asked.agent and not verb.passive
    return is_passive and is_asked and not asked.after & said.patient


def _mentions(text: str, stems: frozenset[str]) -> bool:
    return stems <= {stem(word) for word in split(text)[1]}


def _is_same(asked: Frame, said: Frame) -> bool:
    """True where both have the same agent, or the same patient without one."""
    return bool(asked.agent & said.agent or (not asked.agent and not said.agent and asked.patient & said.patient))


def _is_denied(text: str, verb: str) -> bool:
    """True where a text has the verb in denials only: "did not sign", "refused to sign", "denied that she signed"."""
    denied = []
    for sentence in SENTENCE.findall(text):
        words = split(sentence)[1]
        for place, word in enumerate(words):
            if word[0].isalnum() and stem(word) == verb:
                before = words[max(0, place - 2) : place]
                refused = before[1:] == ["to"] and stem(before[0]) in DENYING
                is_denied = refused or before[-1:] in (["not"], ["never"]) or before == ["'", "t"]
                is_denied = is_denied or _is_denied_clause(words[:place])
                denied.append(is_denied and _EXCEPT.isdisjoint(words))
    return all(denied)


def _is_denied_clause(before: Sequence[str]) -> bool:
    """True for what stands before a verb in "denied on Tuesday that she signed", "rejected calls to sign"."""
    clause = list(takewhile(lambda word: word == "that" or not is_edge(word), reversed(before)))
    at = next((place for place, word in enumerate(clause) if stem(word) in _REJECTING), None)
    if at is None:
        return False
    is_call = clause[0] == "to" and at <= _CALL
    return at == 0 or is_call or "that" in clause[:at] or clause[at - 1] in PRONOUNS
