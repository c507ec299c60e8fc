"""Cost of a question: median times of the product and of a plain blend, which take turns in one run.

    python benchmarks/quality/cost.py FOLDER... [--keep DIR]

FOLDER is a test collection as `nutgraf eval` takes it. The plain blend is the simplest hybrid: each paragraph embedded
whole, BM25 over stems, pools of 1,000, both scores scaled to 0..1 and added, and the ten best looked up. It reads the
same kind of index with the same code for vectors, postings and hits.
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
from nutgraf.index.segments import stored_article
from nutgraf.index.types import Ranking, Scores
from nutgraf.search.evaluation.test_collection import index_articles, load
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking.fusion import pools
from nutgraf.search.ranking.hit_builder import Candidates, cite
from nutgraf.search.ranking.near_duplicates import Group
from nutgraf.search.ranking.pipeline import candidates_of
from nutgraf.search.ranking.reader import IndexReader

QUESTIONS = 200
K = 10


def plain(generation: IndexReader, question: str) -> None:
    """Answer a question with the plain blend."""
    words, legs = generation.ask(question, "hybrid")
    snapshot = generation.snapshot
    rows = candidates_of(legs, [snapshot.live], pools(legs, snapshot.passages), K)
    dense = legs["dense"].judge(rows)
    scores = _spread(dense.score) + _spread(words.first_look[rows])
    best = Ranking.best(rows, scores, K)
    chosen = [Group(row) for row in best.rows.tolist()]
    list(cite(snapshot, Candidates(rows, scores, scores, {"dense": dense}), chosen, 0))


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
        whole = IndexReader(Searcher(keep / f"{folder.name}-whole").snapshot, lambda: embedder)
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
