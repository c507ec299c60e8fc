"""Measure the recall of the dense leg's approximate search: its ten best, compared with an exact search."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import nutgraf
from nutgraf.index.embedding.cosine_scale import PLAIN
from nutgraf.index.filter import Filter
from nutgraf.index.retrieval.dense import score_dense
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.model_choice import embedder_for
from nutgraf.index.segments.segment import Segment
from nutgraf.search.ranking.fusion import pool_sizes

K = 10
_AT_ONCE = 16_384
"""Passages whose vectors are in memory together."""
_ALIKE = 1e-5
"""Tolerance of scores: the same sums in another order differ by less, and equal texts are equally good."""


def dense_recall(index: Path, questions: Sequence[str]) -> dict[str, float]:
    """Recall@10 of the approximate search alone, and of a whole search: its candidates, each scored exactly."""
    searcher = nutgraf.open(index)
    store, profile = searcher.store, searcher.profile
    assert isinstance(store, LocalStore)
    snapshot = store.snapshot
    depth = pool_sizes(("dense", "bm25"), snapshot.passages, profile)["dense"]
    queries = embedder_for(IndexFolder(index)).queries(questions)
    truth = np.concatenate([_passages(segment, queries) for segment in snapshot.segments])
    truth[~snapshot.live] = -2
    found: dict[str, list[float]] = {"first_look": [], "search": []}
    for query, scores in zip(queries, truth.T, strict=True):
        edge = np.partition(scores, -K)[-K] - _ALIKE
        candidates = np.sort(store.dense.retrieve(query, depth, Filter()).rows)
        exact = score_dense(store.window_vectors, candidates, query, profile, PLAIN.questions).score
        reranked = candidates[np.argsort(-exact, kind="stable")[:K]]
        for name, rows in (("first_look", store.dense.retrieve(query, K, Filter()).rows), ("search", reranked)):
            found[name].append(float((scores[rows] >= edge).mean()))
    return {name: float(np.mean(values)) for name, values in found.items()}


def _passages(segment: Segment, queries: np.ndarray) -> np.ndarray:
    """float32 ``(passages, questions)``: the cosine of each passage's best window in a segment."""
    parts, first = [np.zeros((0, len(queries)), np.float32)], segment.first_windows
    for at in range(0, segment.entry.passages, _AT_ONCE):
        begins = first[at : at + _AT_ONCE + 1].astype(np.int64)
        cosines = segment.vectors.dequantize(slice(int(begins[0]), int(begins[-1]))) @ queries.T
        parts.append(np.maximum.reduceat(cosines, begins[:-1] - begins[0], axis=0))
    return np.concatenate(parts)
