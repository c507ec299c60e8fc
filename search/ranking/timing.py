"""Time in the ranking: which candidates are of the time that a query names, and which are the newest or oldest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from ...index.analysis.query import QueryTerm
from ...index.profile import RankingProfile
from ...index.retrieval.mentions import Mentions
from ...index.types import NO_DAY, Mask, Rows, Scores, epoch_day
from ..query.parsed import ParsedQuery
from ..query.timing.understood import Reported, Timing

Days = NDArray[np.int32]
_ELSEWHERE = 1
"""Days that an article may be dated after the day of asking, as it is tomorrow somewhere."""


def in_time(timing: Timing, days: Days) -> Mask:
    """bool ``(n,)``: True for days in any period that is named, or of any year's; `NO_DAY` is in none."""
    inside = np.zeros(len(days), bool)
    for period in timing.periods:
        since = epoch_day(period.since) if period.since else NO_DAY + 1
        until = epoch_day(period.until) if period.until else np.iinfo(np.int32).max
        inside |= (days >= since) & (days <= until)
    if timing.yearly:
        dates = np.where(days == NO_DAY, 0, days).astype("datetime64[D]")
        months = dates.astype("datetime64[M]")
        month, day = months.astype(np.int64) % 12 + 1, (dates - months).astype(np.int64) + 1
        for yearly in timing.yearly:
            inside |= (month == yearly.month) & (day == (yearly.day or day)) & (days != NO_DAY)
    return inside


def named_in_text(periods: Sequence[Reported], holding: Callable[[Rows, str], Rows], rows: Rows, days: Days) -> Mask:
    """bool ``(n,)``: True for rows whose text names one of `periods`, and whose day fits or is not known.

    Args:
        periods: The periods.
        holding: Selects the rows that hold a phrase, see `PassageStore.holding`.
        rows: int64 ``(n,)``.
        days: Their days of publication.
    """
    named = np.zeros(len(rows), bool)
    for period in periods:
        fits = (days == NO_DAY) | ((days >= epoch_day(period.since)) & (days <= epoch_day(period.until)))
        if fits.any():
            for phrase in period.phrases:
                named |= fits & np.isin(rows, holding(rows, phrase))
    return named


def recency(asked: date, days: Days, profile: RankingProfile) -> Scores:
    """float32 ``(n,)``: the preference for what was published shortly before the day of asking.

    It is ``recent_boost / (1 + age / recent_days)``, and nothing for articles that were published later, or on no known
    day. Who names no time mostly asks about these days, but may ask about any. Li and Croft, "Time-Based Language
    Models" (2003), have such a prior; theirs falls exponentially, so that to it all of last year is alike.

    Args:
        asked: The day of asking.
        days: int32 ``(n,)``: days of publication.
        profile: Holds `recent_boost` and `recent_days`.
    """
    age = (epoch_day(asked) - days.astype(np.int64)).astype(np.float32)
    counts = (days != NO_DAY) & (age >= -_ELSEWHERE)
    recent: Scores = np.where(counts, profile.recent_boost / (1 + age.clip(0) / profile.recent_days), 0)
    return recent.astype(np.float32)


def fits_but_for_time(
    parsed: ParsedQuery, terms: Sequence[QueryTerm], mentions: Mentions, fused: Scores, profile: RankingProfile
) -> Mask:
    """bool ``(n,)``: True for passages on the very matter of a question that names periods, whatever their own time.

    They have all its key words but those of the time; or they are about as relevant as the best, where it names one
    period. A question with several asks for more than one thing, of which no passage has all.

    Args:
        parsed: The parsed query.
        terms: Its terms.
        mentions: Where the passages have them.
        fused: float32 ``(n,)``: the fused scores.
        profile: Holds `order_margin`.
    """
    wanted = [not term.is_stopword and term.forms.isdisjoint(parsed.time_words) for term in terms]
    fits: Mask = np.logical_and(mentions.anywhere[wanted].all(axis=0), any(wanted))
    if len(parsed.periods) == 1:
        fits |= fused >= profile.order_margin * fused.max(initial=0)
    return fits


def order_boost(timing: Timing, scores: Scores, days: Days, named: Mask, profile: RankingProfile) -> Scores:
    """float32 ``(n,)``: the boost of the newest or the oldest of the best candidates, in units of the fused score.

    Only candidates whose score is near the best one's count, of the named time if there is one, and none after the day
    of asking: what is dated 2062 by mistake is not the latest. The boost of each further day is smaller by
    `RankingProfile.order_decay`.

    Args:
        timing: The time that the query names, with its order.
        scores: float32 ``(n,)``: fused scores with the other boosts.
        days: int32 ``(n,)``: days of publication.
        named: bool ``(n,)``: True for candidates of the named time.
        profile: Sizes of the boosts.
    """
    boost = np.zeros(len(scores), np.float32)
    eligible = (days != NO_DAY) & (scores >= profile.order_margin * scores.max(initial=0))
    if timing.as_of and timing.as_of.source != "archive":
        ahead = _ELSEWHERE if timing.as_of.source == "today" else 0
        eligible &= days <= epoch_day(timing.as_of.day) + ahead
    if (eligible & named).any():
        eligible &= named
    ordered = np.unique(days[eligible])
    if len(ordered) > 1:
        place = np.searchsorted(ordered, days[eligible])
        further = place if timing.order == "oldest" else len(ordered) - 1 - place
        boost[eligible] = profile.order_boost * profile.order_decay ** further.astype(np.float32)
    return boost
