"""The systems that `nutgraf eval` measures: the three modes, and baselines beside them.

To add a system, write a function and a line in `SYSTEMS`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, Protocol, Unpack

from ..query.options import OptionKeywords
from ..ranking.results import Hit, Result

if TYPE_CHECKING:
    from ...index.embedding.cosine_scale import CosineScale
    from ...index.profile import RankingProfile
    from ..library.searcher import Searcher


class System(Protocol):
    """A system under test: finds the `k` best hits of an index for a question."""

    def __call__(self, searcher: Searcher, question: str, *, k: int, as_of: date | None = None) -> Result:
        """Return the hits, best first, for a question that was asked on the day `as_of`."""
        ...


RRF_K = 60
"""The constant k of Cormack and others, which is rarely tuned."""
RRF_DEPTH = 100
"""Hits to fuse from each leg: more than most systems take. With 1,000 fusion is slightly better, and twice as slow."""


def _searcher_with(**options: Unpack[OptionKeywords]) -> System:
    def search(searcher: Searcher, question: str, *, k: int, as_of: date | None = None) -> Result:
        asked: OptionKeywords = {**options, "as_of": as_of}
        return searcher.search(question, k=k, **asked)

    return search


def reciprocal_rank_fusion(searcher: Searcher, question: str, *, k: int, as_of: date | None = None) -> Result:
    """Fuse the modes dense and bm25 by reciprocal rank, as most systems do: the baseline for our own blend.

    The score of a hit is the sum of ``1 / (60 + rank)`` over the legs that found it. Cormack, Clarke and Büttcher,
    "Reciprocal Rank Fusion outperforms Condorcet and Individual Rank Learning Methods" (2009).
    """
    dense = searcher.search(question, k=max(k, RRF_DEPTH), mode="dense", collapse=False, as_of=as_of)
    bm25 = searcher.search(question, k=max(k, RRF_DEPTH), mode="bm25", collapse=False, as_of=as_of)
    scores: dict[str, float] = defaultdict(float)
    hits: dict[str, Hit] = {}
    for hit in (*dense.hits, *bm25.hits):
        scores[hit.id] += 1 / (RRF_K + hit.rank)
        hits.setdefault(hit.id, hit)
    best = sorted(hits, key=lambda name: -scores[name])[:k]  # ties stay in the order of the dense leg
    fused = (replace(hits[name], rank=rank, score=scores[name]) for rank, name in enumerate(best, start=1))
    return replace(dense, mode="hybrid", hits=tuple(fused))


def plain(searcher: Searcher, question: str, *, k: int, as_of: date | None = None) -> Result:
    """The cosine of the best sentence and BM25 of the paragraph, half and half, taken literally."""
    return _plain_searcher(searcher).search(question, k=k, literal=True, as_of=as_of)


@lru_cache(maxsize=2)
def _plain_searcher(searcher: Searcher) -> Searcher:
    from ...index.embedding.cosine_scale import PLAIN  # numpy, for which help has no time

    scales = searcher.store.generation.scales or PLAIN
    return searcher.with_profile(half_and_half(searcher.profile, scales.questions))


def half_and_half(profile: RankingProfile, scale: CosineScale) -> RankingProfile:
    """Weigh the plain cosine and BM25 of the paragraph alike; `meaning` is in units of the model's `scale`."""
    return replace(
        profile,
        meaning_weight=scale.spread / (1 + scale.spread),
        windows_penalty=0,
        title_lift=0,
        lexical_weights={"words": 1},
        unfinished_share=0,
        asking_share=0,
        headline_boost=0,
    )


SYSTEMS: dict[str, System] = {
    "hybrid": _searcher_with(mode="hybrid"),
    "dense": _searcher_with(mode="dense"),
    "bm25": _searcher_with(mode="bm25"),
    "rrf": reciprocal_rank_fusion,
    "literal": _searcher_with(literal=True),
    "plain": plain,
}
"""Systems by name, in the order in which they are measured."""

RERANKED = "reranked"
"""The name of the mode hybrid with a reranker."""


def systems(rerank: str | None, depth: int) -> dict[str, System]:
    """Return `SYSTEMS`, and `RERANKED` if there is a reranker, which reads the `depth` best."""
    if not rerank:
        return SYSTEMS
    return SYSTEMS | {RERANKED: _searcher_with(mode="hybrid", rerank=rerank, rerank_depth=depth)}
