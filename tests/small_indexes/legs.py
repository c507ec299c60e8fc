"""One leg of one question over a snapshot, for tests: retrieves candidates, and scores any rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from nutgraf.index.analysis.query import QueryTerm, query_terms
from nutgraf.index.embedding.cosine_scale import PLAIN
from nutgraf.index.embedding.protocol import Embedder
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.dense import score_dense
from nutgraf.index.retrieval.lexical import LexicalFeatures, score_lexical, term_weights
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.snapshot import Snapshot
from nutgraf.index.types import Features, Ranking, Rows, Scores

PROFILE = RankingProfile()


def mask_of(store: LocalStore, among: Rows | None) -> np.ndarray:
    """The live rows, or those of them that are given."""
    live = store.snapshot.live
    return live if among is None else live & np.isin(np.arange(len(live)), among)


class DenseLeg:
    """The dense leg for one question."""

    def __init__(
        self, snapshot: Snapshot, embedder: Embedder, question: str, profile: RankingProfile = PROFILE
    ) -> None:
        self._store, self._profile = LocalStore(snapshot, profile), profile
        [self.query] = embedder.queries([question])

    def retrieve(self, k: int, among: Rows | None = None) -> Ranking:
        return self._store.dense.nearest(self.query, k, mask_of(self._store, among))

    def score(self, rows: Rows) -> Features:
        return score_dense(self._store.window_vectors, rows, self.query, self._profile, PLAIN.questions)


class LexicalLeg:
    """The lexical leg for one question."""

    def __init__(self, snapshot: Snapshot, question: str, profile: RankingProfile = PROFILE) -> None:
        self._store, self._profile = LocalStore(snapshot, profile), profile
        self.terms: Sequence[QueryTerm] = query_terms(question)

    @property
    def weights(self) -> Scores:
        return term_weights(self.terms, self._store.statistics, self._profile)

    def retrieve(self, k: int, among: Rows | None = None) -> Ranking:
        return self._store.lexical.best(self.terms, k, mask_of(self._store, among))

    def score(self, rows: Rows) -> LexicalFeatures:
        def count(rows):
            return self._store.occurrences(rows, self.terms)

        return score_lexical(count, np.asarray(rows), self.terms, self._store.statistics, self._profile)
