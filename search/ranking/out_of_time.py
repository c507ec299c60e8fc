"""Out of time: passages that were published before or after the time that a question names, and do not tell of it.

They count as no answer, and among the best candidates they lose a part of their score. docs/verdict.md, "Another year".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np

from ...corpus.article import Article, day_in_words
from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.types import Ranking, Rows, Scores
from ..query.parsed import ParsedQuery
from ..query.period import Period

_CLOSE = timedelta(days=31)
"""An article may come this long before a period that it reports on; before a shorter one, as long as that is. It may
come this long after any."""
_YEARS = r"\b(\d{4})(?:\s?(?:[-–/]|to|and|until)\s?(\d{4}|\d\d))?(?!\w)"
_YEARS_BACK = r"\b(?:last|previous|years?) (?:year|ago|earlier|before)\b"
"""Tells of another year without its number. Both are compiled when they are needed, which is seldom."""


def with_other_times_lower(
    store: PassageStore, parsed: ParsedQuery, rows: Rows, scores: Scores, profile: RankingProfile
) -> Scores:
    """float32 ``(n,)``: the scores, lower for those of the best that count as no answer for their time.

    Args:
        store: The store of the passages.
        parsed: The parsed query; one that names no period changes nothing.
        rows: int64 ``(n,)``: the candidates, ascending.
        scores: float32 ``(n,)``: what they are ranked by.
        profile: Holds `out_of_time_share` and `unfinished_depth`.
    """
    if not parsed.periods:
        return scores
    lowered = scores.copy()
    best = Ranking.best(rows, scores, profile.unfinished_depth).rows
    for row, place in zip(best.tolist(), np.searchsorted(rows, best).tolist(), strict=True):
        if out_of_time(store.article_of(row), store.passage(row).text, parsed):
            lowered[place] -= np.float32(profile.out_of_time_share) * abs(scores[place])
    return lowered


def out_of_time(article: Article, text: str, parsed: ParsedQuery) -> str:
    """Say that a passage is not of the time that is required, is older, or later and of another year; else empty.

    A period that begins after the day of asking is the future: all that is told of it is older.

    Args:
        article: The article of the passage.
        text: The passage.
        parsed: The parsed query.
    """
    published, periods = article.day, parsed.periods
    if not published or not periods:
        return ""
    day = day_in_words(article.published)
    if parsed.timing.required and not any(_holds(period, published) for period in periods):
        return f"it is of {day}, not of the time that is asked for"
    if not parsed.asked or any(period.since > parsed.asked for period in periods if period.since):
        return ""
    if all(period.since and published < _earliest(period, period.since, text) for period in periods):
        return f"it is of {day}, older than what is asked for"
    told = f"{article.title} {text}"
    years = [_year_missed(period, published, parsed, told) for period in periods]
    return f"it is of {day}, and does not name {years[0]}" if all(years) else ""


def _holds(period: Period, day: date) -> bool:
    return (period.since or day) <= day <= (period.until or day)


def _earliest(period: Period, since: date, text: str) -> date:
    """The earliest day on which an article with `text` may report on a period; one that names a day may announce it."""
    length = period.until - since if period.until else _CLOSE
    announced = not length and _names_day(text, since)
    return since - (_CLOSE if announced else min(length, _CLOSE))


def _names_day(text: str, day: date) -> bool:
    """True where an English text names a day of the year: "January 1", "1st of Jan."."""
    name = f"{day:%B}"
    month = rf"{name[:3]}(?:{name[3:]}|t?\.?)"
    number = rf"{day.day}(?:st|nd|rd|th)?"
    return re.search(rf"\b(?:{month} {number}|{number} (?:of )?{month})(?!\w)", text, re.IGNORECASE) is not None


def _year_missed(period: Period, published: date, parsed: ParsedQuery, told: str) -> str:
    """The year that a question names for a period, where what was published later tells of no such year; else empty.

    A text looks back on another year by its number, or by words such as "last year".
    """
    if not (period.since and period.until) or published.year <= period.until.year:
        return ""
    year = str(period.until.year)
    if (
        published - period.until <= _CLOSE
        or year not in parsed.time_words
        or re.search(_YEARS_BACK, told, re.IGNORECASE)
    ):
        return ""
    is_told = any(first <= period.until.year and period.since.year <= last for first, last in _spans(told))
    return "" if is_told else year


def _spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the first and the last year of each span in a text: of "1998-2003", "1998 to 2003", and of 1998 alone."""
    for first, last in re.findall(_YEARS, text):
        yield int(first), int(first[: len(first) - len(last)] + last)
