"""Builds hits from candidates: text, article, neighbours, copies, and the sentence that answers best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...index.retrieval.protocol import PassageStore
from ...index.types import Features, Rows, Scores
from .highlight import WindowScores
from .near_duplicates import Group
from .results import Copy, Hit


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that were scored for one query.

    Attributes:
        rows: int64 ``(n,)``, ascending.
        fused: float32 ``(n,)``: the fused scores.
        scores: float32 ``(n,)``: fused scores plus boosts, by which they are ranked; or what a reranker made of them.
        boosts: float32 ``(n,)``: the boosts.
        features: Features by leg.
        trust: float32 ``(n,)``: see `trust.trust_in_meaning`.
    """

    rows: Rows
    fused: Scores
    scores: Scores
    boosts: Scores
    features: Mapping[str, Features]
    trust: Scores

    def position(self, row: int) -> int:
        """Find the position of `row` among the candidates."""
        return int(np.searchsorted(self.rows, row))

    def is_boosted(self, row: int) -> bool:
        """True where the row has a boost: the query names its outlet or date, or quotes it."""
        return bool(self.boosts[self.position(row)] > 0)

    def is_excluded(self, row: int) -> bool:
        """True where the row holds what the query wants left out."""
        return bool(self.boosts[self.position(row)] < 0)

    def leg_score(self, leg: str, position: int) -> float | None:
        """Look up the leg's own score of the candidate at `position`; None where the leg was not used."""
        return float(self.features[leg].score[position]) if leg in self.features else None

    def signals(self, position: int) -> dict[str, float]:
        """Look up the signals of both legs of the candidate at `position`, by name."""
        legs = self.features.values()
        return {name: float(values[position]) for leg in legs for name, values in leg.signals.items()}


def build_hits(store: PassageStore, candidates: Candidates, groups: Sequence[Group], neighbours: int) -> Iterator[Hit]:
    """Build the hits of the best groups; their relevance is left to `judge`.

    Args:
        store: The store of the passages.
        candidates: All candidates of the query.
        groups: The rows of the hits, best first, each with its near copies.
        neighbours: Number of passages to add before and after each hit.
    """
    if not groups:
        return
    store.prefetch(np.array([row for group in groups for row in (group.row, *group.copies)], np.int64))
    windows = WindowScores(candidates.features, candidates.trust)
    for rank, group in enumerate(groups, start=1):
        position, row = candidates.position(group.row), group.row
        passage, spans = store.passage(row), store.window_spans(row)
        scores = windows.of(position)
        best = int(scores.argmax())
        yield Hit(
            rank=rank,
            score=float(candidates.scores[position]),
            cosine=candidates.leg_score("dense", position),
            bm25=candidates.leg_score("bm25", position),
            passage=passage,
            article=store.article_of(row),
            # Where no window is related to the query, the whole passage is highlighted.
            highlight=spans[best] if scores[best] > 0 else (0, len(passage.text)),
            neighbours=tuple(store.neighbours(row, neighbours)) if neighbours else (),
            signals=candidates.signals(position),
            copies=tuple(Copy(store.passage(copy), store.article_of(copy)) for copy in group.copies),
        )
