"""The protocol of an embedding model: text becomes unit vectors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np

from ...corpus.errors import NutgrafError
from ..types import Vectors
from .fingerprint import Fingerprint

_LENGTH_TOLERANCE = 1e-3
"""Allowed deviation of a unit vector's length from 1: models that compute in half precision round by as much."""


class Embedder(Protocol):
    """Turns text into unit vectors. Safe to call from many threads."""

    @property
    def fingerprint(self) -> Fingerprint:
        """Identity of the model; embedders with equal fingerprints give equal vectors."""
        ...

    def passages(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, each row of length 1."""
        ...

    def queries(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1; some models embed queries differently from passages."""
        ...


def validate_vectors(vectors: Vectors, texts: Sequence[str], model: Fingerprint) -> Vectors:
    """Check that `vectors` are unit vectors for `texts`; a stored NaN could never be found by a search.

    Raises:
        NutgrafError: The shape is not ``(len(texts), dim)``, or a row is not of length 1.
    """
    rows = np.ascontiguousarray(vectors, np.float32)
    if rows.shape != (len(texts), model.dim):
        raise NutgrafError(
            f"the model {model.name} returned vectors of shape {rows.shape}, not {(len(texts), model.dim)}"
        )
    bad = np.flatnonzero(~(np.abs(np.linalg.norm(rows, axis=1) - 1) < _LENGTH_TOLERANCE))  # also true for NaN
    if len(bad):
        raise NutgrafError(f"the model {model.name} returned no unit vector for the text {texts[bad[0]][:80]!r}")
    return rows
