"""BM25, in the two parts that every text's score is made of: the rarity of a term, and the weight of its occurrences.

After Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's idf, which
is never negative.

    idf(t)  = ln(1 + (N - df(t) + 0.5) / (df(t) + 0.5))
    sat(tf) = tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length))
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from ..profile import RankingProfile
from ..types import Scores


def idf(df: int, texts: int) -> float:
    """The inverse document frequency of a term that `df` of `texts` texts hold."""
    return log(1 + (texts - df + 0.5) / (df + 0.5))


def saturated(tf: Scores, lengths: NDArray[np.integer], average: float, profile: RankingProfile) -> Scores:
    """float32: the weight of `tf` occurrences in a text of `lengths` words, for an idf of 1.

    Args:
        tf: float32, any shape that broadcasts with `lengths`.
        lengths: Words of each text.
        average: Mean words of a text; 0 where no text holds a word.
        profile: For `k1` and `b`.
    """
    scale = np.float32(profile.k1 * profile.b / (average or 1))
    rest: Scores = np.float32(profile.k1 * (1 - profile.b)) + scale * lengths.astype(np.float32)
    weight: Scores = np.float32(profile.k1 + 1) * tf / (tf + rest)
    return weight
