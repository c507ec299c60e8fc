"""Where words stand one right behind another."""

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
    """int64 ``(n,)``, ascending: the rows whose paragraph holds `phrase`, whatever case and endings its words have.

    Dead ones too; none for a phrase without any word.
    """
    stems = tokens(phrase)
    if not stems:
        return np.zeros(0, np.int64)
    places = zip(snapshot.segments, snapshot.first_rows, strict=False)
    return np.concatenate([np.zeros(0, np.int64), *(first + _holding(stems, segment) for segment, first in places)])


def _holding(stems: Sequence[str], segment: Segment) -> Rows:
    """int64 ``(n,)``: the passages of a segment that hold these stems in a row."""
    found = [segment.words.postings(stem) for stem in set(stems)]
    fewest_first = sorted((it.rows[it.in_text > 0] for it in found), key=len)
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
