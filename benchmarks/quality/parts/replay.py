"""Ranks the candidates of a question in many ways, and reads what the store knows of them only once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from functools import cache, partial
from typing import TypeVar

import numpy as np
from changes import DEFAULTS, READ, Change, moved
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.dense import score_dense
from nutgraf.index.retrieval.lexical import score_lexical
from nutgraf.index.retrieval.selection import Selection
from nutgraf.index.types import NO_ROWS, Features, Ranking, Rows, Scores
from nutgraf.search.evaluation.systems import RRF_DEPTH, RRF_K
from nutgraf.search.query.ignored import SEPARATOR
from nutgraf.search.query.options import SearchOptions
from nutgraf.search.ranking.near_duplicates import deduplicate
from nutgraf.search.ranking.pipeline import combine, parse, selections
from nutgraf.search.ranking.reader import IndexReader

T = TypeVar("T")

_DEEPEST = DEFAULTS.single_pool
_DENSE = ("windows_penalty",)
_LEXICAL = ("k1", "b", "exact_form", "stop_word_weight")
"""Constants that the features depend on."""


class Replay:
    """One question. Its candidates are those of the defaults, whatever k1 and b.

    Args:
        reader: The index.
        question: Its text.
        as_of: The day on which it was asked, if that is known.
        ignore: What is not to be read into it, as `SearchOptions` has it.
    """

    def __init__(
        self, reader: IndexReader, question: str, as_of: date | None = None, *, ignore: str | None = None
    ) -> None:
        store = reader.store
        self._store = store
        self._parsed = parse(reader, question, SearchOptions(as_of=as_of, ignore=ignore))
        self._query = reader.encode(self._parsed.searched or question, "hybrid", self._parsed.variants)
        self._counts = _once(partial(store.occurrences, terms=self._query.terms))
        self._vectors = _once(store.window_vectors)
        self._reread = cache(lambda ignore: Replay(reader, question, as_of, ignore=ignore))
        amongs = (None, *selections(self._parsed))
        self._retrieved = {leg: [self._retrieve(leg, among) for among in amongs] for leg in ("dense", "bm25")}
        everything = self._union(_DEEPEST, ("dense", "bm25"))
        self._phrases = [store.holding(everything, phrase) for phrase in self._parsed.phrases]
        self._quoted = np.unique(np.concatenate([NO_ROWS, *self._phrases]))
        self._candidates = cache(self._union)
        self._features = cache(self._score)
        self._combined = lambda rows, features, profile: combine(
            _with_profile(reader, profile), self._parsed, self._query, rows, features, self._phrases
        )

    def ranked(self, change: Change, depth: int) -> list[tuple[int, ...]]:
        """List the best `depth` rows, each with the copies that are folded into it."""
        if change.unread and (ignore := SEPARATOR.join(READ[change.unread](self._parsed))):
            return self._reread(ignore).ranked(replace(change, unread=""), depth)
        rows, scores = self._by_reciprocal_rank() if change.by_rank else self._by_score(change)
        if not change.fold:
            return [(row,) for row in Ranking.best(rows, scores, depth).rows.tolist()]
        best = Ranking.best(rows, scores, len(rows)).rows
        groups = deduplicate(self._store, best, depth, change.profile, fold=True, exempt=self._quoted)
        return [(group.row, *group.copies) for group in groups]

    def _by_score(self, change: Change) -> tuple[Rows, Scores]:
        profile, legs = change.profile, change.legs
        pool = profile.pool if len(legs) > 1 else profile.single_pool
        rows = self._candidates(pool, legs)
        features = {leg: self._features(pool, legs, leg, _constants(profile, leg)) for leg in legs}
        return rows, self._combined(rows, features, profile).scores

    def _by_reciprocal_rank(self) -> tuple[Rows, Scores]:
        """As `systems.reciprocal_rank_fusion`, ties in the order of the dense leg."""
        rows = self._candidates(_DEEPEST, ("dense", "bm25"))
        ranks = np.full((2, len(rows)), np.inf)
        for leg, of_leg in zip(("dense", "bm25"), ranks, strict=True):
            best = Ranking.best(*self._by_score(Change(legs=(leg,))), RRF_DEPTH).rows
            of_leg[np.searchsorted(rows, best)] = np.arange(1, len(best) + 1)
        fused = (1 / (RRF_K + ranks)).sum(axis=0)
        scores = np.empty(len(rows), np.float32)
        scores[np.lexsort((ranks[0], -fused))] = -np.arange(len(rows))
        return rows, scores

    def _retrieve(self, leg: str, among: Selection | None) -> Rows:
        filters = SearchOptions().filters
        if leg == "bm25":
            return self._store.lexical.retrieve(self._query.terms, _DEEPEST, filters, among=among).rows
        assert self._query.vector is not None
        return self._store.dense.retrieve(self._query.vector, _DEEPEST, filters, among=among).rows

    def _union(self, pool: int, legs: Sequence[str]) -> Rows:
        return np.unique(np.concatenate([NO_ROWS, *(rows[:pool] for leg in legs for rows in self._retrieved[leg])]))

    def _score(self, pool: int, legs: Sequence[str], leg: str, constants: Sequence[tuple[str, float]]) -> Features:
        rows, profile = self._candidates(pool, legs), DEFAULTS
        for constant, value in constants:
            profile = moved(profile, constant, value)
        if leg == "bm25":
            return score_lexical(self._counts, rows, self._query.terms, self._store.statistics, profile)
        assert self._query.vector is not None
        return score_dense(self._vectors, rows, self._query.vector, profile, self._query.scale)


def _with_profile(reader: IndexReader, profile: RankingProfile) -> IndexReader:
    """The same reader, with what it has loaded and cached, and another profile."""
    other = copy(reader)
    other.profile = profile
    return other


def _constants(profile: RankingProfile, leg: str) -> tuple[tuple[str, float], ...]:
    return tuple((name, getattr(profile, name)) for name in (_DENSE if leg == "dense" else _LEXICAL))


def _once(read: Callable[[Rows], T]) -> Callable[[Rows], T]:
    """Keep what `read` returns for each array of rows."""
    known: dict[bytes, T] = {}

    def look(rows: Rows) -> T:
        key = rows.tobytes()
        if key not in known:
            known[key] = read(rows)
        return known[key]

    return look
