"""Reads a text that is nothing but a date in words: October 2022, 7 May 2023, spring 2021."""

from __future__ import annotations

from .mentions import calendar_mentions
from .spans import Span


def named_days(text: str) -> Span | None:
    """Return the first and the last day that `text` names; None where it names none, several, or more than a date."""
    spans = readings(text)
    return spans.pop() if len(spans) == 1 else None


def readings(text: str) -> set[Span]:
    """All spans that `text` can mean, if it is nothing but a date: for 03/04/2023, a day of March and one of April."""
    text = text.strip()
    whole = (mention for mention in calendar_mentions(text) if (mention.start, mention.end) == (0, len(text)))
    return {span for mention in whole if mention.year for span in mention.spans(mention.year)}
