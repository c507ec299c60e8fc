"""Fusion: combines the scores that several legs give to the same candidates."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from ...index.profile import RankingProfile
from ...index.types import Features, Scores


def pool_sizes(legs: Collection[str], passages: int, profile: RankingProfile) -> dict[str, int]:
    """Compute the number of candidates that each of `legs` retrieves in an index of `passages` passages."""
    if len(legs) == 1 or passages < profile.large_index:
        return dict.fromkeys(legs, profile.pool)
    nearest = passages // profile.passages_per_dense_candidate
    dense = min(profile.pool // 2, max(profile.dense_pool, nearest))
    return {"dense": dense, "bm25": profile.lexical_pool_ratio * dense}


def fuse(features: Mapping[str, Features], weights: Mapping[str, float]) -> Scores:
    """float32 ``(n,)``: the blend of several legs' signals, or the unnormalized score of a single leg.

    Args:
        features: Features by leg, over the same `n` candidates.
        weights: Weights by signal.
    """
    if len(features) == 1:
        return next(iter(features.values())).score
    return blend({name: scores for leg in features.values() for name, scores in leg.signals.items()}, weights)


def blend(signals: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """Sum the weighted z-scores of the signals: each has mean 0 and deviation 1 over the candidates.

    After the convex combination of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval"
    (2023). Unlike reciprocal rank fusion it keeps the distances between candidates.

    Args:
        signals: By name, float32 ``(n,)`` each, over the same `n` candidates. A signal without a weight is ignored.
        weights: By name; they need not add up to 1.

    Returns:
        float32 ``(n,)``.
    """
    parts = [weights.get(name, 0) * _z_scores(scores) for name, scores in signals.items()]
    total: Scores = np.sum(parts, axis=0).astype(np.float32)
    return total


def _z_scores(scores: Scores) -> NDArray[np.float64]:
    """float64 ``(n,)``: z-scores of a signal; all 0 where it is constant, so that it has no effect."""
    exact = scores.astype(np.float64)
    if not len(exact) or exact.min() == exact.max():
        return np.zeros_like(exact)
    exact -= exact.mean()
    exact /= np.sqrt(exact @ exact / len(exact))  # the same as `std`, in a third of the time
    return exact
