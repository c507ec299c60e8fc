"""Measure the time of each stage of a search, and the time of the scan at the speed of memory.

    python benchmarks/speed/stages.py INDEX QUESTIONS [--one-core] [--small-pages]

QUESTIONS is a text file with one question on each line.
"""

from __future__ import annotations

import argparse
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any
from unittest.mock import patch

import numpy as np
import nutgraf
from nutgraf.index.columns import pq_scan
from nutgraf.index.retrieval import lexical
from nutgraf.index.retrieval.dense import DenseRetriever
from nutgraf.index.retrieval.lexical import LexicalRetriever
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.segment import SCAN
from nutgraf.search.ranking import pipeline
from nutgraf.search.ranking.reader import IndexReader
from table import markdown

WARM_UP, ASKED = 100, 300
LOOK_UP = "look up its words"
"""A part of two other stages, which are timed without it."""
STAGES = {
    "embed the question": (IndexReader, "embed"),
    LOOK_UP: (lexical, "term_weights"),
    "candidates by meaning": (DenseRetriever, "retrieve"),
    "of these, the scan": (DenseRetriever, "_scan"),
    "candidates by words": (LexicalRetriever, "retrieve"),
    "judge meaning": (pipeline, "score_dense"),
    "judge words": (pipeline, "score_lexical"),
    "fold copies, drop boilerplate": (pipeline, "deduplicate"),
    "look up ten hits": (pipeline, "build_hits"),
}


class Clock:
    """Seconds of each stage in each question."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = defaultdict(list)
        self._now: dict[str, float] = defaultdict(float)
        self._running: list[str] = []

    def around(self, stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap `function` to time it; an iterator is consumed, so that all of its work is timed."""

        def timed(*arguments: Any, **options: Any) -> Any:  # noqa: ANN401
            self._running.append(stage)
            started = perf_counter()
            result = function(*arguments, **options)
            result = list(result) if isinstance(result, Iterator) else result
            seconds = perf_counter() - started
            self._running.pop()
            self._now[stage] += seconds
            if stage == LOOK_UP:
                for outer in self._running:
                    self._now[outer] -= seconds
            return result

        return timed

    def over(self, whole: float) -> None:
        """Store the times of a question that took `whole` seconds."""
        self._now["all"] = whole
        for stage in (*STAGES, "all"):
            self.times[stage].append(self._now[stage])
        self._now.clear()


def bandwidth(threads: int) -> float:
    """Measure the bytes per second that some threads read from memory."""
    large = np.ones(1 << 27, np.float32)
    parts, best = np.array_split(large, threads), float("inf")
    with ThreadPoolExecutor(threads) as pool:
        for _ in range(5):
            started = perf_counter()
            list(pool.map(np.max, parts))
            best = min(best, perf_counter() - started)
    return large.nbytes / best


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--one-core", action="store_true", help="scan the segments one by one")
    parser.add_argument("--small-pages", action="store_true", help="leave the codes in pages of 4 KB")
    given = parser.parse_args()
    if given.small_pages:
        pq_scan._put_in_huge_pages = lambda _: None
    if given.one_core:
        pq_scan.cores = lambda: 1
    searcher = nutgraf.open(given.index)
    store = searcher.store
    assert isinstance(store, LocalStore)
    questions = given.questions.read_text().splitlines()[: WARM_UP + ASKED]
    for question in questions[:WARM_UP]:
        searcher.search(question)
    clock = Clock()
    with ExitStack() as stack:
        for stage, (owner, name) in STAGES.items():
            stack.enter_context(patch.object(owner, name, clock.around(stage, getattr(owner, name))))
        for question in questions[WARM_UP:]:
            started = perf_counter()
            searcher.search(question)
            clock.over(perf_counter() - started)
    rows = [[stage, f"{1000 * median(of):.2f}"] for stage, of in clock.times.items()]
    print(f"{store.snapshot.passages:,} passages in {len(store.snapshot.segments)} segments\n")
    print("\n".join(markdown(rows, ("stage", "ms, median"))))
    packed = sum(entry.files[SCAN].size for entry in store.snapshot.manifest.segments if SCAN in entry.files)
    for threads in sorted({1, len(os.sched_getaffinity(0))}):
        speed = bandwidth(threads)
        took = f"{1000 * packed / speed:.2f} ms at {speed / 1e9:.1f} GB/s"
        print(f"\nThe scan reads {packed / 1e6:,.0f} MB; {threads} threads read as much in {took}.")


if __name__ == "__main__":
    main()
