"""Mentions: where passages have the terms of a query."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..ragged import concatenated_ranges, starts
from ..types import Mask, Rows
from .evidence import Occurrences


@dataclass(frozen=True, slots=True)
class Mentions:
    """Occurrence of each of `t` query terms, in any form, in `n` passages with ``w`` windows.

    Attributes:
        in_windows: bool ``(t, w)``: True where a window has a term.
        outside: bool ``(t, n)``: True where it stands outside the text, as in the title of a passage's article.
        windows: int64 ``(n,)``: number of windows of each passage, at least 1; the sum is ``w``.
        window_lengths: int ``(w,)``: number of words of each window.
    """

    in_windows: Mask
    outside: Mask
    windows: NDArray[np.int64]
    window_lengths: NDArray[np.integer]

    @classmethod
    def of(cls, occurrences: Occurrences) -> Mentions:
        """The mentions among `occurrences`."""
        in_windows, in_titles = occurrences.in_windows[:, 0] > 0, occurrences.in_titles[:, 0] > 0
        return cls(in_windows, in_titles, occurrences.windows, occurrences.window_lengths)

    @classmethod
    def joined(cls, parts: Sequence[Mentions]) -> Mentions:
        """Join the mentions of the same terms in several passages, in their order; at least one part."""
        return cls(
            np.concatenate([part.in_windows for part in parts], axis=1),
            np.concatenate([part.outside for part in parts], axis=1),
            np.concatenate([part.windows for part in parts]),
            np.concatenate([part.window_lengths for part in parts]),
        )

    def at(self, places: Rows) -> Mentions:
        """The mentions of the passages at `places`, in that order."""
        counts = self.windows[places]
        chosen = concatenated_ranges(self.starts[places], counts)
        return Mentions(self.in_windows[:, chosen], self.outside[:, places], counts, self.window_lengths[chosen])

    @property
    def starts(self) -> Rows:
        """int64 ``(n,)``: the first window of each passage."""
        return starts(self.windows)

    @property
    def anywhere(self) -> Mask:
        """bool ``(t, n)``: True where a passage has a term, in its text or outside."""
        in_text: Mask = np.logical_or.reduceat(self.in_windows, self.starts, axis=1)
        return in_text | self.outside

    def nearby(self, words: int) -> Mask:
        """bool ``(t, w)``: True where a term stands near a window, or outside the text.

        Near are the windows of its passage whose middle is at most half of `words` away from its own.
        """
        starts = self.starts
        middles = 2 * np.cumsum(self.window_lengths, dtype=np.int64) - self.window_lengths  # in half words
        first = np.maximum(np.repeat(starts, self.windows), np.searchsorted(middles, middles - words))
        ends = np.repeat(starts + self.windows, self.windows)
        ends = np.minimum(ends, np.searchsorted(middles, middles + words, side="right"))
        before = np.zeros((len(self.in_windows), len(middles) + 1), np.int32)
        np.cumsum(self.in_windows, axis=1, out=before[:, 1:])
        near: Mask = before[:, ends] > before[:, first]
        return near | np.repeat(self.outside, self.windows, axis=1)
