"""Splits a question about several outlets into the parts that ask each of them.

"Does the Gazette say that the dam leaks, while the Wire of 3 May says that it does not?" asks the Gazette for one thing
and the Wire for another, and the Wire for an article of one day.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..timing.as_of import Clock
from ..timing.read import read_timing
from ..timing.understood import Timing
from .outlets import OutletMention

_CLAUSES = (
    re.compile(r"[,;]\s+(?:and|but|or|whereas|while|yet)\b|;|\s(?:but|whereas|while)\s", re.IGNORECASE),
    re.compile(r",\s"),
    re.compile(r"\sand\s", re.IGNORECASE),
)
"""Where a clause begins, the surest marks first."""
_SAME_CLAUSE = 5
"""Words between two outlets; where there are fewer, they are asked for the same thing: "the Gazette and the Wire"."""
_WORD = re.compile(r"\w+(?:['’.]\w+)*")
_PUBLISHED = re.compile(
    r"\b(?:dated|issued|posted|printed|published|ran)(?:\s+(?:by|from|in|of|on|online|the))*\s*$", re.IGNORECASE
)
_BEHIND = 4
"""Words between an outlet and a day behind it that is then the day of its article: "the Wire's report of 3 May"."""
_AHEAD = 2
"""Words between a day and an outlet behind it that is then the day of its article: "on 3 May the Wire"."""
_OPEN = re.compile(r"\b(?:after|before|between|by|from|since|than|through|till|until)\s+(?:the\s+)?$", re.IGNORECASE)
"""Words before a day that make it the end of a time."""


def split_by_outlet(question: str, mentions: Sequence[OutletMention]) -> list[tuple[int, int]]:
    """Split a question between the outlets that it names, where a clause begins: start and end of each part, in order.

    Args:
        question: The question.
        mentions: The outlets that it names, in order.
    """
    cuts = [0]
    for one, other in pairwise(mentions):
        between = question[one.place[1] : other.place[0]]
        if len(_WORD.findall(between)) >= _SAME_CLAUSE:
            begun = next(filter(None, (list(clause.finditer(between)) for clause in _CLAUSES)), [])
            cuts += [one.place[1] + match.start() for match in begun[-1:]]
    return list(zip(cuts, [*cuts[1:], len(question)], strict=True))


def publication_days(part: str, mentions: Sequence[OutletMention], timing: Timing, clock: Clock) -> Timing:
    """Find the days of publication that a part of a question names: "published on 3 May", "the Wire's report of 3 May".

    Another day may be that of an event, on which an outlet reports later.

    Args:
        part: The part.
        mentions: The outlets that it names.
        timing: The time that it names.
        clock: Tells the day of asking.
    """
    days = [read_timing(part[start:end], clock) for start, end in _beside_outlets(part, mentions, timing)]
    return Timing(
        tuple(it for day in days for it in day.periods if it.since == it.until),
        tuple(it for day in days for it in day.yearly if it.day),
    )


def _beside_outlets(part: str, mentions: Sequence[OutletMention], timing: Timing) -> Iterator[tuple[int, int]]:
    """Yield the places of the time that a part names which tell when an outlet published."""
    for start, end in timing.places:
        before = part[:start]
        beside = any(
            len(_WORD.findall(part[it.place[1] : start])) <= _BEHIND
            if it.place[1] <= start
            else len(_WORD.findall(part[end : it.place[0]])) <= _AHEAD
            for it in mentions
        )
        if (beside or _PUBLISHED.search(before)) and not _OPEN.search(before):
            yield start, end
