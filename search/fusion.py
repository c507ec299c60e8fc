"""Fusion: the scores of several legs become one, over the same candidates."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..index.protocols import Scores

POOL = 1_000
"""Candidates that each leg brings. The depth matters: the scale of a leg is that of its candidates."""

WEIGHTS: Mapping[str, float] = {"dense": 0.55, "bm25": 0.45}
"""See docs/quality.md for how flat the optimum is."""


def blend(legs: Mapping[str, Scores]) -> Scores:
    """The weighted mean of the legs, each brought to mean 0 and deviation 1 over the candidates first (z-score).

    The convex combination of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval" (2023).
    Unlike reciprocal ranks it keeps how far apart two candidates are. A single leg stays as it is.

    Args:
        legs: The raw scores of the same `n` candidates by leg, float32 ``(n,)`` each.

    Returns:
        float32 ``(n,)``: with several legs, how many deviations a candidate is above the average one.
    """
    if len(legs) == 1:
        return next(iter(legs.values()))
    weights = [WEIGHTS[name] for name in legs]
    mean: Scores = np.average([_standard(it) for it in legs.values()], axis=0, weights=weights).astype(np.float32)
    return mean


def _standard(scores: Scores) -> np.ndarray:
    """float64 ``(n,)`` of mean 0 and deviation 1; all 0 where a leg sees no difference, so that it has no say."""
    exact = scores.astype(np.float64)
    if not len(exact) or exact.min() == exact.max():
        return np.zeros_like(exact)
    standard: np.ndarray = (exact - exact.mean()) / exact.std()
    return standard
