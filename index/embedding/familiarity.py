"""Familiarity: how well a model knows a language, measured by how well it tells the texts of an archive apart.

A model gives texts of a language that it does not know vectors which say little. Then the words of a question must
count for more, and the cosine for less.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..profile import RankingProfile
from ..types import Rows, Vectors

LEAST_PRIOR, MOST_PRIOR = 0.8, 0.9
"""What is taken for granted before anything is measured: of a language that the model's card leaves out, and where
there is no card."""
_PRIOR_PAIRS = 10
"""Pairs that the prior weighs as much as."""
_BY_CHANCE = 0.5
"""Share of other texts that a model tells apart which knows nothing of a language."""
_DIGITS = 3
"""Digits that are kept: further ones differ between CPUs."""


@dataclass(frozen=True, slots=True)
class Familiarity:
    """The measured familiarity of a model with one language.

    Attributes:
        told_apart: Share of the passages of other articles that are farther from a passage than the text that follows
            it, in the mean: 0.5 by chance, above 0.9 in a language that the model was trained on.
        articles: Live articles in the language at the time of the measurement.
    """

    told_apart: float
    articles: int

    def trust(self, profile: RankingProfile) -> float:
        """The share of its weight that the meaning of passages in the language keeps, 0 to 1.

        It is 1 where as much is told apart as in a known language, and 0 where no more is than by chance.
        """
        share = (self.told_apart - _BY_CHANCE) / (profile.familiar - _BY_CHANCE)
        trust: float = min(1.0, max(0.0, share)) ** profile.familiar_power
        return trust

    def to_dict(self) -> dict[str, Any]:
        """Convert to the JSON values of the manifest."""
        return {"told_apart": self.told_apart, "articles": self.articles}

    @classmethod
    def from_dict(cls, plain: Mapping[str, Any]) -> Familiarity:
        """Convert from the JSON values of the manifest.

        Raises:
            KeyError: `plain` is no such value.
        """
        return cls(plain["told_apart"], plain["articles"])


def told_apart(texts: Vectors, following: Vectors, articles: Rows, prior: float) -> float:
    """Measure the share of other articles' passages that are farther from a text than what follows it.

    Args:
        texts: float32 ``(n, dim)``: unit vectors of texts.
        following: float32 ``(n, dim)``: of the text that follows each.
        articles: int64 ``(n,)``: the article of each.
        prior: The share that is taken for granted; a few texts hardly change it.
    """
    cosines = texts @ following.T
    own = cosines.diagonal()[:, None]
    others = articles[:, None] != articles
    counted = others.sum(axis=1)
    farther = ((cosines < own) & others).sum(axis=1)
    compared = counted > 0
    shares = farther[compared] / counted[compared]
    return round(float((shares.sum() + _PRIOR_PAIRS * prior) / (len(shares) + _PRIOR_PAIRS)), _DIGITS)
