"""Measure the recall of the dense leg's approximate search: its ten best, compared with an exact search."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import nutgraf
from nutgraf.search.ranking.fusion import pools

K = 10
_AT_ONCE = 16_384
"""Passages whose vectors are in memory together."""
_ALIKE = 1e-5
"""Tolerance of scores: the same sums in another order differ by less, and equal texts are equally good."""


def dense_recall(index: Path, questions: Sequence[str]) -> dict[str, float]:
    """Recall@10 of the approximate search alone, and of a whole search: its candidates, each scored exactly.

    It uses internals of `Searcher` and the stored vectors, and must change with them.
    """
    generation = nutgraf.open(index)._now
    dense, snapshot = generation.dense, generation.snapshot
    depth = pools(("dense", "bm25"), snapshot.passages)["dense"]
    queries = np.stack([dense.ask(question)._query for question in questions])
    truth = np.concatenate([_passages(segment, queries) for segment in snapshot.segments])
    truth[~snapshot.live] = -2
    found: dict[str, list[float]] = {"first_look": [], "search": []}
    for question, scores in zip(questions, truth.T, strict=True):
        edge = np.partition(scores, -K)[-K] - _ALIKE
        asked = dense.ask(question)
        candidates = np.sort(asked.best(depth, snapshot.live).rows)
        reranked = candidates[np.argsort(-asked.judge(candidates).score, kind="stable")[:K]]
        for name, rows in (("first_look", asked.best(K, snapshot.live).rows), ("search", reranked)):
            found[name].append(float((scores[rows] >= edge).mean()))
    return {name: float(np.mean(values)) for name, values in found.items()}


def _passages(segment: nutgraf.index.segments.segment.Segment, queries: np.ndarray) -> np.ndarray:
    """float32 ``(passages, questions)``: the cosine of each passage's best window in a segment."""
    parts, first = [np.zeros((0, len(queries)), np.float32)], segment.first_windows
    for at in range(0, segment.entry.passages, _AT_ONCE):
        begins = first[at : at + _AT_ONCE + 1].astype(np.int64)
        cosines = segment.vectors.dequantize(slice(int(begins[0]), int(begins[-1]))) @ queries.T
        parts.append(np.maximum.reduceat(cosines, begins[:-1] - begins[0], axis=0))
    return np.concatenate(parts)
