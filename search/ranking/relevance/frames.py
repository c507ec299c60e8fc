"""Frames: English verbs with what stands in their roles, as the order of words tells them.

This is a light reading without a model or a grammar: it knows auxiliaries, prepositions and the passive. Where it is
not sure, it finds nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile

from .english_verbs import PAST, beginnings, stem
from .open_questions import ASKING, word_set

_TOKEN = re.compile(r"'s\b|\w[\w.\-]*\w|\w|[^\w\s]")
SENTENCE = re.compile(r"[^.!?;:]+(?:[.!?;:](?!\s)[^.!?;:]*)*")
_BE = word_set("is are was were be been being am")
_DO = word_set("did does do")
_BEFORE_VERB = _DO | word_set("will would can could should")
_AUXILIARY = _BE | _BEFORE_VERB | word_set("has have had must may might shall to")
_BOUNDARY = ASKING | word_set("and or but nor because while that if so then although though")
_PREPOSITION = word_set("""
    about across after against along among as at before behind between by despite down during for from in into like near
    of off on out over per since than through to toward towards under until up upon via with within without
    """)
PRONOUNS = word_set("he she it they him them we us i you itself themselves himself herself")
_ADVERB = word_set("not also just already later")
_SMALL = _ADVERB | word_set("""
    a an the this that these those its his her their our my your some any no each every all both very how many much
    """)
_NO_NOUN = _AUXILIARY | _PREPOSITION | _BOUNDARY | _SMALL | PRONOUNS
_REPORTING = frozenset(
    map(
        stem, word_set("say tell add report announce write ask state note explain claim warn argue call name have mean")
    )
)
"""Verbs that stand before their subject as well as after it."""
DENYING = frozenset(map(stem, word_set("not never no without t refuse decline fail deny avoid prevent stop block ban")))
_HEAD = 4
"""Words of a noun phrase, from its end, that say who it is."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A verb with what stands in its roles, as stems.

    Attributes:
        agent: Who does it.
        patient: To whom it is done.
        after: All that stands after the verb, for which roles with prepositions may be meant.
    """

    agent: frozenset[str]
    patient: frozenset[str]
    after: frozenset[str]


@dataclass(frozen=True, slots=True)
class AskedVerb:
    """A verb of a question.

    Attributes:
        form: The verb as it was typed.
        stem: Its stem.
        passive: True for "was bitten".
        frame: Its roles; the one that is asked for is empty.
        assumed: True where the question takes it for a fact, as "why did he resign?" does and "did he resign?" not.
    """

    form: str
    stem: str
    passive: bool
    frame: Frame
    assumed: bool = False


def asked_verbs(question: str) -> list[AskedVerb]:
    """List the verbs of an English question that have a role filled."""
    tokens, words = split(question)
    assumes = words[:1] != [] and words[0] in ASKING and DENYING.isdisjoint(map(stem, words))
    places = [place for place in range(1, len(words)) if _is_asked(tokens, words, place)]
    verbs = [replace(_asked(words, place), assumed=assumes) for place in places]
    return [it for it in verbs if it.stem not in _REPORTING and (it.frame.agent or it.frame.after or it.frame.patient)]


def split(text: str) -> tuple[list[str], list[str]]:
    """Split a text into words and signs: as they stand, and in lower case."""
    tokens = _TOKEN.findall(text.replace("’", "'"))
    return tokens, [token.lower() for token in tokens]


def _is_noun(word: str) -> bool:
    """True for what may be part of a noun phrase: no sign, no function word."""
    return word[0].isalnum() and word not in _NO_NOUN


def is_edge(word: str) -> bool:
    """True for what ends a clause."""
    return word in _BOUNDARY or not (word[0].isalnum() or word == "'s")


def _is_adverb(word: str) -> bool:
    return word in _SMALL or word.endswith("ly")


def _is_past(word: str) -> bool:
    return word.endswith("ed") or word in PAST


def _is_asked(tokens: Sequence[str], words: Sequence[str], place: int) -> bool:
    """True where a verb of the question stands: after an auxiliary and its subject, or after who, what or which."""
    word, before = words[place], words[:place]
    if not tokens[place][0].islower() or not _is_noun(word):
        return False
    if helper := next((at for at, it in enumerate(before, start=1) if it in _BEFORE_VERB), 0):
        has_subject = any(map(_is_noun, before[helper:]))
        return has_subject and not word.endswith(("s", "ed")) and before[-1] not in _SMALL | _PREPOSITION
    if not _BE.isdisjoint(before):
        return _is_past(word)
    if words[0] not in ASKING or not _PREPOSITION.isdisjoint(before):
        return False
    return _is_past(word) or word.endswith("s") or before[-1] in ASKING


def _asked(words: Sequence[str], place: int) -> AskedVerb:
    """Read the roles of the question's verb at `place`."""
    before = words[:place]
    helped = not _DO.isdisjoint(before)
    passive = _is_past(words[place]) and not helped and not _BE.isdisjoint(before)
    frame = _frame(words, place, passive=passive)
    if helped and frame.agent and before[0] not in _DO:  # "which bridge did the storm destroy?"
        fronted = frozenset(map(stem, filter(_is_noun, takewhile(lambda it: it not in _DO, before))))
        frame = Frame(frame.agent, frame.patient | fronted, frame.after)
    return AskedVerb(words[place], stem(words[place]), passive, frame)


