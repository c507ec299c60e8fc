"""Fusion: what the legs say of the same candidates becomes one score."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
from numpy.typing import NDArray

from ...index.profile import RankingProfile
from ...index.types import Features, Scores


def pool_sizes(legs: Collection[str], passages: int, profile: RankingProfile) -> dict[str, int]:
    """The candidates that each of `legs` brings, in an index of so many passages."""
    if len(legs) == 1 or passages < profile.large_index:
        return dict.fromkeys(legs, profile.pool)
    nearest = passages // profile.passages_per_dense_candidate
    dense = min(profile.pool // 2, max(profile.dense_pool, nearest))
    return {"dense": dense, "bm25": profile.lexical_pool_ratio * dense}


def fuse(features: Mapping[str, Features], weights: Mapping[str, float]) -> Scores:
    """float32 ``(n,)``: the blend of several legs' signals; the score of a lone leg, as it is.

    Args:
        features: By leg, over the same `n` candidates.
        weights: By signal.
    """
    if len(features) == 1:
        return next(iter(features.values())).score
    return blend({name: scores for leg in features.values() for name, scores in leg.signals.items()}, weights)


def blend(signals: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """The weighted sum of the signals, each brought to mean 0 and deviation 1 over the candidates first (z-score).

    After the convex combination of Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval"
    (2023). Unlike reciprocal ranks it keeps how far apart two candidates are.

    Args:
        signals: By name, float32 ``(n,)`` each, over the same `n` candidates. One without a weight has no say.
        weights: By name; they need not add up to 1.

    Returns:
        float32 ``(n,)``.
    """
    parts = [weights.get(name, 0) * _z_scores(scores) for name, scores in signals.items()]
    total: Scores = np.sum(parts, axis=0).astype(np.float32)
    return total


def _z_scores(scores: Scores) -> NDArray[np.float64]:
    """float64 ``(n,)`` of mean 0 and deviation 1; all 0 where a signal sees no difference, so that it has no say."""
    exact = scores.astype(np.float64)
    if not len(exact) or exact.min() == exact.max():
        return np.zeros_like(exact)
    exact -= exact.mean()
    exact /= np.sqrt(exact @ exact / len(exact))  # as `std` has it, in a third of the time
    return exact
