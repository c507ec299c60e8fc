"""Phrase matching: finds passages that contain given words in sequence."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

import numpy as np

from ..analysis.query import Stems, phrase_terms
from ..segments.segment import Segment
from ..segments.snapshot import Snapshot
from ..storage.checked_array import take_ranges
from ..types import NO_ROWS, Rows

_JOINED = -2
"""Marks the joined words, such as "cyber-attack", which stand beside their parts."""


def phrase_matches(phrase: str, snapshot: Snapshot) -> Rows:
    """int64 ``(n,)``, ascending: the live rows that contain `phrase`, in any case and with any endings.

    A phrase without words matches nothing.
    """
    terms = phrase_terms(phrase, [analyzer.language for analyzer in snapshot.manifest.analyzers])
    if not terms:
        return NO_ROWS
    parts = zip(snapshot.segments, snapshot.first_rows, strict=False)
    rows: Rows = np.concatenate([NO_ROWS, *(first + _matches(terms, segment) for segment, first in parts)])
    live: Rows = rows[snapshot.live[rows]]
    return live


def _matches(terms: Sequence[Stems], segment: Segment) -> Rows:
    """int64 ``(n,)``: the passages of a segment that contain these words in sequence; joined words stand in no row."""
    postings = [segment.words.postings(stems) for stems in set(terms)]
    fewest_first = sorted((part.rows[part.in_text > 0] for part in postings), key=len)
    rows = reduce(lambda rows, others: rows[np.isin(rows, others)], fewest_first).astype(np.int64)
    if len(terms) == 1:  # no order to check, and nearly every passage may contain the word
        return rows
    mark = np.full(len(segment.words.forms), -1, np.int32)
    for stems in set(terms):
        mark[[number for _, number in segment.words.forms_of(stems)]] = terms.index(stems)
    mark[segment.joined_forms] = _JOINED
    windows = segment.words.windows
    first = windows.starts[segment.first_windows[rows]]
    lengths = windows.starts[segment.first_windows[rows + 1]] - first
    marks = mark[take_ranges(windows.words, first, lengths)]
    owners = np.repeat(rows, lengths)[marks != _JOINED]
    marks = marks[marks != _JOINED]
    is_match = np.ones(max(0, len(marks) - len(terms) + 1), bool)
    for position, stems in enumerate(terms):
        is_match &= marks[position : position + len(is_match)] == terms.index(stems)
    is_match &= owners[: len(is_match)] == owners[len(terms) - 1 :]
    return np.unique(owners[: len(is_match)][is_match])
