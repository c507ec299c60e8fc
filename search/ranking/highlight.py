"""The sentence of a passage that answers best."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ...index.types import Evidence, Scores

WEIGHTS: Mapping[str, float] = {"dense": 0.5, "bm25": 0.5}
"""By leg: what a window means, and which rare words of the question are in it. See docs/quality.md."""


def score_windows(said: Mapping[str, Evidence]) -> Scores:
    """How well each window answers, of all that the legs judged: their scores in units of deviation, weighted.

    Args:
        said: By leg, over the same rows.

    Returns:
        float32 ``(w,)``: above 0 where a window says anything of what was asked.
    """
    total: Scores = np.sum(
        [WEIGHTS[leg] * it.windows / (it.windows.std(dtype=np.float64) or 1) for leg, it in said.items()],
        axis=0,
        dtype=np.float32,
    )
    return total
