"""Depth of the candidate pools in a large index: several test collections in one, among other news.

    python benchmarks/quality/pools.py INDEX OTHERS FOLDER... [--pools 1000:1000,150:300]

A pool is named by the candidates of each leg, the dense one first. FOLDER is a test collection as `nutgraf eval` takes
it; its first 1,000 queries by id are run. OTHERS is an ``articles.jsonl`` of ``benchmarks/speed/corpus.py``; its
paragraphs that also stand in a collection, apart from digits and punctuation, are left out. The index of all articles
is kept in INDEX. Figures are nDCG@10.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import nutgraf
import orjson
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.corpus.walk import ARTICLES
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing.build import add
from nutgraf.search.evaluation.measures import MEASURES, evaluate
from nutgraf.search.evaluation.test_collection import find_file, load
from nutgraf.search.ranking import pipeline

MOST_QUESTIONS = 1_000
NDCG = list(MEASURES).index("nDCG@10")


def letters(text: str) -> str:
    """Keep only the letters of a paragraph, without case."""
    return "".join(filter(str.isalpha, text.casefold()))


def others(path: Path, known: set[str]) -> Iterator[bytes]:
    """Yield the articles of `path` as lines, without `known` paragraphs; mostly known articles are left out."""
    with path.open("rb") as file:
        for line in file:
            article = orjson.loads(line)
            paragraphs = [it for it in article["text"].split("\n") if it.strip()]
            new = [it for it in paragraphs if letters(it) not in known]
            if 2 * len(new) >= len(paragraphs):
                yield orjson.dumps(article | {"text": "\n\n".join(new)})


def build(index: Path, corpus: Path, folders: list[Path]) -> None:
    """Index the collections and the other articles."""
    paths = [find_file(folder, ARTICLES) for folder in folders]
    texts = (item.article.text for item in read(paths, base=Path()) if isinstance(item, SourcedArticle))
    known = {letters(paragraph) for text in texts for paragraph in text.split("\n")}
    with TemporaryDirectory() as scratch:
        around = Path(scratch) / "others.jsonl"
        around.write_bytes(b"\n".join(others(corpus, known)))
        add(IndexFolder(index), read([*paths, around], base=Path()), ModelEmbedder())


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("others", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--pools", default="1000:1000,500:500,300:300,500:200,300:500,200:500,200:400,150:300,100:300")
    given = parser.parse_args()
    if not IndexFolder(given.index).exists:
        build(given.index, given.others, given.folders)
    searcher = nutgraf.open(given.index)
    sets = {folder.name: load(folder).first(MOST_QUESTIONS) for folder in given.folders}
    searcher.search("is anybody there?")
    print(f"{searcher.store.generation.passages:,} passages\n")
    print(f"| pools | {' | '.join(sets)} | all |\n|{' --- |' * (len(sets) + 2)}")
    for named in given.pools.split(","):
        depth = dict(zip(("dense", "bm25"), map(int, named.split(":")), strict=True))
        with patch.object(pipeline, "pool_sizes", lambda *_, depth=depth: depth):
            found = [evaluate(collection, partial(searcher.search, k=collection.depth)) for collection in sets.values()]
        means = [it.per_query[:, NDCG].mean() for it in found]
        whole = np.concatenate([it.per_query[:, NDCG] for it in found]).mean()
        print(f"| {named} | {' | '.join(f'{it:.4f}' for it in (*means, whole))} |", flush=True)


if __name__ == "__main__":
    main()
