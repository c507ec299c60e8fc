"""The seams of the index: what embeds text, and what ranks rows.

A row is a passage's number in one snapshot, from 0 in the order of its segments. Rows stay inside: outside, a passage
is known by its id.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ..corpus.errors import NutgrafError
from .model import Fingerprint

Rows = NDArray[np.int64]
Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]
Vectors = NDArray[np.float32]

_ROUGHLY = 1e-3
"""How far from 1 the length of a unit vector may be: models that compute in half precision round so."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Rows with their scores, best first, ties by lower row.

    Attributes:
        rows: int64 ``(n,)``.
        scores: float32 ``(n,)``.
    """

    rows: Rows
    scores: Scores

    @classmethod
    def best(cls, rows: Rows, scores: Scores, k: int) -> Ranking:
        """The `k` best of `rows` (fewer if there are not so many); `k` is 0 or more."""
        if 0 < k < len(rows):  # drop what cannot be among them before sorting; ties at the edge stay in
            edge = np.partition(scores, len(scores) - k)[len(scores) - k]
            rows, scores = rows[scores >= edge], scores[scores >= edge]
        order = np.lexsort((rows, -scores))[:k]
        return cls(rows[order], scores[order])


class Embedder(Protocol):
    """Text becomes unit vectors. Safe to call from many threads."""

    @property
    def fingerprint(self) -> Fingerprint:
        """What the model is; two embedders with equal fingerprints give equal vectors."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, each row of length 1."""
        ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """The same of questions: some models embed them otherwise."""
        ...


def checked(vectors: Vectors, texts: Sequence[str], model: Fingerprint) -> Vectors:
    """`vectors`, if they are what `Embedder.passages` promises for `texts`: a NaN, once in, would never be found.

    Raises:
        NutgrafError: The shape is not ``(len(texts), dim)``, or a row is not of length 1.
    """
    rows = np.ascontiguousarray(vectors, np.float32)
    if rows.shape != (len(texts), model.dim):
        raise NutgrafError(f"the model {model.name} gave vectors of shape {rows.shape}, not {(len(texts), model.dim)}")
    bad = np.flatnonzero(~(np.abs(np.linalg.norm(rows, axis=1) - 1) < _ROUGHLY))  # of NaN, too
    if len(bad):
        raise NutgrafError(f"the model {model.name} gave no unit vector for the text {texts[bad[0]][:80]!r}")
    return rows


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one leg makes of `n` rows that have `w` windows.

    Attributes:
        score: float32 ``(n,)``: the leg's own score, by which it ranks alone.
        signals: By name, float32 ``(n,)`` each: what it has to say in a blend.
        windows: float32 ``(w,)``: the score of each window of the rows, one row after another.
    """

    score: Scores
    signals: Mapping[str, Scores]
    windows: Scores


class Scorer(Protocol):
    """One question, asked of one leg."""

    def best(self, k: int, mask: Mask) -> Ranking:
        """The `k` best rows among those that `mask` (bool, one a row) lets through."""
        ...

    def judge(self, rows: Rows) -> Evidence:
        """Score any rows, ascending, also those not among the best."""
        ...
