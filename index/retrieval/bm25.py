"""BM25, as the two factors of a term's score in a text: its rarity, and its saturated number of occurrences.

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
    """Compute the inverse document frequency of a term that occurs in `df` of `texts` texts."""
    return log(1 + (texts - df + 0.5) / (df + 0.5))


def saturated(tf: Scores, lengths: NDArray[np.integer], average: float, profile: RankingProfile) -> Scores:
    """float32: the score of `tf` occurrences of a term in texts of `lengths` words, for an idf of 1.

    Args:
        tf: float32, any shape that broadcasts with `lengths`.
        lengths: Number of words of each text.
        average: Mean number of words of a text; 0 where no text has a word.
        profile: For `k1` and `b`.
    """
    scale = np.float32(profile.k1 * profile.b / (average or 1))
    rest: Scores = np.float32(profile.k1 * (1 - profile.b)) + scale * lengths.astype(np.float32)
    weight: Scores = np.float32(profile.k1 + 1) * tf / (tf + rest)
    return weight
