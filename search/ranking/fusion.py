"""Fusion: combines the scores that the two legs give to the same candidates."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from ...index.embedding.cosine_scale import CosineScale
from ...index.profile import RankingProfile
from ...index.types import Features, Scores


def pool_sizes(legs: Collection[str], passages: int, profile: RankingProfile) -> dict[str, int]:
    """Compute the number of candidates that each of `legs` retrieves in an index of `passages` passages."""
    deepest = profile.single_pool if len(legs) == 1 else profile.pool
    nearest = min(profile.single_pool // 2, passages // profile.passages_per_dense_candidate)
    return {leg: max(deepest, nearest) if leg == "dense" else deepest for leg in legs}


def fuse(features: Mapping[str, Features], profile: RankingProfile, trust: Scores | float = 1.0) -> Scores:
    """float32 ``(n,)``: the fused score of each candidate, or the score of the only leg.

    The fused score is ``w * meaning + (1 - w) * share`` with ``share = lexical / max(lexical)`` and
    `RankingProfile.meaning_weight` as ``w``. Where meaning is not trusted, words stand in for it: there it is
    ``trust * meaning + (1 - trust) * share``.

    - ``meaning`` is the closeness of the best window, less its penalty: 0 where it is unrelated to the question, 1
      where it is as near as an answer usually is. It means the same for every question and every model.
    - ``lexical`` is the weighted sum of the lexical leg's signals, with `RankingProfile.lexical_weights`. The best
      candidate is its unit, as sums of BM25 grow with the number and the rarity of the words.

    It is a convex combination (Bruch, Gai and Ingber, "An Analysis of Fusion Functions for Hybrid Retrieval", 2023).
    Unlike reciprocal rank fusion it keeps the distances between candidates, and unlike a blend of z-scores it hardly
    depends on how many candidates there are.

    Args:
        features: Features by leg, over the same `n` candidates.
        profile: Weights.
        trust: float32 ``(n,)``: the share of its weight that the meaning of each candidate keeps, see `trust`; words
            get the rest, so that no candidate is at a loss beside those of a language that the model knows.
    """
    if len(features) == 1:
        return next(iter(features.values())).score
    signals = features["bm25"].signals
    lexical = np.sum([weight * signals[name] for name, weight in profile.lexical_weights.items()], axis=0)
    share = lexical / (lexical.max(initial=0) or 1)
    weight = profile.meaning_weight
    meaning = trust * features["dense"].signals["meaning"] + (1 - trust) * share
    fused: Scores = (weight * meaning + (1 - weight) * share).astype(np.float32)
    return fused


def unit(features: Mapping[str, Features], fused: Scores, profile: RankingProfile, scale: CosineScale) -> float:
    """The unit of boosts: 1, but for cosines alone a closeness in the model's cosines, and for BM25 alone the best."""
    if "dense" not in features:
        return float(fused.max(initial=0)) or 1.0
    return 1.0 if len(features) > 1 else profile.dense_unit * scale.spread
