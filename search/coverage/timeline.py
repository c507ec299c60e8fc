"""The timeline of a coverage: articles and outlets by day, week, month or year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, get_args

from ...index.types import most_frequent_first
from ..query.json_types.coverage import CoverageReportJSON, TimelineJSON
from ..query.question import QuestionError
from ..ranking.results import Hit
from .first_report import first_report

Unit = Literal["day", "week", "month", "year"]
UNITS: tuple[Unit, ...] = get_args(Unit)
_LONGEST: tuple[tuple[Unit, timedelta], ...] = (
    ("day", timedelta(days=31)),
    ("week", timedelta(weeks=26)),
    ("month", timedelta(days=5 * 366)),
)
"""The longest span that is shown in each unit; a longer one is shown in years."""


@dataclass(frozen=True, slots=True)
class Bucket:
    """A span of a timeline.

    Attributes:
        start: Its first day.
        end: Its last day.
        hits: The passages published in it, best first.
    """

    start: date
    end: date
    hits: tuple[Hit, ...]

    @property
    def articles(self) -> int:
        """Number of articles."""
        return len({hit.article.id for hit in self.hits})

    def sources(self) -> list[tuple[str, int]]:
        """Count the articles of each outlet, most first, then by name; the empty string where it is not known."""
        outlets = {hit.article.id: hit.article.source for hit in self.hits}
        return list(most_frequent_first(Counter(outlets.values())).items())


@dataclass(frozen=True, slots=True)
class Timeline:
    """The coverage of a question in the order of time.

    Attributes:
        head: The question and the size of its coverage.
        by: The unit.
        buckets: The spans with articles, ascending.
        first: The first report: the passage of the earliest article; None where none has a date.
        undated: Number of articles without a date, which stand in no span.
    """

    head: CoverageReportJSON
    by: Unit
    buckets: tuple[Bucket, ...]
    first: Hit | None
    undated: int

    def to_dict(self) -> TimelineJSON:
        """Convert to JSON values."""
        first = self.first.article.day if self.first else None
        return {
            **self.head,
            "by": self.by,
            "buckets": [
                {
                    "start": bucket.start.isoformat(),
                    "end": bucket.end.isoformat(),
                    "articles": bucket.articles,
                    "passages": len(bucket.hits),
                    "sources": [{"source": name or None, "articles": count} for name, count in bucket.sources()],
                    "best": bucket.hits[0].to_dict(),
                    "first_report": first is not None and bucket.start <= first <= bucket.end,
                }
                for bucket in self.buckets
            ],
            "first": self.first.to_dict() if self.first else None,
            "undated": self.undated,
        }


def timeline(hits: Sequence[Hit], by: Unit | None, head: CoverageReportJSON) -> Timeline:
    """Group a coverage by time.

    Args:
        hits: All passages of the coverage, best first.
        by: The unit; None for what suits the span.
        head: The question and the size of its coverage.

    Raises:
        QuestionError: There is no such unit.
    """
    if by is not None and by not in UNITS:
        raise QuestionError(f"there is no unit {by!r}; use one of: {', '.join(UNITS)}")
    days = list({hit.article.id: hit.article.day for hit in hits}.values())
    dated = [day for day in days if day]
    unit = by or (_suitable(max(dated) - min(dated)) if dated else "day")
    buckets: dict[date, list[Hit]] = {}
    for hit in hits:
        if hit.article.day:
            buckets.setdefault(_start(hit.article.day, unit), []).append(hit)
    return Timeline(
        head,
        unit,
        tuple(Bucket(start, _end(start, unit), tuple(buckets[start])) for start in sorted(buckets)),
        first_report(hits),
        len(days) - len(dated),
    )


def _suitable(span: timedelta) -> Unit:
    return next((unit for unit, longest in _LONGEST if span <= longest), "year")


def _start(day: date, unit: Unit) -> date:
    if unit == "week":
        return day - timedelta(days=day.weekday())
    if unit == "month":
        return day.replace(day=1)
    return day.replace(month=1, day=1) if unit == "year" else day


def _end(start: date, unit: Unit) -> date:
    if unit == "day":
        return start
    if unit == "week":
        return min(start, date.max - timedelta(days=6)) + timedelta(days=6)
    if unit == "year":
        return start.replace(month=12, day=31)
    if start.month == 12:
        return start.replace(day=31)
    return start.replace(month=start.month + 1) - timedelta(days=1)
