"""Highlighting: scores windows, to find the sentence of a passage that answers best."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...index.types import Features, Scores


def score_windows(features: Mapping[str, Features], weights: Mapping[str, float]) -> Scores:
    """Score every window of the candidates: the weighted sum of the legs' window scores, in units of deviation.

    Args:
        features: Features by leg, over the same candidates.
        weights: Weights by leg.

    Returns:
        float32 ``(w,)``: above 0 where a window is related to the query.
    """
    parts = [
        weights[leg] * scores.windows / (scores.windows.std(dtype=np.float64) or 1) for leg, scores in features.items()
    ]
    total: Scores = np.sum(parts, axis=0, dtype=np.float32)
    return total
