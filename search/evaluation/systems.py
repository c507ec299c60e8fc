"""What `nutgraf eval` sets side by side: the modes, and ways of ranking that are not modes.

A new one is a function and a line in `SYSTEMS`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from ..ranking.results import Hit, Result

if TYPE_CHECKING:
    from ..library.searcher import Searcher


class System(Protocol):
    """A way of ranking: the `k` best hits of an index for a question."""

    def __call__(self, searcher: Searcher, question: str, *, k: int) -> Result:
        """The hits, best first."""
        ...


RRF_K = 60
"""The constant of Cormack and others; nobody tunes it."""
_RRF_DEPTH = 100
"""Hits of each leg that are fused: more than most systems take. With 1,000 it is a little better, and twice as slow."""


def _searcher_with(**options: Any) -> System:  # noqa: ANN401  # whatever `Searcher.search` takes
    def search(searcher: Searcher, question: str, *, k: int) -> Result:
        return searcher.search(question, k=k, **options)

    return search


def reciprocal_rank_fusion(searcher: Searcher, question: str, *, k: int) -> Result:
    """The modes dense and bm25, fused as most systems do it: the baseline for our own blend.

    A hit scores the sum of ``1 / (60 + rank)`` over the legs that found it. Cormack, Clarke and Büttcher, "Reciprocal
    Rank Fusion outperforms Condorcet and Individual Rank Learning Methods" (2009).
    """
    dense = searcher.search(question, k=max(k, _RRF_DEPTH), mode="dense", collapse=False)
    bm25 = searcher.search(question, k=max(k, _RRF_DEPTH), mode="bm25", collapse=False)
    scores: dict[str, float] = defaultdict(float)
    hits: dict[str, Hit] = {}
    for hit in (*dense.hits, *bm25.hits):
        scores[hit.id] += 1 / (RRF_K + hit.rank)
        hits.setdefault(hit.id, hit)
    best = sorted(hits, key=lambda it: -scores[it])[:k]  # ties stay in the order of the dense leg
    fused = (replace(hits[it], rank=rank, score=scores[it]) for rank, it in enumerate(best, start=1))
    return replace(dense, mode="hybrid", hits=tuple(fused))


SYSTEMS: dict[str, System] = {
    "hybrid": _searcher_with(mode="hybrid"),
    "dense": _searcher_with(mode="dense"),
    "bm25": _searcher_with(mode="bm25"),
    "rrf": reciprocal_rank_fusion,
    "literal": _searcher_with(literal=True),
    "plain": _searcher_with(literal=True, weights={"meaning": 0.5, "words": 0.5}),
}
"""By name; measured in this order."""
