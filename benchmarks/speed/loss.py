"""Measure the cost of speed in quality: nDCG@10 of the product, and with single optimizations switched off.

    python benchmarks/speed/loss.py FOLDER...

A folder is a test collection for `nutgraf eval`.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from nutgraf.index.embedding import openvino_cache
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.embedding.openvino_export import WeightFormat
from nutgraf.index.embedding.protocol import Embedder
from nutgraf.index.embedding.reference import SentenceTransformerEmbedder
from nutgraf.index.profile import RankingProfile
from nutgraf.index.writing.write_policy import DEFAULT_POLICY, WritePolicy
from nutgraf.search.evaluation.measures import evaluate
from nutgraf.search.evaluation.test_collection import index_articles, load
from nutgraf.search.library.searcher import Searcher
from table import markdown


@dataclass(frozen=True)
class Line:
    """A variant of indexing and searching.

    Attributes:
        embedder: Makes the model.
        weight_formats: Formats in which the compiled model may keep its weights.
        profile: Constants of the ranking.
        policy: Batch sizes and limits of indexing.
    """

    embedder: Callable[[], Embedder] = ModelEmbedder
    weight_formats: tuple[WeightFormat, ...] = openvino_cache.WEIGHT_FORMATS
    profile: RankingProfile = field(default_factory=RankingProfile)
    policy: WritePolicy = DEFAULT_POLICY


LINES = {
    "sentence-transformers": Line(SentenceTransformerEmbedder),
    "the product: compiled, int8": Line(),
    "compiled, bfloat16": Line(weight_formats=("plain",)),
    "the product, and scanned however small": Line(
        profile=RankingProfile(exact_up_to=0), policy=WritePolicy(scan_from_windows=256)
    ),
}


def ndcg(embedder: Embedder, line: Line, folder: Path, limit: int) -> float:
    """nDCG@10 of the first questions of a test collection, indexed and asked as `line` says."""
    collection = load(folder).first(limit)
    with TemporaryDirectory() as scratch:
        index_articles(folder, Path(scratch) / "index", embedder, policy=line.policy)
        searcher = Searcher(Path(scratch) / "index", embedder=embedder, profile=line.profile)
        searcher.search_many(list(collection.queries.values()), k=1)  # embeds them together
        return evaluate(collection, lambda question: searcher.search(question, k=collection.depth)).means["nDCG@10"]


def rows(folders: list[Path], limit: int) -> Iterator[list[str]]:
    """Yield a row for each variant; each has its own cache, or it would get the vectors of another."""
    for name, line in LINES.items():
        with ExitStack() as stack:
            cache = stack.enter_context(TemporaryDirectory())
            stack.enter_context(patch.dict(os.environ, NUTGRAF_CACHE=cache))
            stack.enter_context(patch.object(openvino_cache, "WEIGHT_FORMATS", line.weight_formats))
            embedder = line.embedder()
            yield [name, *(f"{ndcg(embedder, line, folder, limit):.4f}" for folder in folders)]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--limit", type=int, default=1_000, help="number of questions to use (1,000)")
    given = parser.parse_args()
    print("\n".join(markdown(list(rows(given.folders, given.limit)), ["", *(it.name for it in given.folders)])))


if __name__ == "__main__":
    main()
