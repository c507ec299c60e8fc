"""What `nutgraf eval` sets side by side: the modes, and ways of ranking that are not modes.

A new one is a function and a line in `SYSTEMS`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Protocol, Unpack

from ..query.options import OptionKeywords
from ..ranking.results import Hit, Result

if TYPE_CHECKING:
    from ..library.searcher import Searcher


class System(Protocol):
    """A way of ranking: the `k` best hits of an index for a question."""

    def __call__(self, searcher: Searcher, question: str, *, k: int) -> Result:
        """The hits, best first."""
        ...


RRF = 60
"""The constant of Cormack and others; nobody tunes it."""
_DEEP = 100
"""Hits of each leg that are fused: more than most systems take. With 1,000 it is a little better, and twice as slow."""


def _with(**options: Unpack[OptionKeywords]) -> System:
    def search(searcher: Searcher, question: str, *, k: int) -> Result:
        return searcher.search(question, k=k, **options)

    return search


def reciprocal_ranks(searcher: Searcher, question: str, *, k: int) -> Result:
    """The modes dense and bm25, fused as most systems do it: the baseline for our own blend.

    A hit scores the sum of ``1 / (60 + rank)`` over the legs that found it. Cormack, Clarke and Büttcher, "Reciprocal
    Rank Fusion outperforms Condorcet and Individual Rank Learning Methods" (2009).
    """
    dense = searcher.search(question, k=max(k, _DEEP), mode="dense", collapse=False)
    bm25 = searcher.search(question, k=max(k, _DEEP), mode="bm25", collapse=False)
    scores: dict[str, float] = defaultdict(float)
    hits: dict[str, Hit] = {}
    for hit in (*dense.hits, *bm25.hits):
        scores[hit.id] += 1 / (RRF + hit.rank)
        hits.setdefault(hit.id, hit)
    best = sorted(hits, key=lambda it: -scores[it])[:k]  # ties stay in the order of the dense leg
    fused = (replace(hits[it], rank=rank, score=scores[it]) for rank, it in enumerate(best, start=1))
    return replace(dense, mode="hybrid", hits=tuple(fused))


SYSTEMS: dict[str, System] = {
    "hybrid": _with(mode="hybrid"),
    "dense": _with(mode="dense"),
    "bm25": _with(mode="bm25"),
    "rrf": reciprocal_ranks,
    "literal": _with(literal=True),
    "plain": _with(literal=True, weights={"meaning": 0.5, "words": 0.5}),
}
"""By name; measured in this order."""
