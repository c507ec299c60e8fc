"""BM25, in the two parts that every text's score is made of: how rare a word is, and what its occurrences are worth.

After Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with Lucene's idf, which
is never negative.

    idf(t)  = ln(1 + (N - df(t) + 0.5) / (df(t) + 0.5))
    sat(tf) = tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / average length))
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

from ..types import Scores

K1, B = 0.5, 0.4
"""In a paragraph a second mention says little more. The usual 1.2 and 0.75 are for documents; see docs/quality.md."""


def rarity(df: int, of: int) -> float:
    """The idf of a word that `df` of so many texts hold."""
    return log(1 + (of - df + 0.5) / (df + 0.5))


def saturated(tf: Scores, lengths: NDArray[np.integer], average: float) -> Scores:
    """float32: what `tf` occurrences in a text of `lengths` words are worth, for an idf of 1."""
    scale = np.float32(K1 * B / (average or 1))  # 0 words on average, where no text holds one
    rest: Scores = np.float32(K1 * (1 - B)) + scale * lengths.astype(np.float32)
    worth: Scores = np.float32(K1 + 1) * tf / (tf + rest)
    return worth
