"""Fusion: what the legs have to say of the same candidates becomes one score."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from ...index.types import Evidence, Scores

POOL = 1_000
"""Candidates that a leg brings which is alone, or asked of few passages."""
LARGE, NEAREST, OF = 32_768, 150, 800
"""In so many passages the dense leg brings only the nearest of them, 1 of 800, no fewer than 150 and no more than half
a `POOL`, and the lexical leg twice as many. They are judged in less than half the time, and ranked no worse: the depth
of a pool is also the scale on which its signals are measured. See docs/quality.md."""

Weights: TypeAlias = Mapping[str, float]

WEIGHTS: Weights = {"meaning": 0.55, "words": 0.3, "sentence": 0.15, "article": 0.1}
"""By signal; what each is says the leg that gives it (`index/retrieval/`). See docs/quality.md for
how flat the optimum is."""


def pools(legs: Collection[str], passages: int) -> dict[str, int]:
    """How many candidates each of `legs` brings, of so many passages."""
    if len(legs) == 1 or passages < LARGE:
        return dict.fromkeys(legs, POOL)
    nearest = min(POOL // 2, max(NEAREST, passages // OF))
    return {"dense": nearest, "bm25": 2 * nearest}


def fused(said: Mapping[str, Evidence], weights: Weights) -> Scores:
    """float32 ``(n,)``: the blend of what several legs say; what a lone leg says, as it is."""
    if len(said) == 1:
        return next(iter(said.values())).score
    return blend({name: scores for it in said.values() for name, scores in it.signals.items()}, weights)


def blend(signals: Mapping[str, Scores], weights: Weights = WEIGHTS) -> Scores:
    """The weighted sum of the signals, each brought to mean 0 and deviation 1 over the candidates first (z-score).

    After the convex combination of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval"
    (2023). Unlike reciprocal ranks it keeps how far apart two candidates are.

    Args:
        signals: By name, float32 ``(n,)`` each, over the same `n` candidates. One without a weight has no say.
        weights: By name; they need not add up to 1.

    Returns:
        float32 ``(n,)``.
    """
    said = [weights.get(name, 0) * _standard(scores) for name, scores in signals.items()]
    total: Scores = np.sum(said, axis=0).astype(np.float32)
    return total


def _standard(scores: Scores) -> NDArray[np.float64]:
    """float64 ``(n,)`` of mean 0 and deviation 1; all 0 where a signal sees no difference, so that it has no say."""
    exact = scores.astype(np.float64)
    if not len(exact) or exact.min() == exact.max():
        return np.zeros_like(exact)
    exact -= exact.mean()
    exact /= np.sqrt(exact @ exact / len(exact))  # as `std` has it, in a third of the time
    return exact
