"""Cosine scales: what a model's cosines mean, measured on fixed probes, so that no constant knows a model.

One model gives a question and a passage of another subject a cosine of 0.0, another 0.7. A scale says which cosine
means "unrelated" and which "related", and turns any cosine into a closeness that means the same for every model.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..types import Scores, Vectors
from .protocol import Embedder, validate_vectors

_LEAST_SPREAD = 0.005
"""Cosine between unrelated and related below which a scale would only enlarge rounding errors."""
_LEAST_TOLD_APART = 0.75
"""Share of the other passages that must be farther from a question than its own, in the mean; by chance it is 0.5."""
_MOST_IN_A_MEAN = 100
"""Unrelated vectors in a mean at most: a shorter mean is one of vectors that have less than nothing in common."""
_DIGITS = 4
"""Digits of a cosine that are kept: further ones differ between CPUs."""

_LOG = logging.getLogger("nutgraf")


@dataclass(frozen=True, slots=True)
class CosineScale:
    """The scale of a model's cosines for one kind of pair.

    Attributes:
        unrelated: Mean cosine of pairs about different subjects; its closeness is 0.
        related: Mean cosine of pairs about the same; its closeness is 1.
    """

    unrelated: float
    related: float

    @property
    def spread(self) -> float:
        """The cosine between unrelated and related, above 0."""
        return self.related - self.unrelated

    def closeness(self, cosines: Scores) -> Scores:
        """Convert cosines, float32 of any shape, to closeness: 0 for unrelated, 1 for related, not bounded."""
        scaled: Scores = (cosines - np.float32(self.unrelated)) / np.float32(self.spread)
        return scaled

    def between_means(self, one: Vectors, other: Vectors) -> Scores:
        """Compute how close means of vectors are: their cosines, as if unrelated vectors had 0 and equal ones 1.

        A mean is shorter than the vectors, and what all vectors of a model have in common takes a larger part of it. So
        the common part, `unrelated`, is taken from products and lengths alike.

        Args:
            one: float32 ``(n, dim)``: means of unit vectors, not scaled to length 1.
            other: float32 ``(m, dim)``, likewise.

        Returns:
            float32 ``(n, m)``.
        """
        (mine, my_share), (theirs, their_share) = self.by_own_length(one), self.by_own_length(other)
        closeness: Scores = mine @ theirs.T - my_share[:, None] * their_share * np.float32(self.unrelated)
        return closeness

    def by_own_length(self, means: Vectors) -> tuple[Vectors, Scores]:
        """Divide means of vectors by the length of what is their own, for `between_means`.

        Args:
            means: float32 ``(n, dim)``: means of unit vectors, not scaled to length 1.

        Returns:
            float32 ``(n, dim)``, the divided means; and float32 ``(n,)``, 1 divided by those lengths. The closeness of
            two is the inner product of their means, less `unrelated` times the product of their shares.
        """
        common = np.float32(self.unrelated)
        shortest = (1 - common) / _MOST_IN_A_MEAN
        lengths = np.sqrt(np.maximum((means * means).sum(axis=1) - common, shortest))
        return means / lengths[:, None], 1 / lengths


@dataclass(frozen=True, slots=True)
class ModelScales:
    """The scales of one model. They are properties of the model alone, whatever the archive holds.

    Attributes:
        questions: Of a question and a passage.
        passages: Of two passages: 0 for unrelated ones, 1 for equal ones.
    """

    questions: CosineScale
    passages: CosineScale

    def to_dict(self) -> dict[str, float]:
        """Convert to the JSON values of the manifest."""
        return {
            "question_unrelated": self.questions.unrelated,
            "question_related": self.questions.related,
            "passage_unrelated": self.passages.unrelated,
        }

    @classmethod
    def from_dict(cls, plain: Mapping[str, float]) -> ModelScales:
        """Convert from the JSON values of the manifest.

        Raises:
            KeyError, TypeError: `plain` is no such value.
        """
        return cls(
            CosineScale(plain["question_unrelated"], plain["question_related"]),
            CosineScale(plain["passage_unrelated"], 1.0),
        )


PLAIN = ModelScales(CosineScale(0.0, 1.0), CosineScale(0.0, 1.0))
"""The scales that take a cosine as it is."""


def measure_scales(embedder: Embedder) -> ModelScales:
    """Measure the scales of a model on the pairs of `PROBES`: a fifth of a second with the default model.

    A model that cannot tell the probes apart gets `PLAIN`, and the logger ``nutgraf`` a warning.

    Raises:
        NutgrafError: The model returned an invalid vector.
    """
    from .probe_texts import PROBES

    questions, passages = (list(texts) for texts in zip(*PROBES, strict=True))
    asked = validate_vectors(embedder.queries(questions), questions, embedder.fingerprint)
    told = validate_vectors(embedder.passages(passages), passages, embedder.fingerprint)
    measured = ModelScales(_question_scale(asked @ told.T), CosineScale(_mean_of_others(told @ told.T), 1.0))
    if (
        min(measured.questions.spread, measured.passages.spread) < _LEAST_SPREAD
        or _told_apart(asked, told) < _LEAST_TOLD_APART
    ):
        _LOG.warning(
            "the model %s hardly tells a passage that answers an English question from others: it will rank poorly, "
            "unless the archive is in a language that it knows better",
            embedder.fingerprint.name,
        )
        return PLAIN
    return measured


def _question_scale(cosines: Vectors) -> CosineScale:
    """Measure the scale of cosines ``(n, n)`` of questions and passages; those on the diagonal belong together."""
    return CosineScale(_mean_of_others(cosines), round(float(np.diag(cosines).mean()), _DIGITS))


def _mean_of_others(cosines: Vectors) -> float:
    """The mean of a square matrix without its diagonal."""
    return round(float(cosines[~np.eye(len(cosines), dtype=bool)].mean()), _DIGITS)


def _told_apart(asked: Vectors, told: Vectors) -> float:
    """The share of the other passages that are farther from a question than its own: the mean over all questions."""
    cosines = asked @ told.T
    nearer = cosines >= np.diag(cosines)[:, None]  # each counts its own passage as well
    return float(1 - (nearer.sum(axis=1) - 1).mean() / (len(cosines) - 1))
