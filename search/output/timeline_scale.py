"""The scale of a timeline: every span from the first to the last, empty ones too, and days in words."""

from __future__ import annotations

from datetime import date

from ...corpus.article import day_in_words
from ..query.json_types.coverage import TimelineJSON

_MOST_SPANS = 20_000
"""Spans of a scale. Of more, none is drawn: a date far off, likely wrong, would make millions."""


def number_of(day: str, by: str) -> int:
    """Number the span that holds a day in ISO 8601, so that neighbours differ by 1."""
    of = date.fromisoformat(day)
    if by == "year":
        return of.year
    if by == "month":
        return of.year * 12 + of.month
    return (of.toordinal() - 1) // 7 if by == "week" else of.toordinal()


def counts_on_scale(timeline: TimelineJSON) -> list[int]:
    """Count the articles of every span from the first to the last."""
    buckets = timeline["buckets"]
    places = [number_of(bucket["start"], timeline["by"]) for bucket in buckets]
    if not places or places[-1] - places[0] >= _MOST_SPANS:
        return [bucket["articles"] for bucket in buckets]
    counts = [0] * (places[-1] - places[0] + 1)
    for place, bucket in zip(places, buckets, strict=True):
        counts[place - places[0]] = bucket["articles"]
    return counts


def span_in_words(start: str, end: str, by: str) -> str:
    """Name a span: ``3 April 2023``, ``3 to 9 April 2023``, ``April 2023``, ``2023``."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if by == "year":
        return str(first.year)
    if by == "month":
        return f"{first:%B} {first.year}"
    return days_in_words(first, last)


def days_in_words(first: date, last: date) -> str:
    """Name the days from `first` to `last`, without what both share."""
    if first == last:
        return day_in_words(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day} to {day_in_words(last)}"
    if first.year == last.year:
        return f"{first.day} {first:%B} to {day_in_words(last)}"
    return f"{day_in_words(first)} to {day_in_words(last)}"
