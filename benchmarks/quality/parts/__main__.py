"""Put every part of the ranking to trial: without it, with its constant moved, and with one set left out.

    python benchmarks/quality/parts FOLDER... [--untitled FOLDER...] [--related A,B...] [--seen NAME...] [--keep DIR]

FOLDER is a test collection as `nutgraf eval` takes it. The articles of an untitled one are indexed without titles,
because its queries were made from headlines. Sets that are related share a corpus: they count as one, and are left out
together. A seen set is one on which a constant was chosen. With --keep, indexes and measured values are used again;
remove DIR/NAME.npz to measure a set anew.

The tables are in Markdown. Figures are nDCG@10; differences are in thousandths, with the 95 % interval of a paired
bootstrap. "Left out" takes the value of a constant that is best on the other sets.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from changes import CHANGES, DEFAULTS
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.evaluation.measures import MEASURES, measure
from nutgraf.search.evaluation.test_collection import TestCollection, index_articles, load
from nutgraf.search.ranking.reader import IndexReader
from replay import Replay
from trial import Trial, Values, constants_table, parts_table, systems_table

NDCG = list(MEASURES).index("nDCG@10")


def measured(collection: TestCollection, reader: IndexReader) -> Mapping[str, Values]:
    """NDCG@10 of each question, by change."""
    runs: dict[str, dict[str, list[str]]] = {change: {} for change in CHANGES}

    @cache
    def passage(row: int) -> str:
        return reader.store.passage(row).id

    for query, question in collection.queries.items():
        replay = Replay(reader, question, collection.asked.get(query))
        for name, change in CHANGES.items():
            hits = replay.ranked(change, collection.depth)
            runs[name][query] = collection.judged_ids(passage(row) for hit in hits for row in hit)
    return {name: measure(collection, run).per_query[:, NDCG] for name, run in runs.items()}


def values_of(folder: Path, keep: Path, embedder: ModelEmbedder, *, titles: bool, limit: int) -> Mapping[str, Values]:
    """Measure a test collection, or read what was measured before."""
    saved = keep / f"{folder.name}.npz"
    if not saved.exists():
        index_articles(folder, keep / folder.name, embedder, titles=titles)
        collection = load(folder).first(limit)
        store = LocalStore(IndexFolder(keep / folder.name).open(), DEFAULTS)
        np.savez(saved, **measured(collection, IndexReader(store, lambda: embedder, DEFAULTS)))
    with np.load(saved) as values:
        return {change: values[change] for change in CHANGES}


def main() -> None:
    """Measure each set, and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--untitled", nargs="+", type=Path, default=[])
    parser.add_argument("--related", nargs="+", default=[], help="names joined by commas")
    parser.add_argument("--seen", nargs="+", default=[], help="names of sets on which constants were chosen")
    parser.add_argument("--limit", type=int, default=1_000, help="questions of a set, in the order of their ids")
    parser.add_argument("--keep", type=Path, help="keep the indexes and the values here, to go faster next time")
    given = parser.parse_args()
    embedder = ModelEmbedder()
    with TemporaryDirectory() as scratch:
        keep = given.keep or Path(scratch)
        values = {
            folder.name: values_of(folder, keep, embedder, titles=folder not in given.untitled, limit=given.limit)
            for folder in (*given.folders, *given.untitled)
        }
    trial = Trial(values, [group.split(",") for group in given.related])
    for lines in (systems_table(trial), parts_table(trial, given.seen), constants_table(trial)):
        print(*lines, sep="\n", end="\n\n")


if __name__ == "__main__":
    main()
