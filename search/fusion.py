"""Fusion: the scores of several legs become one, over the same candidates."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..index.protocols import Scores

POOL = 1_000
"""Candidates that each leg brings. The depth matters: the scale of a leg is set by its best and its worst candidate."""


def blend(legs: Sequence[Scores]) -> Scores:
    """The mean of the legs, each brought to 0..1 over the candidates first (min-max).

    The convex combination of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (2023),
    with equal weights. Unlike reciprocal ranks it keeps how far apart two candidates are. A single leg stays as it is.

    Args:
        legs: float32 ``(n,)`` each, the raw scores of the same `n` candidates.

    Returns:
        float32 ``(n,)``.
    """
    if len(legs) == 1:
        return legs[0]
    mean: Scores = np.mean([_to_unit(scores) for scores in legs], axis=0, dtype=np.float32)
    return mean


def _to_unit(scores: Scores) -> Scores:
    """0 for the worst, 1 for the best; all 0 where a leg sees no difference, so that it has no say."""
    if not len(scores):
        return scores
    low, high = scores.min(), scores.max()
    return (scores - low) / (high - low) if high > low else np.zeros_like(scores)
