"""What a question says besides its subject: phrases that it quotes, outlets and dates that it names."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from .dates_named import Period, periods_named
from .outlets import Outlets
from .quotes import quoted


@dataclass(frozen=True, slots=True)
class Understood:
    """What was understood of a question; all of it empty where it quotes and names nothing.

    Attributes:
        phrases: What it quotes, without the quotation marks.
        sources: Values of the corpus' ``source`` that it names, sorted.
        periods: Stretches of time that it names.
    """

    phrases: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    periods: tuple[Period, ...] = ()

    def named(self) -> list[str]:
        """All of it, for people: phrases in quotation marks, sources, periods."""
        return [*(f'"{phrase}"' for phrase in self.phrases), *self.sources, *map(str, self.periods)]

    def to_dict(self) -> dict[str, Any]:
        """As JSON values; what is empty is left out."""
        plain = {
            "phrases": list(self.phrases),
            "sources": list(self.sources),
            "periods": [period.to_dict() for period in self.periods],
        }
        return {name: values for name, values in plain.items() if values}


def understand(question: str, outlets: Outlets, *, today: date | None = None) -> Understood:
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
    this_year = (today or datetime.now(UTC)).year
    return Understood(tuple(phrases), tuple(sorted(sources)), periods_named(question, this_year))
