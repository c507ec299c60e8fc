"""The sentence of a passage that answers best."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...index.types import Features, Scores


def score_windows(features: Mapping[str, Features], weights: Mapping[str, float]) -> Scores:
    """Score every window of the candidates: the legs' window scores in units of deviation, weighted.

    Args:
        features: By leg, over the same candidates.
        weights: By leg: the meaning of a window, and the rare words of the query in it.

    Returns:
        float32 ``(w,)``: above 0 where a window says anything of what was asked.
    """
    parts = [
        weights[leg] * scored.windows / (scored.windows.std(dtype=np.float64) or 1) for leg, scored in features.items()
    ]
    total: Scores = np.sum(parts, axis=0, dtype=np.float32)
    return total
