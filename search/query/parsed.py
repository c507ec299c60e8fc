"""The parsed question: the value that `parse` makes, for the ranking and for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from .excluded import Excluded
from .json_types.results import UnderstoodJSON
from .period import Period
from .timing.understood import Timing


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """The parts of a question that the ranking prefers; all are empty if the question quotes and names nothing.

    Attributes:
        phrases: The phrases that it quotes, without the quotation marks.
        sources: The values of the corpus' ``source`` that it names, sorted.
        timing: The time that it names, and the order that it asks for.
        metadata_only: True where it names outlets, authors, sections or dates and no subject, as in "what happened on
            17 April 2023?".
        small_talk: True where it has no word to look for, as in "tell me more" and "thank you very much".
        negated: True where it asks who or what did not, as in "who did NOT vote for the levy?".
        is_empty: True where it has no word at all, as "*" and "?", or only some that it wants left out.
        subject: What a request asks about, as in "give me an overview of X"; empty for a question, which asks itself.
        acronyms: Names in capitals that are spelled like words, as WHO, IT and ICE.
        authors: The values of the corpus' ``author`` whose articles it asks for, sorted.
        categories: The values of the corpus' ``category`` that it names, sorted.
        excluded: What it wants left out, as in "storm -mast".
        also: Words of the archive that are searched for a word as it was typed: other spellings, corrections, endings.
        variants: Words that count as a folded word of `searched`.
        searched: The text that the legs search for; empty for the question itself.
        asked: The day on which it is asked.
        recent: That day where it names no time and newer articles are preferred, as the archive is alive or the day was
            given; None otherwise.
        outlet_words, time_words: Folded words of the outlets and authors, and of the time, that it names.
    """

    phrases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    timing: Timing = Timing()  # noqa: RUF009  # frozen, so it may be shared
    metadata_only: bool = False
    small_talk: bool = False
    negated: bool = False
    is_empty: bool = False
    subject: str = ""
    acronyms: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    excluded: Excluded = Excluded()  # noqa: RUF009  # as above
    also: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    variants: Mapping[str, tuple[str, ...]] = field(default_factory=dict, compare=False)
    searched: str = field(default="", compare=False)
    asked: date | None = field(default=None, compare=False)
    recent: date | None = field(default=None, compare=False)
    outlet_words: frozenset[str] = field(default=frozenset(), compare=False)
    time_words: frozenset[str] = field(default=frozenset(), compare=False)

    @property
    def periods(self) -> tuple[Period, ...]:
        """The periods that it names."""
        return self.timing.periods

    def labels(self) -> list[str]:
        """List all parts for people that are preferred: phrases in quotation marks, names, time."""
        return [
            *(f'"{phrase}"' for phrase in self.phrases),
            *self.sources,
            *(f"articles by {author}" for author in self.authors),
            *(f"the section {category}" for category in self.categories),
            *self.acronyms,
            *(["what says no"] if self.negated else []),
            *self.timing.labels(),
        ]

    def to_dict(self) -> UnderstoodJSON:
        """Convert to JSON values, without empty parts."""
        plain: UnderstoodJSON = {}
        if self.subject:
            plain["subject"] = self.subject
        if self.phrases:
            plain["phrases"] = list(self.phrases)
        if self.sources:
            plain["sources"] = list(self.sources)
        if self.authors:
            plain["authors"] = list(self.authors)
        if self.categories:
            plain["categories"] = list(self.categories)
        if self.acronyms:
            plain["acronyms"] = list(self.acronyms)
        if self.negated:
            plain["negated"] = True
        if self.excluded:
            plain["excluded"] = list(self.excluded.texts)
        if self.also:
            plain["also"] = {typed: list(words) for typed, words in self.also.items()}
        return plain | self.timing.to_dict()
