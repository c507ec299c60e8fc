"""Rows of an article in a local index: experiments hide them, or look them up."""

from __future__ import annotations

import numpy as np
from nutgraf.index.segments.snapshot import Snapshot
from nutgraf.index.types import Rows


def rows_of(snapshot: Snapshot, article_id: str) -> Rows:
    """int64 ``(passages,)``: the rows of a live article's passages, in order; none if there is no such article."""
    place = snapshot.find(article_id)
    if not place:
        return np.zeros(0, np.int64)
    first, last = snapshot.segments[place.segment].first_passages[place.article : place.article + 2].tolist()
    return np.arange(first, last, dtype=np.int64) + snapshot.first_rows[place.segment]
