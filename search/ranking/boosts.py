"""What the question names besides its subject, held against rows: who published them, when, what they quote.

These are preferences, not filters: what answers well without them still comes, only later.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...index.segments.segment import NO_DAY, epoch_day
from ...index.segments.snapshot import Snapshot
from ...index.types import Mask, Rows, Scores
from ..query.parse import ParsedQuery
from ..query.period import Period

NAMED = 1.0
"""What an outlet or a date is worth that the question names: deviations of the candidates' scores."""
QUOTED = 5.0
"""What a quoted phrase is worth, or an outlet or date if nothing else is asked: what fits no better than most comes to
the top with it."""


def preference(understood: ParsedQuery, snapshot: Snapshot, rows: Rows, quoted: list[Rows], fit: Scores) -> Scores:
    """float32 ``(len(rows),)``: what each row is to be raised by, beyond how well it fits.

    Args:
        understood: What the question names.
        snapshot: Where the rows stand.
        rows: Any.
        quoted: For each phrase that it quotes, the rows that hold it.
        fit: float32 ``(len(rows),)``: their scores so far, whose deviation is the measure.
    """
    preferred = np.zeros(len(rows), np.float32)
    for phrase_matches in quoted:
        preferred += np.float32(QUOTED) * np.isin(rows, phrase_matches)
    if understood.sources or understood.periods:
        for segment, places, local in snapshot.by_segment(rows):
            articles = segment.rows["passages"][local, 0]
            table, sources = segment.facet("source")
            asked = [number for source in understood.sources if (number := table.find(source)) is not None]
            within = _within(understood.periods, segment.rows["day"][articles])
            worth = QUOTED if understood.alone else NAMED
            preferred[places] += np.float32(worth) * (np.isin(sources[articles], asked).astype(np.float32) + within)
    # Where all fit alike there is no deviation, and only what is preferred tells them apart.
    return preferred * np.float32((fit.std(dtype=np.float64) if len(fit) else 0) or 1)


def _within(periods: tuple[Period, ...], days: NDArray[np.int32]) -> Mask:
    """bool ``(n,)``: which of these days are in any of `periods`; what has no date is in none."""
    inside = np.zeros(len(days), bool)
    for period in periods:
        since = epoch_day(period.since) if period.since else NO_DAY + 1
        until = epoch_day(period.until) if period.until else np.iinfo(np.int32).max
        inside |= (days >= since) & (days <= until)
    return inside
