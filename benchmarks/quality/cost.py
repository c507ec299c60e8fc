"""Cost of a question: median times of the product and of a plain blend, which take turns in one run.

    python benchmarks/quality/cost.py FOLDER... [--keep DIR]

FOLDER is a test collection as `nutgraf eval` takes it. The plain blend is the simplest hybrid: each paragraph embedded
whole, BM25 over stems, pools of 1,000, both scores scaled to 0..1 and added (BM25 is 0 outside its pool), and the ten
best looked up. It reads the same kind of index with the same code for vectors, postings and hits.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from unittest.mock import patch

import numpy as np
from blend import whole_paragraphs
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.filter import Filter
from nutgraf.index.retrieval.dense import score_dense
from nutgraf.index.segments import stored_article
from nutgraf.index.types import Ranking, Scores
from nutgraf.search.evaluation.test_collection import index_articles, load
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking.hit_builder import Candidates, build_hits
from nutgraf.search.ranking.near_duplicates import Group
from nutgraf.search.ranking.reader import IndexReader

QUESTIONS = 200
K = 10
POOL = 1_000


def plain(reader: IndexReader, question: str) -> None:
    """Answer a question with the plain blend."""
    store, query = reader.store, reader.encode(question, "hybrid")
    assert query.vector is not None
    near = store.dense.retrieve(query.vector, POOL, Filter())
    worded = store.lexical.retrieve(query.terms, POOL, Filter())
    rows = np.union1d(near.rows, worded.rows)
    dense = score_dense(store.window_vectors, rows, query.vector, reader.profile, reader.scales.questions)
    bm25 = np.zeros(len(rows), np.float32)
    bm25[np.searchsorted(rows, worded.rows)] = worded.scores
    scores = _spread(dense.score) + _spread(bm25)
    none = np.zeros(len(rows), np.float32)
    chosen = [Group(row) for row in Ranking.best(rows, scores, K).rows.tolist()]
    list(build_hits(store, Candidates(rows, scores, scores, none, {"dense": dense}, none + 1), chosen, 0))


def _spread(scores: Scores) -> Scores:
    return (scores - scores.min()) / max(float(np.ptp(scores)), 1e-9)


def seconds(ask: Callable[[str], object], question: str) -> float:
    """Time one question."""
    started = perf_counter()
    ask(question)
    return perf_counter() - started


def lines(folder: Path, keep: Path) -> Iterator[str]:
    """Yield the lines of a collection: with each question embedded anew, and with stored embeddings."""
    embedder = ModelEmbedder()
    index_articles(folder, keep / folder.name, embedder)
    with patch.object(stored_article, "windows", whole_paragraphs):
        index_articles(folder, keep / f"{folder.name}-whole", embedder)
    known = {}
    questions = list(load(folder).first(QUESTIONS).queries.values())
    for what in ("with the model", "without"):
        product = Searcher(keep / folder.name, embedder=embedder)
        searcher = Searcher(keep / f"{folder.name}-whole")
        whole = IndexReader(searcher.store, lambda: embedder, searcher.profile)
        roads: dict[str, Callable[[str], object]] = {
            "plain": lambda question, whole=whole: plain(whole, question),
            "product": lambda question, product=product: product.search(question, k=K),
        }
        for ask in roads.values():  # warm up
            [ask(question) for question in questions[:20]]
        times: dict[str, list[float]] = {name: [] for name in roads}
        for number, question in enumerate(questions):
            for name in sorted(roads, reverse=bool(number % 2)):  # so that neither is always first with a question
                times[name].append(seconds(roads[name], question))
        middle = {name: 1000 * median(of) for name, of in times.items()}
        ratio = middle["product"] / middle["plain"]
        cells = (folder.name, what, f"{middle['plain']:.1f}", f"{middle['product']:.1f}", f"{ratio:.2f}")
        yield f"| {' | '.join(cells)} |"
        known = known or {question: embedder.queries([question]) for question in questions}
        embedder.queries = lambda texts, known=known: known[texts[0]]  # type: ignore[method-assign]  # for the second round


def main() -> None:
    """Measure, and print each line at once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--keep", type=Path, help="keep the indexes here, to go faster next time")
    given = parser.parse_args()
    print("| set | the question's embedding | plain, ms | product, ms | ratio |\n|---|---|---|---|---|")
    with TemporaryDirectory() as scratch:
        for folder in given.folders:
            for line in lines(folder, given.keep or Path(scratch)):
                print(line, flush=True)


if __name__ == "__main__":
    main()
