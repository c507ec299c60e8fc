"""Query parsing: finds the phrases that a question quotes, and the outlets and the time that it names."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ...index.columns.analyzer import STOP_WORDS, words
from .json_types import UnderstoodJSON
from .outlets import Outlets
from .period import Period
from .quotations import extract_phrases
from .timing.as_of import Clock
from .timing.understood import Timing
from .timing.vocabulary import TRIGGERS

MOST_PHRASES = 8
"""Phrases of a query, the rest is dropped: an article pasted as a question may quote its sources throughout."""

_GENERIC_WORDS = STOP_WORDS | frozenset(
    """
    according after article articles before between during going happen happened happening happens latest new news on
    published report reported reporting reports said say says since stories story tell told until week write wrote
    """.split()  # noqa: SIM905  # as in index/columns/analyzer.py
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
        timing: The time that it names, and the order that it asks for.
        metadata_only: True where it names outlets or dates and no subject, as in "what happened on 17 April 2023?".
    """

    phrases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    timing: Timing = Timing()  # noqa: RUF009  # frozen, so it may be shared
    metadata_only: bool = False

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that it names."""
        return self.timing.periods

    def labels(self) -> list[str]:
        """List all parts for people: phrases in quotation marks, sources, time."""
        return [*(f'"{phrase}"' for phrase in self.phrases), *self.sources, *self.timing.labels()]

    def to_dict(self) -> UnderstoodJSON:
        """Convert to JSON values, without empty parts."""
        plain: UnderstoodJSON = {}
        if self.phrases:
            plain["phrases"] = list(self.phrases)
        if self.sources:
            plain["sources"] = list(self.sources)
        return plain | self.timing.to_dict()


def parse_query(question: str, outlets: Outlets, clock: Clock | None = None) -> ParsedQuery:
    """Parse `question`. The name of an outlet in quotation marks is not a phrase.

    Args:
        question: Any text.
        outlets: The outlets of the corpus.
        clock: Tells the day of asking; by default it is today.
    """
    mentions = outlets.mentions_in(question)
    names = {mention.text.casefold() for mention in mentions}
    phrases = (phrase for phrase in extract_phrases(question) if phrase.casefold() not in names)
    sources = {source for mention in mentions for source in mention.sources}
    timing = _timing(question, clock or Clock())
    names_date = bool(timing.periods or timing.yearly)
    outlet_words = {word for mention in mentions for word in words(mention.text)}
    known_words = outlet_words | _GENERIC_WORDS
    subject = [
        word for word in words(timing.rest_of(question)) if word not in known_words and not _DATE_WORD.match(word)
    ]
    metadata_only = bool(sources or names_date) and not subject
    return ParsedQuery(tuple(phrases)[:MOST_PHRASES], tuple(sorted(sources)), timing, metadata_only)


def _timing(question: str, clock: Clock) -> Timing:
    """The time in `question`; most say nothing about it, and are not looked at closely."""
    if not any(map(str.isdigit, question)) and TRIGGERS.isdisjoint(words(question)):
        return Timing()
    from .timing.read import read_timing  # its patterns take milliseconds to compile

    return read_timing(question, clock)
