"""Boosts: raise candidates of an outlet or date that the query names, or with a phrase that it quotes.

Boosts are preferences, not filters: other good candidates are still returned, at lower ranks.
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
    phrase_matches: Sequence[Rows],
    profile: RankingProfile,
) -> Scores:
    """float32 ``(len(rows),)``: the boost of each row, in units of `fusion.unit`, to be added to its fused score.

    Args:
        query: The parsed query, with its outlets and periods.
        store: The store, for the outlets and dates of the rows.
        rows: Candidates, ascending.
        phrase_matches: For each phrase that the query quotes, the rows that contain it.
        profile: Sizes of the boosts.
    """
    boost = np.zeros(len(rows), np.float32)
    for matches in phrase_matches:
        boost += np.float32(profile.quoted_boost) * np.isin(rows, matches)
    if query.sources or query.periods:
        metadata = store.metadata(rows)
        is_named = np.array([source in query.sources for source in metadata.sources], np.float32)
        unit = profile.quoted_boost if query.metadata_only else profile.named_boost
        boost += np.float32(unit) * (is_named + _in_periods(query.periods, metadata.days))
    return boost


def _in_periods(periods: Sequence[Period], days: NDArray[np.int32]) -> Mask:
    """bool ``(n,)``: True for days in any of `periods`; `NO_DAY` is in none."""
    inside = np.zeros(len(days), bool)
    for period in periods:
        since = epoch_day(period.since) if period.since else NO_DAY + 1
        until = epoch_day(period.until) if period.until else np.iinfo(np.int32).max
        inside |= (days >= since) & (days <= until)
    return inside
