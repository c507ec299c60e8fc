"""Boosts: candidates that are of an outlet or a date that the query names, or hold a phrase that it quotes.

These are preferences, not filters: what answers well without them still comes, only later.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.types import NO_DAY, Mask, Rows, Scores, epoch_day
from ..query.parse import ParsedQuery
from ..query.period import Period


def boosts(
    query: ParsedQuery,
    store: PassageStore,
    rows: Rows,
    quoting: Sequence[Rows],
    relevance: Scores,
    profile: RankingProfile,
) -> Scores:
    """float32 ``(len(rows),)``: the boost of each row, to be added to its relevance.

    Args:
        query: Names outlets and periods.
        store: Knows who published the rows, and when.
        rows: Candidates, ascending.
        quoting: For each phrase that the query quotes, the rows that hold it.
        relevance: float32 ``(len(rows),)``: its deviation is the unit of a boost.
        profile: For the size of the boosts.
    """
    boost = np.zeros(len(rows), np.float32)
    for matches in quoting:
        boost += np.float32(profile.quoted_boost) * np.isin(rows, matches)
    if query.sources or query.periods:
        metadata = store.metadata(rows)
        named = np.array([source in query.sources for source in metadata.sources], np.float32)
        unit = profile.quoted_boost if query.metadata_only else profile.named_boost
        boost += np.float32(unit) * (named + _within(query.periods, metadata.days))
    # Where all candidates are equally relevant there is no deviation, and only boosts tell them apart.
    return boost * np.float32((relevance.std(dtype=np.float64) if len(relevance) else 0) or 1)


def _within(periods: Sequence[Period], days: NDArray[np.int32]) -> Mask:
    """bool ``(n,)``: True for days in any of `periods`; an article without a date is in none."""
    inside = np.zeros(len(days), bool)
    for period in periods:
        since = epoch_day(period.since) if period.since else NO_DAY + 1
        until = epoch_day(period.until) if period.until else np.iinfo(np.int32).max
        inside |= (days >= since) & (days <= until)
    return inside
