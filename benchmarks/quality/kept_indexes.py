"""The test collections of a benchmark: the options that name them, an index of each, and a sample of its questions."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.search.evaluation.test_collection import TestCollection, holds_others, index_articles

T = TypeVar("T")


def options(about: str | None, limit: int) -> argparse.ArgumentParser:
    """Return a parser of ``FOLDER... [--untitled FOLDER...] [--keep DIR] [--limit N]``."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--untitled", nargs="+", type=Path, default=[])
    parser.add_argument("--keep", type=Path, help="keep the indexes here, to go faster next time")
    parser.add_argument("--limit", type=int, default=limit, help="judged questions of a collection to ask")
    return parser


def indexes(
    given: argparse.Namespace, embedder: ModelEmbedder, aside: Sequence[Path] = ()
) -> Iterator[tuple[Path, Path]]:
    """Yield each folder that is given, and those `aside`, with an index of its articles, which lasts until the end."""
    with TemporaryDirectory() as scratch:
        for folder in (*given.folders, *given.untitled, *aside):
            index = (given.keep or Path(scratch)) / folder.name
            if not holds_others(index, folder):
                index_articles(folder, index, embedder, titles=folder not in given.untitled)
            yield folder, index


def sampled(items: Sequence[T], most: int) -> Sequence[T]:
    """Return at most `most` of `items`, at even distances: the first would be of few articles."""
    return items[:: max(1, -(-len(items) // most))]


def sampled_questions(collection: TestCollection, most: int) -> TestCollection:
    """Return the collection with at most `most` of its judged questions, and as many of those without an answer."""
    queries, unanswered = (dict(sampled([*each.items()], most)) for each in (collection.queries, collection.unanswered))
    qrels = {query: collection.qrels[query] for query in queries}
    return replace(collection, queries=queries, qrels=qrels, unanswered=unanswered)