def frames_of(text: str, verbs: set[str]) -> Iterator[tuple[str, Frame | None]]:
    """Yield each form of `verbs` in `text` with its roles; None where it is no verb, or they are not sure."""
    begins = [form for verb in verbs for form in beginnings(verb)]
    for sentence in SENTENCE.findall(text) if _has_any(text, begins) else ():
        if not _has_any(sentence, begins):
            continue
        tokens, words = split(sentence)
        for place, word in enumerate(words):
            if word[0].isalnum() and stem(word) in verbs:
                is_verb = _is_said(tokens, words, place)
                yield word, _sure_frame(words, place) if is_verb else None


def _has_any(text: str, parts: Sequence[str]) -> bool:
    folded = text.lower()
    return any(part in folded for part in parts)


def _is_said(tokens: Sequence[str], words: Sequence[str], place: int) -> bool:
    """True where a verb stands, not a noun of the same form."""
    word, before = words[place], words[place - 1] if place else ""
    if (place and tokens[place][0].isupper()) or before in {"of", "'s"} or before in _SMALL - _ADVERB:
        return False
    if before in _AUXILIARY or before == "not" or _is_past(word):
        return True
    return word.endswith("s") and not word.endswith("ss") and before not in _PREPOSITION


def _sure_frame(words: Sequence[str], place: int) -> Frame | None:
    """Read the roles of the verb at `place`; None for "hit by a storm" and "rose by a tenth", which look the same."""
    before = list(takewhile(_is_adverb, reversed(words[:place])))
    at = place - 1 - len(before)
    passive = _is_past(words[place]) and at >= 0 and words[at] in _BE
    by = words[place + 1 : place + 2] == ["by"]
    return None if by and not passive else _frame(words, place, passive=passive)


def _frame(words: Sequence[str], place: int, *, passive: bool) -> Frame:
    before = _before(words, place)
    if passive:
        by = words[place + 1 : place + 2] == ["by"]
        return Frame(_right(words, place + 2) if by else frozenset(), before, before)
    rest = takewhile(lambda word: not is_edge(word), words[place + 1 :])
    return Frame(before, _right(words, place + 1), frozenset(map(stem, filter(_is_noun, rest))))


def _before(words: Sequence[str], place: int) -> frozenset[str]:
    """The noun phrase that ends before `place`, without phrases that a preposition begins: "the postman of Orme"."""
    found: list[str] = []
    place -= 1
    while place >= 0 and (words[place] in _AUXILIARY or _is_adverb(words[place])):
        place -= 1
    for word in takewhile(lambda word: not is_edge(word) and word not in _AUXILIARY, reversed(words[: place + 1])):
        if word in PRONOUNS:
            return frozenset()
        if word in _PREPOSITION:
            found = []
        elif _is_noun(word):
            found.append(stem(word))
    return frozenset(found[:_HEAD])


def _right(words: Sequence[str], place: int) -> frozenset[str]:
    """The noun phrase that begins at `place`, up to a preposition; of "the dog's owner" the owner."""
    found: list[str] = []
    for word in words[place:]:
        if is_edge(word) or word in _AUXILIARY or word in _PREPOSITION:
            break
        if word == "'s":
            found = []
        elif _is_noun(word):
            found.append(stem(word))
    return frozenset(found)
