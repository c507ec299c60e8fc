"""Query parsing: finds the phrases that a question quotes, and the outlets and the time that it names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from ...index.analysis.language import ENGLISH_STOP_WORDS as STOP_WORDS
from ...index.analysis.words import words
from .acronyms import extract_acronyms
from .json_types import UnderstoodJSON
from .outlets import Outlets
from .period import Period
from .quotations import extract_phrases
from .request import subject_of
from .timing.as_of import Clock
from .timing.understood import Timing
from .timing.vocabulary import TRIGGERS

MOST_PHRASES = 8
"""Phrases of a query, the rest is dropped: an article pasted as a question may quote its sources throughout."""

_GENERIC_WORDS = STOP_WORDS | frozenset(
    """
    according after article articles before between during going happen happened happening happens latest new news on
    published report reported reporting reports said say says since stories story tell told until week write wrote
    """.split()  # noqa: SIM905  # as in index/analysis/language.py
)
"""Words that name no subject: a question of only these, outlets and dates asks for any news of that outlet or date."""
_SMALL_TALK = _GENERIC_WORDS | frozenset(
    """
    again agree ahead all alright also am another answer anything awesome bye bit can cheers clear continue cool correct
    could dear detail details different do does else elaborate enough everything exactly example examples excellent
    explain few fine first five four further gladly glad go good goodbye got great had hello help hey hi hmm know last
    least less let lets like list little lol look lot made make many matter maybe me mean means more morning most much
    name never next nice night no none nope nothing ok okay oh one ones other others ours pardon perfect please point
    problem put question questions quite read really repeat right same second see sense sentence show so some someone
    something soon sorry source stop sum summarise summarize summary sure talk than thank thanks thing things think
    third three too try two understand understood very wait want wanted welcome well whatever whichever words wow wrong
    yeah yep yes yet afternoon evening day today tomorrow
    """.split()  # noqa: SIM905
)
"""Words of small talk and of talk about an answer. A question of only these asks the archive for nothing."""
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
        small_talk: True where it has no word to look for, as in "tell me more" and "thank you very much".
        subject: What a request asks about, as in "give me an overview of X"; empty for a question, which asks itself.
        acronyms: Names in capitals that are spelled like function words, as WHO and IT.
        searched: The text that the legs search for; empty for the question itself.
        asked: The day on which it is asked.
        outlet_words, time_words: Folded words of the outlets and of the time that it names.
    """

    phrases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    timing: Timing = Timing()  # noqa: RUF009  # frozen, so it may be shared
    metadata_only: bool = False
    small_talk: bool = False
    subject: str = ""
    acronyms: tuple[str, ...] = ()
    searched: str = field(default="", compare=False)
    asked: date | None = field(default=None, compare=False)
    outlet_words: frozenset[str] = field(default=frozenset(), compare=False)
    time_words: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that it names."""
        return self.timing.periods

    def labels(self) -> list[str]:
        """List all parts for people: phrases in quotation marks, sources, time."""
        return [*(f'"{phrase}"' for phrase in self.phrases), *self.sources, *self.acronyms, *self.timing.labels()]

    def to_dict(self) -> UnderstoodJSON:
        """Convert to JSON values, without empty parts."""
        plain: UnderstoodJSON = {}
        if self.subject:
            plain["subject"] = self.subject
        if self.phrases:
            plain["phrases"] = list(self.phrases)
        if self.sources:
            plain["sources"] = list(self.sources)
        if self.acronyms:
            plain["acronyms"] = list(self.acronyms)
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
    clock = clock or Clock()
    asked = words(question)
    timing = _timing(question, asked, clock)
    outlet_words = {word for mention in mentions for word in words(mention.text)}
    is_named = bool(sources or timing.periods or timing.yearly)
    generic = outlet_words | _GENERIC_WORDS
    about = [word for word in words(timing.rest_of(question)) if word not in generic and not _DATE_WORD.match(word)]
    chosen = tuple(phrases)[:MOST_PHRASES]
    acronyms = extract_acronyms(question)
    text = timing.searched_in(question)
    subject = subject_of(text)
    subject = subject if words(subject) else text
    return ParsedQuery(
        chosen,
        tuple(sorted(sources)),
        timing,
        metadata_only=is_named and not about,
        small_talk=not (is_named or chosen or acronyms) and _SMALL_TALK.issuperset(asked),
        subject=subject if subject != text else "",
        acronyms=acronyms,
        searched=subject,
        asked=clock.asked,
        outlet_words=frozenset(outlet_words),
        time_words=frozenset(word for start, end in timing.places for word in words(question[start:end])),
    )


def _timing(question: str, asked: Sequence[str], clock: Clock) -> Timing:
    """The time in `question`, whose words are `asked`; most say nothing about it, and are not looked at closely."""
    if not any(map(str.isdigit, question)) and TRIGGERS.isdisjoint(asked):
        return Timing()
    from .timing.read import read_timing  # its patterns take milliseconds to compile

    return read_timing(question, clock)
