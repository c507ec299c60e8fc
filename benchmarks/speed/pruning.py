"""Measure what a question could leave unread: inverted lists that are far from it, and codes of fewer bytes.

    python benchmarks/speed/pruning.py INDEX QUESTIONS [--windows 240000]

INDEX is one that `multiply.py` made, or any other; QUESTIONS a text file with one question on each line. The first
table tells how many of the ten nearest windows are in the lists nearest to a question; the second in how many of the
nearest windows by their codes alone the ten nearest are. Neither depends on what else a machine does.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from time import process_time

import faiss
import numpy as np
from made import real_model
from nutgraf.index.columns.int8_vectors import Int8Vectors
from nutgraf.index.segments.folder import IndexFolder
from table import markdown

K, ASKED, AT_ONCE, ITERATIONS = 10, 200, 8_192, 6
LISTS, SHARES = (256, 1_024, 4_096), (0.02, 0.05, 0.1, 0.2, 0.3, 0.4)
CODES = (
    ("4 numbers in 4 bits (ours)", 384, 96),
    ("8 numbers in 4 bits", 384, 48),
    ("of 192 rotated, 4 in 4 bits", 192, 48),
    ("of 128 rotated, 4 in 4 bits", 128, 32),
    ("of 96 rotated, 4 in 4 bits", 96, 24),
)
"""Name, numbers of a vector that are kept, after a rotation to its principal axes where not all are, and subvectors."""
SURE = (0.95, 0.98, 0.99)


def vectors_of(index: Path, windows: int) -> np.ndarray:
    """float32 ``(windows, dim)``: the first vectors of an index."""
    parts = [segment.vectors.take(slice(0, windows)) for segment in IndexFolder(index).open().segments[:4]]
    return Int8Vectors.concatenate(parts, parts[0].dim).dequantize(slice(0, windows))


def centroids(vectors: np.ndarray, count: int) -> np.ndarray:
    """float32 ``(count, dim)``: by k-means, in two levels if there are many."""
    if count <= 1_024:
        means = faiss.Kmeans(vectors.shape[1], count, niter=ITERATIONS, spherical=True, min_points_per_centroid=1)
        means.train(vectors)
        return means.centroids
    branches = round(count**0.5)
    groups = centroids(vectors, branches)
    nearest = np.argmax(vectors @ groups.T, axis=1)
    return np.concatenate([centroids(vectors[nearest == group], branches) for group in range(branches)])


def lists(vectors: np.ndarray, queries: np.ndarray, best: np.ndarray) -> Iterator[list[str]]:
    """Yield a row for each number of lists."""
    for count in LISTS:
        started = process_time()
        centres = centroids(vectors[:: max(1, len(vectors) // (1 << 16))], count)
        learnt = process_time() - started
        owners = np.concatenate(
            [np.argmax(vectors[at : at + AT_ONCE] @ centres.T, axis=1) for at in range(0, len(vectors), AT_ONCE)]
        )
        ranks = np.argsort(np.argsort(-(queries @ centres.T), axis=1), axis=1)
        of_best = np.take_along_axis(ranks, owners[best], axis=1)
        took = process_time() - started - learnt
        recall = [f"{(of_best < share * count).mean():.3f}" for share in SHARES]
        yield [f"{count:,}", *recall, f"{learnt:.1f}", f"{took:.1f}"]


def codes(vectors: np.ndarray, queries: np.ndarray, best: np.ndarray) -> Iterator[list[str]]:
    """Yield a row for each kind of codes."""
    axes = np.linalg.eigh(np.cov(vectors[::8].T))[1][:, ::-1].astype(np.float32)
    for name, kept, subvectors in CODES:
        rotation = np.ascontiguousarray(axes[:, :kept]) if kept < vectors.shape[1] else np.eye(kept, dtype=np.float32)
        index = faiss.IndexPQ(kept, subvectors, 4, faiss.METRIC_INNER_PRODUCT)
        index.pq.cp.niter = ITERATIONS
        index.train(vectors[:: max(1, len(vectors) // 4_096)] @ rotation)
        asked = queries @ rotation
        scores = np.empty((len(queries), len(vectors)), np.float32)
        for at in range(0, len(vectors), AT_ONCE):
            decoded = index.pq.decode(index.pq.compute_codes(vectors[at : at + AT_ONCE] @ rotation))
            scores[:, at : at + AT_ONCE] = asked @ decoded.T
        ahead = [
            (of_query > edge).sum() for of_query, some in zip(scores, best, strict=True) for edge in of_query[some]
        ]
        yield [name, f"{subvectors // 2}", *(f"{int(np.quantile(ahead, sure)) + 1:,}" for sure in SURE)]


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--windows", type=int, default=240_000)
    given = parser.parse_args()
    faiss.omp_set_num_threads(1)
    queries = real_model(given.index).queries(given.questions.read_text().splitlines()[:ASKED])
    vectors = vectors_of(given.index, given.windows)
    best = np.argpartition(-(queries @ vectors.T), K, axis=1)[:, :K]
    print(f"{len(vectors):,} windows, {len(queries)} questions\n")
    shares = (f"recall@10 of {share:.0%} of them" for share in SHARES)
    print(
        *markdown(list(lists(vectors, queries, best)), ("lists", *shares, "learnt in, s of CPU", "filled in, s")),
        sep="\n",
    )
    sure = (f"nearest by code that hold {share:.0%} of the ten" for share in SURE)
    print("", *markdown(list(codes(vectors, queries, best)), ("codes", "bytes", *sure)), sep="\n")


if __name__ == "__main__":
    main()
