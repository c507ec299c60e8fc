"""The values in which the modules of this folder return what a question says about time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from ..json_types.results import UnderstoodJSON
from ..period import Period
from ..places import Place
from .as_of import AsOf
from .vocabulary import MONTHS

Order = Literal["newest", "oldest"]
Reworded = tuple[int, int, str]
"""A place, and the words that are searched for in its stead."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A period that articles name in words.

    Attributes:
        since: Its first day.
        until: The last day on which an article that names it without a year may mean it.
        phrases: Its names.
    """

    since: date
    until: date
    phrases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class YearlyPeriod:
    """A month, or a day of it, in any year.

    Attributes:
        month: 1 to 12.
        day: The day of the month; None for the whole month.
    """

    month: int
    day: int | None

    def __str__(self) -> str:
        """Format it for people."""
        month = tuple(MONTHS)[self.month - 1].capitalize()
        return f"{self.day} {month} of any year" if self.day else f"{month} of any year"

    def to_json(self) -> str:
        """Format as ISO 8601 does without a year: --04-12, --04."""
        return f"--{self.month:02}" + (f"-{self.day:02}" if self.day else "")


@dataclass(frozen=True, slots=True)
class Timing:
    """The periods, days and order that a question asks for; all empty if it says nothing about time.

    Attributes:
        periods: The periods that it names, in its order, each once.
        yearly: The days and months that it names without a year.
        reported: Periods that an article may name in words and be published after.
        order: The order of stories that it prefers.
        as_of: The day of asking, if that decided any of these.
        places: Start and end of the words that were understood, in the question.
        reworded: What is searched for in other words, "third quarter of 2022" for ``Q3 2022``, nothing for an operator.
        required: True where an operator names the time: all that is of another time comes after it.
    """

    periods: tuple[Period, ...] = ()
    yearly: tuple[YearlyPeriod, ...] = ()
    reported: tuple[Reported, ...] = ()
    order: Order | None = None
    as_of: AsOf | None = None
    places: tuple[Place, ...] = field(default=(), compare=False)
    reworded: tuple[Reworded, ...] = field(default=(), compare=False)
    required: bool = False

    def rest_of(self, question: str) -> str:
        """The question without the words that were understood."""
        return _without(self.places, question)

    def searched_in(self, question: str) -> str:
        """The question as the legs take it, with what is `reworded`; unchanged if it would be empty."""
        pieces, done = [], 0
        for start, end, text in self.reworded:
            pieces += [question[done:start], text]
            done = end
        return (self.reworded and "".join([*pieces, question[done:]]).strip()) or question

    def words_in(self, question: str) -> str:
        """The words that were understood, as typed and as searched for."""
        return " ".join([*(question[start:end] for start, end in self.places), *(text for _, _, text in self.reworded)])

    def labels(self) -> list[str]:
        """List all parts for people."""
        order = [f"{self.order} first"] if self.order else []
        return [*map(str, (*self.periods, *self.yearly)), *order, *([str(self.as_of)] if self.as_of else [])]

    def to_dict(self) -> UnderstoodJSON:
        """Convert to JSON values, without empty parts."""
        plain: UnderstoodJSON = {}
        if self.periods:
            plain["periods"] = [period.to_dict() for period in self.periods]
        if self.yearly:
            plain["yearly"] = [period.to_json() for period in self.yearly]
        if self.order:
            plain["order"] = self.order
        if self.as_of:
            plain["as_of"] = self.as_of.to_dict()
        return plain

    def __bool__(self) -> bool:
        """True where it says anything."""
        return bool(self.periods or self.yearly or self.reported or self.order)


def _without(places: tuple[Place, ...], question: str) -> str:
    ends = [0, *(end for _, end in places)]
    starts = [*(start for start, _ in places), len(question)]
    return " ".join(question[end:start] for end, start in zip(ends, starts, strict=True))
