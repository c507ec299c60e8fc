"""Measure the private memory of one run that indexes a corpus, as its passages become more.

    python benchmarks/speed/indexing_memory.py ARTICLES INDEX --at 25000,50000,100000,200000,400000 [--every N]

ARTICLES is the ``articles.jsonl`` that `corpus.py` makes. The index is made anew; it takes its vectors from the real
model, which is most of the time, or with ``--every N`` from the model for one call of N, and from a hash of each text
else: what the model keeps depends on the shapes that it met, not on how often. ``--every 0`` uses no model. For each
number of passages it prints the anonymous memory then, and the peak since the number before, both in MB.
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


class Sometimes:
    """Asks the model at every so many calls, and takes a random vector for each text else, always the same.

    Args:
        every: The calls of which one asks the model; 0 for none.
    """

    def __init__(self, every: int) -> None:
        self._model, self._every, self._calls = ModelEmbedder(), every, 0
        self.fingerprint = self._model.fingerprint

    def passages(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``, rows of length 1."""
        self._calls += 1
        if self._every and self._calls % self._every == 0:
            return self._model.passages(texts)
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
    parser.add_argument("--every", type=int, default=1, metavar="N")
    given = parser.parse_args()
    embedder: Embedder = ModelEmbedder() if given.every == 1 else Sometimes(given.every)
    with PeakAnonymous() as peak:
        curve = Curve([int(it) for it in given.at.split(",")], peak)
        lines = articles(given.articles, 0, given.articles.stat().st_size)
        nutgraf.add(given.index, curve.watch(lines), embedder=embedder)
        curve.note()
    print(*markdown(curve.rows, ("passages", "s", "CPU s", "private, MB", "its peak since, MB")), sep="\n")


if __name__ == "__main__":
    main()
