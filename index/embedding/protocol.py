"""The seam of a model: text becomes unit vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ...corpus.errors import NutgrafError
from ..types import Vectors
from .fingerprint import Fingerprint

_ROUGHLY = 1e-3
"""How far from 1 the length of a unit vector may be: models that compute in half precision round so."""


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


def validate_vectors(vectors: Vectors, texts: Sequence[str], model: Fingerprint) -> Vectors:
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
