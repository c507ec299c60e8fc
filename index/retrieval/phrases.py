"""Phrase matching: finds passages that contain given words in sequence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from ..columns.analyzer import tokens
from ..segments.segment import Segment
from ..segments.snapshot import Snapshot
from ..storage.checked_array import take_ranges
from ..types import Rows


def phrase_matches(phrase: str, snapshot: Snapshot) -> Rows:
    """int64 ``(n,)``, ascending: the live rows that contain `phrase`, in any case and with any endings.

    A phrase without words matches nothing.
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
    """int64 ``(n,)``: the passages of a segment that contain these stems in sequence."""
    postings = [segment.words.postings(stem) for stem in set(stems)]
    fewest_first = sorted((part.rows[part.in_text > 0] for part in postings), key=len)
    rows = reduce(lambda rows, others: rows[np.isin(rows, others)], fewest_first).astype(np.int64)
    if len(stems) == 1:  # no order to check, and nearly every passage may contain the word
        return rows
    mark = np.full(len(segment.words.forms), -1, np.int32)
    for stem in set(stems):
        mark[list(segment.words.forms_of(stem).values())] = stems.index(stem)
    windows = segment.words.windows
    first = windows.starts[segment.first_windows[rows]]
    lengths = windows.starts[segment.first_windows[rows + 1]] - first
    marks = mark[take_ranges(windows.words, first, lengths)]
    owners = np.repeat(rows, lengths)
    is_match = np.ones(max(0, len(marks) - len(stems) + 1), bool)
    for position, stem in enumerate(stems):
        is_match &= marks[position : position + len(is_match)] == stems.index(stem)
    is_match &= owners[: len(is_match)] == owners[len(stems) - 1 :]
    return np.unique(owners[: len(is_match)][is_match])
