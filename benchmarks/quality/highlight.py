"""Accuracy of the highlighted sentence: by words, by meaning, and by both with several weights.

    python benchmarks/quality/highlight.py FOLDER... [--keep DIR]

FOLDER is a test collection as `nutgraf eval` takes it, whose queries have an ``answer`` that stands in the passage word
for word. Only passages count in which some sentences, but not all, contain the answer.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import orjson
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.types import Evidence, Rows
from nutgraf.search.evaluation.test_collection import QUERIES, find_file, index_articles, load
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking import highlight
from nutgraf.search.ranking.fusion import pools
from nutgraf.search.ranking.pipeline import candidates_of
from nutgraf.search.ranking.reader import IndexReader

MEANING = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
"""The weight of the dense leg, from words alone to cosine alone."""


def marked(generation: IndexReader, question: str, row: int) -> tuple[list[str], Iterator[np.ndarray]]:
    """Score the sentences of a row: returns the sentences, and their scores for each weight of `MEANING`."""
    _, legs = generation.ask(question, "hybrid")
    snapshot = generation.snapshot
    found = candidates_of(legs, [snapshot.live], pools(legs, snapshot.passages), k=1)
    rows: Rows = np.union1d(found, [row])
    said: Mapping[str, Evidence] = {name: leg.judge(rows) for name, leg in legs.items()}
    end = int(np.cumsum(snapshot.window_ranges(rows)[1])[np.searchsorted(rows, row)])
    place, number = snapshot.address_of(row)
    passage = snapshot.passages_of(place, snapshot.article(place))[number]
    spans = snapshot.window_spans(row)

    def scores() -> Iterator[np.ndarray]:
        for weight in MEANING:
            highlight.WEIGHTS = {"dense": weight, "bm25": 1 - weight}
            yield highlight.score_windows(said)[end - len(spans) : end]

    return [passage.text[start:finish].casefold() for start, finish in spans], scores()


def measured(folder: Path, index: Path) -> tuple[int, np.ndarray, float]:
    """Measure: number of usable questions, share of correct highlights by weight, and the share by random choice."""
    embedder = ModelEmbedder()
    index_articles(folder, index, embedder)
    searcher = Searcher(index, embedder=embedder)
    generation = IndexReader(searcher.snapshot, lambda: embedder)
    collection = load(folder)
    answers = {it["id"]: it["answer"] for it in map(orjson.loads, find_file(folder, QUERIES).open("rb"))}
    right, expected_maximum = [], []
    for query, question in collection.queries.items():
        article, _, number = next(iter(collection.qrels[query])).rpartition("#p")
        place = searcher.snapshot.find(article)
        assert place
        first = searcher.snapshot.segments[place.segment].first_passages[place.article]
        row = searcher.snapshot.first_rows[place.segment] + int(first) + int(number)
        sentences, scores = marked(generation, question, row)
        held = [answers[query].casefold() in it for it in sentences]
        if any(held) and not all(held):
            right.append([held[int(it.argmax())] for it in scores])
            expected_maximum.append(np.mean(held))
    return len(right), np.mean(right, axis=0), float(np.mean(expected_maximum))


def main() -> None:
    """Measure, and print each line at once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--keep", type=Path, help="keep the indexes here, to go faster next time")
    given = parser.parse_args()
    weights = (f"meaning {weight}" for weight in MEANING[1:-1])
    print(f"| set | questions | any sentence | words alone | {' | '.join(weights)} | cosine alone |")
    print(f"|---{'|---' * (len(MEANING) + 2)}|")
    with TemporaryDirectory() as scratch:
        for folder in given.folders:
            count, right, expected_maximum = measured(folder, (given.keep or Path(scratch)) / folder.name)
            shares = " | ".join(f"{it:.3f}" for it in right)
            print(f"| {folder.name} | {count} | {expected_maximum:.3f} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
