"""What a question says besides its subject: phrases that it quotes, outlets and dates that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ...index.columns.analyzer import STOP_WORDS, words
from .dates import periods_named
from .json_types import UnderstoodJSON
from .outlets import Outlets
from .period import Period
from .quotations import quoted

MOST_PHRASES = 8
"""Quotations that count: a whole article that is pasted as a question quotes its sources throughout."""

_SAYING_NOTHING = STOP_WORDS | frozenset(
    """
    according after article articles before between during going happen happened happening happens latest new news on
    published report reported reporting reports said say says since stories story tell told until week write wrote
    """.split()  # noqa: SIM905  # as in index/columns/analyzer.py
)
"""What a question may consist of that asks for an outlet or a date as such."""
_OF_A_DATE = re.compile(
    r"\d+(?:st|nd|rd|th)?$|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What was understood of a question; all of it empty where it quotes and names nothing.

    Attributes:
        phrases: What it quotes, without the quotation marks.
        sources: Values of the corpus' ``source`` that it names, sorted.
        periods: Stretches of time that it names.
        alone: Whether it asks for nothing else, as in "what happened on 17 April 2023?".
    """

    phrases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    alone: bool = False

    def named(self) -> list[str]:
        """All of it, for people: phrases in quotation marks, sources, periods."""
        return [*(f'"{phrase}"' for phrase in self.phrases), *self.sources, *map(str, self.periods)]

    def to_dict(self) -> UnderstoodJSON:
        """As JSON values; what is empty is left out."""
        plain: UnderstoodJSON = {}
        if self.phrases:
            plain["phrases"] = list(self.phrases)
        if self.sources:
            plain["sources"] = list(self.sources)
        if self.periods:
            plain["periods"] = [period.to_dict() for period in self.periods]
        return plain


def parse_query(question: str, outlets: Outlets, *, today: date | None = None) -> ParsedQuery:
    """What `question` quotes and names. An outlet's name in quotation marks is no phrase.

    Args:
        question: Any text.
        outlets: The corpus' own.
        today: What the years to come are counted from; by default the day it is, in UTC.
    """
    mentions = outlets.named(question)
    names = {mention.text.casefold() for mention in mentions}
    phrases = (phrase for phrase in quoted(question) if phrase.casefold() not in names)
    sources = {source for mention in mentions for source in mention.sources}
    periods = periods_named(question, (today or datetime.now(UTC)).year)
    named = {word for mention in mentions for word in words(mention.text)}
    left = [it for it in words(question) if not (it in named or it in _SAYING_NOTHING or _OF_A_DATE.match(it))]
    alone = bool(sources or periods) and not left
    return ParsedQuery(tuple(phrases)[:MOST_PHRASES], tuple(sorted(sources)), periods, alone)
