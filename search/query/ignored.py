"""`Ignored`: outlets, periods and other names in a question that the user wants read as plain words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .names.outlets import OutletMention
from .period import Period
from .timing.understood import Timing

SEPARATOR = "|"


@dataclass(frozen=True, slots=True)
class Ignored:
    """The parts to ignore, by the values that a result gives as understood.

    A period is written as ISO 8601 writes an interval: ``2023-05-01/2023-05-31``, open ends left empty.

    Attributes:
        names: The values, case folded.
    """

    names: frozenset[str] = frozenset()

    @classmethod
    def of(cls, text: str | None) -> Ignored:
        """Parse values that are separated by ``|``."""
        return cls(frozenset(filter(None, (part.strip().casefold() for part in (text or "").split(SEPARATOR)))))

    def __contains__(self, value: str) -> bool:
        """True where `value` is to be ignored."""
        return value.casefold() in self.names

    def __bool__(self) -> bool:
        """True where there is anything to ignore."""
        return bool(self.names)

    def rest(self, values: Iterable[str]) -> tuple[str, ...]:
        """Return the values that are not to be ignored."""
        return tuple(value for value in values if value not in self)

    def mentions(self, mentions: Iterable[OutletMention]) -> list[OutletMention]:
        """Return the mentions of outlets that are not to be ignored."""
        kept = (replace(mention, sources=self.rest(mention.sources)) for mention in mentions)
        return [mention for mention in kept if mention.sources]

    def timing(self, timing: Timing) -> Timing:
        """Return what is left of a timing; it understood no word where nothing is left."""
        periods = tuple(period for period in timing.periods if interval(period) not in self)
        yearly = tuple(period for period in timing.yearly if period.to_json() not in self)
        order = None if timing.order and timing.order in self else timing.order
        reported = timing.reported if periods == timing.periods else ()
        kept = replace(timing, periods=periods, yearly=yearly, order=order, reported=reported)
        return kept or Timing(reworded=tuple(it for it in timing.reworded if not it[2]))


NOTHING = Ignored()


def interval(period: Period) -> str:
    """Write a period as an interval in ISO 8601."""
    return f"{period.since or ''}/{period.until or ''}"
