"""The protocol of a reranker: a closer reading of a few passages for one question."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal, Protocol

import numpy as np

from ...corpus.errors import NutgrafError
from ..types import Scores

Kind = Literal["late", "cross-encoder"]

LATE = "late"
"""The name of late interaction, which uses the index's own model; any other name is that of a cross-encoder."""
OFF = "off"
"""The name of no reranker."""


def validate_scores(scores: Scores, passages: Sequence[str]) -> Scores:
    """Check that `scores` are a finite number for each of `passages`.

    Raises:
        NutgrafError: They are not: the model is broken, or computes with too few bits.
    """
    if scores.shape != (len(passages),) or not np.isfinite(scores).all():
        raise NutgrafError(f"the reranker gave no score for some of {len(passages)} passages; use another model")
    return scores


class Reranker(Protocol):
    """Scores passages for a question by a closer reading. Safe to call from many threads."""

    @property
    def kind(self) -> Kind:
        """The kind of model, by which the ranking weighs its scores."""
        ...

    def scores(self, question: str, passages: Sequence[str], weights: Mapping[str, float]) -> Scores:
        """float32 ``(len(passages),)``: higher is better, on a scale of the model's own.

        The score of a passage depends on no other passage, but for rounding. Text beyond what the model reads is cut.

        Args:
            question: The question in plain words.
            passages: The texts to score.
            weights: The weight of each folded word of the question, 0 or more: the rarer, the higher. A reranker may
                do without.
        """
        ...
