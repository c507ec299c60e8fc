"""Query parsing: finds the phrases that a question quotes, and the outlets and dates that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime

from ...index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS
from ...index.analysis.words import words
from .dates import extract_periods
from .json_types import UnderstoodJSON
from .outlets import Outlets
from .period import Period
from .quotations import extract_phrases

MOST_PHRASES = 8
"""Phrases of a query, the rest is dropped: an article pasted as a question may quote its sources throughout."""

_GENERIC_WORDS = STOP_WORDS | frozenset(
    """
    according after article articles before between during going happen happened happening happens latest new news on
    published report reported reporting reports said say says since stories story tell told until week write wrote
    """.split()  # noqa: SIM905  # as in index/analysis/language.py
)
"""Words that name no subject: a question of only these, outlets and dates asks for any news of that outlet or date."""
_DATE_WORD = re.compile(
    r"\d+(?:st|nd|rd|th)?$|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The parts of a question that the ranking prefers; all are empty if the question quotes and names nothing.

    Attributes:
        phrases: The phrases that it quotes, without the quotation marks.
        sources: The values of the corpus' ``source`` that it names, sorted.
        periods: The periods that it names.
        metadata_only: True where it names outlets or dates and no subject, as in "what happened on 17 April 2023?".
    """

    phrases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()
    metadata_only: bool = False

    def labels(self) -> list[str]:
        """List all parts for people: phrases in quotation marks, sources, periods."""
        return [*(f'"{phrase}"' for phrase in self.phrases), *self.sources, *map(str, self.periods)]

    def to_dict(self) -> UnderstoodJSON:
        """Convert to JSON values, without empty parts."""
        plain: UnderstoodJSON = {}
        if self.phrases:
            plain["phrases"] = list(self.phrases)
        if self.sources:
            plain["sources"] = list(self.sources)
        if self.periods:
            plain["periods"] = [period.to_dict() for period in self.periods]
        return plain


def parse_query(question: str, outlets: Outlets, *, today: date | None = None) -> ParsedQuery:
    """Parse `question`. The name of an outlet in quotation marks is not a phrase.

    Args:
        question: Any text.
        outlets: The outlets of the corpus.
        today: Today's date, by default in UTC: decides which years are in the future.
    """
    mentions = outlets.mentions_in(question)
    names = {mention.text.casefold() for mention in mentions}
    phrases = (phrase for phrase in extract_phrases(question) if phrase.casefold() not in names)
    sources = {source for mention in mentions for source in mention.sources}
    periods = extract_periods(question, (today or datetime.now(UTC)).year)
    outlet_words = {word for mention in mentions for word in words(mention.text)}
    known_words = outlet_words | _GENERIC_WORDS
    subject = [word for word in words(question) if word not in known_words and not _DATE_WORD.match(word)]
    metadata_only = bool(sources or periods) and not subject
    return ParsedQuery(tuple(phrases)[:MOST_PHRASES], tuple(sorted(sources)), periods, metadata_only)
