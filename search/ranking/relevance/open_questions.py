"""Open questions: sentences that repeat a question inside themselves and do not answer it.

"Who altered the readings is a matter for prosecutors" has every word of "who altered the readings?", and so has "police
do not know who altered the readings". "Jan Kral, who altered the readings, resigned" has them, too, and answers. This
is a light reading of English: the whole question must stand there, behind a word that governs such a clause; or what it
asks for is a noun that is not known, as in "the cause of the fire is unclear".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ....index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS


def word_set(words: str) -> frozenset[str]:
    """The words of a table."""
    return frozenset(words.split())


_WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
ASKING = word_set("who whom whose which what when where why how")
_GOVERNING = word_set("""
    ask asks asked asking wonder wonders wondered know knows knew known unknown clear unclear uncertain unsure open
    determine determining determined establish establishing established investigate investigates investigated
    investigating examine examining decide question questions mystery matter disclose reveal confirm identify say find
    out see of about over on into
    """)
"""Words that stand before an indirect question, and seldom before a relative clause."""
_OPEN = word_set("""
    matter question questions unclear unknown uncertain mystery open not never nobody under still disputed investigated
    """)
"""What a sentence says of the question that it opens with; "what caused it was a faulty heater" has none of it."""
_BE = word_set("is are was were remains remain remained")
_NOT_KNOWN = re.compile(
    r"(?P<what>[^,;:]{1,120}?)\s(?:is|was|are|were|remains?|remained)\s+(?:(?:still|so far|as yet|yet|initially)\s+)*"
    r"(?:unknown|unclear|uncertain|under investigation|being investigated|not (?:yet |immediately )?(?:known|clear))\b",
    re.IGNORECASE,
)
_NO_SUBJECT = STOP_WORDS | {"exact", "precise", "official"}
_CACHED_QUESTIONS = 8
"""Questions whose words are kept: each is compared with all of its hits."""
_SHORTEST, _PREDICATE, _TAIL = 3, 6, 3
"""Words of a question; of what is said of it; that may follow an indirect question, as in "police said"."""


def leaves_open(question: str, sentence: str) -> bool:
    """True where a sentence says of a question, or of what it asks for, that it is asked or not known."""
    asked = _question_words(question)
    if len(asked) < _SHORTEST or asked[0] not in ASKING:
        return False
    if (unknown := _NOT_KNOWN.match(sentence)) and _is_asked_for(unknown["what"], asked):
        return True
    if max(asked, key=len).casefold() not in sentence.casefold():  # so most sentences are not cut into words
        return False
    said, size = _words(sentence), len(asked)
    at = next((place for place in range(len(said) - size + 1) if said[place : place + size] == asked), None)
    if at is None:
        return False
    after = said[at + size :]
    if at == 0:
        return bool(after) and after[0] in _BE and not _OPEN.isdisjoint(after[1 : 1 + _PREDICATE])
    return said[at - 1] in _GOVERNING and len(after) <= _TAIL


def _is_asked_for(what: str, asked: Sequence[str]) -> bool:
    """True where a question has all words of a noun phrase: "the cause of the fire" of "what caused the fire?"."""
    from .english_verbs import stem  # few sentences come this far

    said = {stem(word) for word in _words(what) if word not in _NO_SUBJECT}
    return bool(said) and said <= {stem(word) for word in asked} and _OPEN.isdisjoint(asked)


@lru_cache(_CACHED_QUESTIONS)
def _question_words(question: str) -> list[str]:
    return _words(question)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]
