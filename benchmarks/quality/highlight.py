"""Accuracy of the highlighted sentence: by words, by meaning, and by both with several weights.

    python benchmarks/quality/highlight.py FOLDER... [--keep DIR]

FOLDER is a test collection as `nutgraf eval` takes it, whose queries have an ``answer`` that stands in the passage word
for word. Only passages count in which some sentences, but not all, contain the answer.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import orjson
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.evaluation.test_collection import QUERIES, find_file, index_articles, load, read_lines
from nutgraf.search.query.options import SearchOptions
from nutgraf.search.ranking.pipeline import retrieve, score
from nutgraf.search.ranking.reader import IndexReader
from rows import rows_of

MEANING = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0)
"""The weight of the dense leg, from words alone to cosine alone."""


def marked(reader: IndexReader, question: str, row: int) -> tuple[list[str], Iterator[np.ndarray]]:
    """Score the sentences of a row: returns the sentences, and their scores for each weight of `MEANING`."""
    store, profile = reader.store, reader.profile
    query = reader.encode(question, "hybrid")
    candidates = retrieve(store, query, SearchOptions(k=1), [], profile)
    rows = np.union1d(candidates, [row])
    features = score(store, query, rows, profile)
    end = int(np.cumsum(features["dense"].counts)[np.searchsorted(rows, row)])
    text, spans = store.passage(row).text, store.window_spans(row)
    legs = {leg: of_leg.windows / (of_leg.windows.std() or 1) for leg, of_leg in features.items()}  # as `score_windows`
    blends = (weight * legs["dense"] + (1 - weight) * legs["bm25"] for weight in MEANING)
    scores = (blend[end - len(spans) : end] for blend in blends)
    return [text[start:finish].casefold() for start, finish in spans], scores


def measured(folder: Path, index: Path) -> tuple[int, np.ndarray, float]:
    """Measure: number of usable questions, share of correct highlights by weight, and the share by random choice."""
    embedder = ModelEmbedder()
    index_articles(folder, index, embedder)
    snapshot, profile = IndexFolder(index).open(), RankingProfile()
    reader = IndexReader(LocalStore(snapshot, profile), lambda: embedder, profile)
    collection = load(folder)
    lines = read_lines(find_file(folder, QUERIES), orjson.loads, "JSON")
    answers = {it["id"]: it["answer"] for it in lines}
    right, chance = [], []
    for query, question in collection.queries.items():
        article, _, number = next(iter(collection.qrels[query])).rpartition("#p")
        sentences, scores = marked(reader, question, int(rows_of(snapshot, article)[int(number)]))
        held = [answers[query].casefold() in it for it in sentences]
        if any(held) and not all(held):
            right.append([held[int(it.argmax())] for it in scores])
            chance.append(np.mean(held))
    return len(right), np.mean(right, axis=0), float(np.mean(chance))


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
            count, right, chance = measured(folder, (given.keep or Path(scratch)) / folder.name)
            shares = " | ".join(f"{it:.3f}" for it in right)
            print(f"| {folder.name} | {count} | {chance:.3f} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
