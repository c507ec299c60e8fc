"""Phrases: passages that hold words one right behind another."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from ..columns.analyzer import tokens
from ..segments.segment import Segment
from ..segments.snapshot import Snapshot
from ..storage.arrays import concatenated_ranges
from ..types import Rows


def phrase_matches(phrase: str, snapshot: Snapshot) -> Rows:
    """int64 ``(n,)``, ascending: the live rows whose paragraph holds `phrase`, whatever case and endings it has there.

    A phrase without any word stands nowhere.
    """
    stems = tokens(phrase)
    if not stems:
        return np.zeros(0, np.int64)
    parts = zip(snapshot.segments, snapshot.first_rows, strict=False)
    rows: Rows = np.concatenate(
        [np.zeros(0, np.int64), *(first + _matches(stems, segment) for segment, first in parts)]
    )
    live: Rows = rows[snapshot.live[rows]]
    return live


def _matches(stems: Sequence[str], segment: Segment) -> Rows:
    """int64 ``(n,)``: the passages of a segment that hold these stems in a row."""
    postings = [segment.words.postings(stem) for stem in set(stems)]
    fewest_first = sorted((part.rows[part.in_text > 0] for part in postings), key=len)
    rows = reduce(lambda rows, others: rows[np.isin(rows, others)], fewest_first).astype(np.int64)
    if len(stems) == 1:  # no order to look at; it may be a word that nearly every passage holds
        return rows
    mark = np.full(len(segment.words.forms), -1, np.int32)
    for stem in set(stems):
        mark[list(segment.words.forms_of(stem).values())] = stems.index(stem)
    windows = segment.words.windows
    first = windows.starts[segment.first_windows[rows]]
    lengths = windows.starts[segment.first_windows[rows + 1]] - first
    marks = mark[windows.words[concatenated_ranges(first, lengths)]]
    owners = np.repeat(rows, lengths)
    begins = np.ones(max(0, len(marks) - len(stems) + 1), bool)
    for place, stem in enumerate(stems):
        begins &= marks[place : place + len(begins)] == stems.index(stem)
    begins &= owners[: len(begins)] == owners[len(stems) - 1 :]
    return np.unique(owners[: len(begins)][begins])
