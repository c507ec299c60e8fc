"""Exclusion: finds what a question wants left out, as in "storm -mast", "storm NOT mast" and "storm, but not the mast".

Operators count anywhere. Words count only where the question looks for texts: "what can a plant do without water?" asks
about plants without water, and so does a question whose very words stand in the archive, as in "landed without wheels".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from ...index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS
from ...index.analysis.words import words
from .excluded import MARKS
from .places import LONGEST_TYPED, Place

_MOST_WORDS = 4
"""Words of what is left out, after words such as "without"."""


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Something that a question wants left out.

    Attributes:
        text: Its words, without a leading preposition or article.
        place: Start and end of the words that say so, in the question.
    """

    text: str
    place: Place


_QUOTED = r"\"[^\"\n]+\"|“[^”\n]+”|„[^“”\n]+[“”]|«[^»\n]+»"
_COMPOUND = (
    r"(?:led|based|backed|like|born|style|era|old|wide|free|owned|run|related|sponsored|made|held|rich|funded)\b"
)
"""Ends of compounds that were broken, as in "Saudi -led"."""
_BEGINS = r"(?:(?:about|from|by|in|on|of|for|the|a|an|any|articles|stories|those|anything|with|to)\s+)*"
_ENDS = (
    r"(?=\s*(?:[,.;:!?]|$)|\s+(?:in|since|from|during|last|this|before|after|between|until|at|and|or|nor|but|which|who|"
    r"that|by|published)\b)"
)
_WHAT = rf"(?P<what>{_QUOTED}|[^\W_][^\s,.;:!?]*(?:\s+[^\W_][^\s,.;:!?]*){{0,{_MOST_WORDS - 1}}}?){_ENDS}"
_MORE = rf"(?:\s*,?\s+(?:or|nor)\s+{_BEGINS}{_WHAT.replace('<what>', '<more>')})?"
_GROUP = r"\((?P<group>[^()\n]+)\)"
"""Alternatives in brackets: "-(mast OR pier)"."""
_OPERATOR = re.compile(
    rf"(?<!\S)(?<!(?<![{MARKS}])\d{{4}}\s)[{MARKS}](?!{_COMPOUND})(?:{_GROUP}|(?P<what>{_QUOTED}|(?:19|20)\d\d(?!\S)|[^\W\d_][^\s\"“”]*))",
    re.IGNORECASE,
)
_PARENTHESIS = re.compile(r"\w[-–](?=\s)")
_BOOLEAN = re.compile(rf"(?<=\w)[\s,]+NOT\s+(?:{_GROUP}|(?P<what>{_QUOTED}|[^\W_][\w'’-]*))")
_LAST_WORD = re.compile(r"[^\W_]+$")
_ALTERNATIVES = re.compile(r"\s+(?:OR|or|AND|and)\s+|\s*[|,]\s*")
_PARTICIPLE = re.compile(r"[aeiouy]\w*?(?:ing|(?<!e)ed)$", re.IGNORECASE)
"""Neither "shed" nor "spring" nor "seed": a vowel stands before the ending."""
_ABOUT = re.compile(
    rf"(?:[,;]?\s*\b(?:but|and|though)\s+|(?P<before>[^\W_]+)[,;]?\s+)?\b(?:not|nothing)\s+(?P<of>about|regarding|"
    rf"concerning|mentioning|from|by)\s+{_BEGINS}{_WHAT}{_MORE}",
    re.IGNORECASE,
)
_OTHER = re.compile(
    rf"[,;]?\s*\b(?:but\s+not|except(?:ing)?(?:\s+for)?|excluding|without|other\s+than|apart\s+from)\s+"
    rf"{_BEGINS}{_WHAT}{_MORE}",
    re.IGNORECASE,
)
_LAST = re.compile(rf",\s+not\s+{_BEGINS}(?P<what>{_QUOTED}|[^\W_][\w'’-]*(?:\s+[^\W_][\w'’-]*)?)\W*$", re.IGNORECASE)
"""What a text ends with: "jaguar, not the car"."""
_ASKS = re.compile(
    r"^\W*(?:who|whom|whose|what|when|where|why|how|which|is|are|was|were|do|does|did|has|have|had|can|could|will|would|"
    r"should|may|might|if|whether|in what|in which)\b",
    re.IGNORECASE,
)


def find_exclusions(question: str, stands: Callable[[str], bool] = lambda _: False) -> list[Exclusion]:
    """Find what `question` wants left out, in order.

    Args:
        question: Any text.
        stands: True where a passage of the archive has the given words in sequence.
    """
    if len(question) > LONGEST_TYPED:
        return []
    found: list[Exclusion] = []
    for exclusion in sorted(_candidates(question, stands), key=lambda it: (it.place[0], -it.place[1])):
        overlaps = bool(found) and exclusion.place[0] < found[-1].place[1] and exclusion.place != found[-1].place
        if not overlaps and exclusion not in found:
            found.append(exclusion)
    return found


def _candidates(question: str, stands: Callable[[str], bool]) -> Iterator[Exclusion]:
    if "\n" not in question.strip() and not _PARENTHESIS.search(question):
        for match in _OPERATOR.finditer(question):
            yield from _exclusions(match, match.start())
    for match in _BOOLEAN.finditer(question) if question.upper() != question else ():
        before = _LAST_WORD.search(question, 0, match.start())
        if before and _is_boolean(before[0], match["what"] or ""):
            yield from _exclusions(match, before.start() if before[0] in ("AND", "BUT") else match.start())
    yield from _in_words(question, stands)


def _in_words(question: str, stands: Callable[[str], bool]) -> Iterator[Exclusion]:
    """Yield what is excluded in plain words, as in "but not about X" and "without X"."""
    is_asked = bool(_ASKS.match(question))
    for match in _ABOUT.finditer(question):
        before = match["before"] or ""
        start = match.end("before") if before else match.start()
        if is_asked and match["of"].lower() in ("from", "by"):
            continue  # "who was praised by the mayor, but not by the council?"
        if words(question[:start]) and before.lower() not in STOP_WORDS and not stands(question[start : match.end()]):
            yield from _exclusions(match, start)
    for match in () if is_asked else (*_OTHER.finditer(question), *_LAST.finditer(question)):
        if words(question[: match.start()]) and not stands(match[0]):
            yield from _exclusions(match, match.start())


def _is_boolean(before: str, what: str) -> bool:
    """True where NOT is an operator: not in "did NOT vote", "is clearly NOT guilty" and "states NOT using it"."""
    if before in ("AND", "BUT"):
        return True
    if before.lower() in STOP_WORDS or before.lower().endswith(("ly", "n't")):
        return False
    return not (what.lower() in STOP_WORDS or _PARTICIPLE.search(what))


def _exclusions(match: re.Match[str], start: int) -> Iterator[Exclusion]:
    named = match.groupdict()
    for what in (match["what"], named.get("more"), *_ALTERNATIVES.split(named.get("group") or "")):
        text = (what or "").strip("\"“”„«»'’‘ \t.,;:?!-")
        if any(word not in STOP_WORDS for word in words(text)):
            yield Exclusion(text, (start, match.end()))
