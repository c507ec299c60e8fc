"""Sparse vectors of passages: weights by the codes of stems, and the pairs of stems that stand side by side."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...ragged import offsets
from .codes import JOINED, Codes, FormCodes, pair_codes

_BIAS = np.float32(1e-6)
"""Weight of no word: Milvus wants one number in each sparse vector."""


def pairs(stems: Codes, forms: FormCodes, starts: NDArray[np.int64]) -> list[dict[int, float]]:
    """The pairs of stems that stand side by side in each passage; joined words stand in no row."""
    plain = forms & JOINED == 0
    owners = np.repeat(np.arange(len(starts) - 1), np.diff(starts))[plain]
    row = stems[plain]
    neighbours = np.flatnonzero(np.diff(owners, append=-1)[: len(owners)] == 0) if len(owners) else owners
    codes = pair_codes(row[neighbours], row[neighbours + 1])
    cells = np.unique(np.column_stack([owners[neighbours], codes.astype(np.int64)]), axis=0)
    return by_owner(cells[:, 0], cells[:, 1], np.ones(len(cells), np.float32), len(starts) - 1)


def by_owner(
    owners: NDArray[np.int64], keys: NDArray[np.integer], values: NDArray[np.float32], count: int
) -> list[dict[int, float]]:
    """A sparse vector of each owner, from triples in the order of owners."""
    bounds = offsets(np.bincount(owners, minlength=count)).tolist()
    plain = list(zip(keys.tolist(), values.tolist(), strict=True))
    return [dict(plain[start:end]) or {0: float(_BIAS)} for start, end in pairwise(bounds)]
