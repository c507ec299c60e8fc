"""Measure the private memory of one run that indexes a corpus, as its passages become more.

    python benchmarks/speed/indexing_memory.py ARTICLES INDEX --at 25000,50000,100000,200000,400000 [--no-model]

ARTICLES is the ``articles.jsonl`` that `corpus.py` makes. The index is made anew; it takes its vectors from the real
model, which is most of the time, or with ``--no-model`` from a hash of each text. For each number of passages it prints
the anonymous memory then, and the peak since the number before, both in MB.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
import nutgraf
import xxhash
from growing import PeakAnonymous, articles, memory
from nutgraf.corpus.passages import cut
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.embedding.protocol import Embedder
from nutgraf.index.types import Vectors
from table import markdown


class Hashed:
    """Stands in for the model: a random vector for each text, always the same."""

    def __init__(self) -> None:
        self.fingerprint = ModelEmbedder().fingerprint

    def passages(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1."""
        seeds = (xxhash.xxh64_intdigest(text.encode()) for text in texts)
        rows = np.stack([np.random.default_rng(it).standard_normal(self.fingerprint.dim, np.float32) for it in seeds])
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)

    queries = passages


class Curve:
    """The memory at some numbers of passages.

    Attributes:
        rows: For each, in order: passages, seconds since the start, those of CPU, MB now, peak in MB since the last.
    """

    def __init__(self, at: Sequence[int], peak: PeakAnonymous) -> None:
        self.rows: list[list[str]] = []
        self._left = sorted(at)
        self._peak = peak
        self._passages, self._started = 0, perf_counter()

    def watch(self, items: Iterator[nutgraf.Article]) -> Iterator[nutgraf.Article]:
        """Yield `items` until the last number is reached."""
        for article in items:
            if not self._left:
                return
            yield article
            self._passages += len(cut(article))
            if self._passages >= self._left[0]:
                self.note()
                self._left.pop(0)

    def note(self) -> None:
        """Note the memory now."""
        peak, self._peak.mb = self._peak.mb, 0.0
        took = f"{perf_counter() - self._started:,.0f}", f"{process_time():,.0f}"
        self.rows.append([f"{self._passages:,}", *took, f"{memory()['RssAnon']:.0f}", f"{peak:.0f}"])
        print(*self.rows[-1], sep="\t", flush=True)


def main() -> None:
    """Index, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", type=Path)
    parser.add_argument("index", type=Path)
    parser.add_argument("--at", default="25000,50000,100000,200000,400000")
    parser.add_argument("--no-model", action="store_true")
    given = parser.parse_args()
    embedder: Embedder = Hashed() if given.no_model else ModelEmbedder()
    with PeakAnonymous() as peak:
        curve = Curve([int(it) for it in given.at.split(",")], peak)
        lines = articles(given.articles, 0, given.articles.stat().st_size)
        nutgraf.add(given.index, curve.watch(lines), embedder=embedder)
        curve.note()
    print(*markdown(curve.rows, ("passages", "s", "CPU s", "private, MB", "its peak since, MB")), sep="\n")


if __name__ == "__main__":
    main()
