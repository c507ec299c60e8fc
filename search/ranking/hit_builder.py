"""Candidates become hits: text, article, neighbours, copies, and the sentence that answers best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.types import Features, Rows, Scores
from .highlight import score_windows
from .near_duplicates import Group
from .results import Copy, Hit


@dataclass(frozen=True, slots=True)
class Candidates:
    """The passages that were scored for one query.

    Attributes:
        rows: int64 ``(n,)``, ascending.
        relevance: float32 ``(n,)``: the blend of what the legs say.
        scores: float32 ``(n,)``: the relevance with boosts, by which they are ranked.
        features: By leg.
    """

    rows: Rows
    relevance: Scores
    scores: Scores
    features: Mapping[str, Features]

    def place(self, row: int) -> int:
        """The number of `row` among them."""
        return int(np.searchsorted(self.rows, row))

    def is_boosted(self, row: int) -> bool:
        """True where the query names the row's outlet or date, or quotes it."""
        place = self.place(row)
        return bool(self.scores[place] > self.relevance[place])

    def leg_score(self, leg: str, place: int) -> float | None:
        """The leg's own score of the candidate at `place`; None where the leg was not asked."""
        return float(self.features[leg].score[place]) if leg in self.features else None


def build_hits(
    store: PassageStore, candidates: Candidates, groups: Sequence[Group], neighbours: int, profile: RankingProfile
) -> Iterator[Hit]:
    """Look up what stands in the best groups.

    Args:
        store: Where the passages stand.
        candidates: All that were scored.
        groups: The rows to show, best first, each with its near copies.
        neighbours: Passages before and after each hit to bring along.
        profile: For the weights of the highlight.
    """
    if not groups:
        return
    windows = score_windows(candidates.features, profile.highlight_weights)
    ends = np.cumsum(next(iter(candidates.features.values())).counts)
    for rank, group in enumerate(groups, start=1):
        place, row = candidates.place(group.row), group.row
        passage, spans = store.passage(row), store.window_spans(row)
        scores = windows[ends[place] - len(spans) : ends[place]]
        best = int(scores.argmax())
        yield Hit(
            rank=rank,
            score=float(candidates.scores[place]),
            cosine=candidates.leg_score("dense", place),
            bm25=candidates.leg_score("bm25", place),
            passage=passage,
            article=store.article_of(row),
            # A passage of one sentence, or of none that says anything of it, has nothing to stand out.
            highlight=spans[best] if scores[best] > 0 else (0, len(passage.text)),
            neighbours=tuple(store.neighbours(row, neighbours)) if neighbours else (),
            copies=tuple(Copy(store.passage(copy), store.article_of(copy)) for copy in group.copies),
        )
