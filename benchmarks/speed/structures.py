"""Compare FAISS structures for several numbers of vectors: time, memory and recall of each, over real embeddings.

    python benchmarks/speed/structures.py VECTORS QUESTIONS --sizes 10000,100000,250000

VECTORS is the cache of ``made.py`` (float32 rows in vectors.bin), QUESTIONS a text file with one question on each line.
A structure finds candidates, whose cosines are then computed from the vectors themselves; so its quality is the share
of the best vectors among the candidates. It runs on one thread, as in a search.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import faiss
import numpy as np
from made import real_model
from nutgraf.index.columns.int8_vectors import Int8Vectors
from nutgraf.index.columns.pq_scan import PQScan, scan_arrays
from table import markdown

DIM = 384
POOL = 1_000
CANDIDATES = 2 * POOL
COLUMNS = (
    "vectors", "structure", "built in, s", "MB", "a question, ms", "recall@10 of 2,000", "recall@1000 of 2,000",
)  # fmt: skip

Nearest = Callable[[np.ndarray], np.ndarray]


def product(vectors: np.ndarray) -> tuple[Nearest, float]:
    """Ours: `PQScan`, over vectors in bytes."""
    arrays = scan_arrays(Int8Vectors.quantize(vectors), min_windows=0)
    scan = PQScan(arrays, len(vectors))
    return lambda query: scan.nearest(query, min(CANDIDATES, len(vectors)))[0], arrays["packed"].nbytes / 1e6


def built(recipe: str, **search: int) -> Callable[[np.ndarray], tuple[Nearest, float]]:
    """Return a builder for the FAISS structure `recipe`, with these search parameters."""

    def build(vectors: np.ndarray) -> tuple[Nearest, float]:
        index = faiss.index_factory(DIM, recipe, faiss.METRIC_INNER_PRODUCT)
        index.train(vectors)
        index.add(vectors)
        for name, value in search.items():
            faiss.ParameterSpace().set_index_parameter(index, name, value)
        return lambda query: index.search(query[np.newaxis], CANDIDATES)[1][0], faiss.serialize_index(
            index
        ).nbytes / 1e6

    return build


STRUCTURES: dict[str, Callable[[np.ndarray], tuple[Nearest, float]]] = {
    "exact, float32": built("Flat"),
    "exact, a byte a number": built("SQ8"),
    "fast scan, 4 numbers in 4 bits (ours)": product,
    "fast scan, 8 numbers in 4 bits": built("PQ48x4fs"),
    "IVF 256, probing 16, fast scan": built("IVF256,PQ96x4fs", nprobe=16),
    "IVF 256, probing 64, fast scan": built("IVF256,PQ96x4fs", nprobe=64),
    "HNSW 32, ef 2,000": built("HNSW32", efSearch=2_000),
}


def row(name: str, vectors: np.ndarray, queries: np.ndarray, best: np.ndarray) -> list[str]:
    """Measure a structure, and return the cells of its row."""
    started = perf_counter()
    nearest, megabytes = STRUCTURES[name](vectors)
    seconds = perf_counter() - started
    times, recalled = [], {10: 0.0, POOL: 0.0}
    for query, truth in zip(queries, best, strict=True):
        started = perf_counter()
        found = nearest(query)
        times.append(perf_counter() - started)
        for k in recalled:
            recalled[k] += len(np.intersect1d(found, truth[:k])) / k / len(queries)
    figures = (
        f"{seconds:.1f}",
        f"{megabytes:,.0f}",
        f"{1000 * median(times):.2f}",
        *(f"{it:.3f}" for it in recalled.values()),
    )
    return [f"{len(vectors):,}", name, *figures]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("vectors", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--sizes", default="10000,100000,250000")
    given = parser.parse_args()
    faiss.omp_set_num_threads(1)
    everything = np.memmap(given.vectors / "vectors.bin", np.float32, "r").reshape(-1, DIM)
    shuffled = np.random.default_rng(1).permutation(len(everything))
    with TemporaryDirectory() as scratch:
        queries = real_model(Path(scratch)).queries(given.questions.read_text().splitlines()[:200])
    rows = []
    for size in map(int, given.sizes.split(",")):
        vectors = np.array(everything[np.sort(shuffled[:size])])
        best = np.argsort(-(queries @ vectors.T), axis=1)[:, :POOL]
        rows += [row(name, vectors, queries, best) for name in STRUCTURES]
    print("\n".join(markdown(rows, COLUMNS)))


if __name__ == "__main__":
    main()
