"""Highlighting: scores windows, to find the sentence of a passage that answers best."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...index.types import Features, Scores


def score_windows(features: Mapping[str, Features], trust: Scores | None = None) -> Scores:
    """Score every window of the candidates: the sum of the legs' window scores, each in units of its deviation.

    Args:
        features: Features by leg, over the same candidates.
        trust: float32 ``(n,)``: the share of its weight that the dense leg keeps for each candidate; None for all.

    Returns:
        float32 ``(w,)``: above 0 where a window is related to the query.
    """
    parts = {leg: scores.windows / (scores.windows.std(dtype=np.float64) or 1) for leg, scores in features.items()}
    if trust is not None and len(parts) > 1:
        parts["dense"] = parts["dense"] * np.repeat(trust, features["dense"].counts)
    total: Scores = np.sum([*parts.values()], axis=0, dtype=np.float32)
    return total


class WindowScores:
    """The scores of the windows of each candidate, see `score_windows`."""

    def __init__(self, features: Mapping[str, Features], trust: Scores) -> None:
        self._scores = score_windows(features, trust)
        self._counts = next(iter(features.values())).counts
        self._ends = np.cumsum(self._counts)

    def of(self, position: int) -> Scores:
        """float32 ``(w,)``: the scores of the windows of the candidate at `position`."""
        return self._scores[self._ends[position] - self._counts[position] : self._ends[position]]
