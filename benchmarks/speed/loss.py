"""What speed costs in quality: nDCG@10 of the product, and with one thing after another as it was before.

    python benchmarks/speed/loss.py FOLDER...

A folder is what `nutgraf eval` takes.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

from nutgraf.index import runtime, scan, vectors
from nutgraf.index.embedder import ModelEmbedder, SentenceTransformerEmbedder
from nutgraf.index.protocols import Embedder
from nutgraf.search.evaluate import evaluate
from nutgraf.search.judged import index_articles, load
from nutgraf.search.searcher import Searcher
from table import markdown


@dataclass(frozen=True)
class Line:
    """A way to index and to ask.

    Attributes:
        embedder: Makes the model.
        patches: What to set for the while: owner, name, value.
    """

    embedder: Callable[[], Embedder] = ModelEmbedder
    patches: tuple[tuple[Any, str, Any], ...] = ()


SCANNED = ((scan, "SCAN_FROM", 256), (vectors, "FEW", 0))
LINES = {
    "sentence-transformers": Line(SentenceTransformerEmbedder),
    "the product: compiled, bfloat16": Line(),
    "compiled, int8 weights, as on a CPU without bfloat16": Line(patches=((runtime, "_has_bf16", lambda _: False),)),
    "the product, and scanned however small": Line(patches=SCANNED),
}


def ndcg(line: Line, folder: Path) -> float:
    """Of a set, indexed and asked in this way."""
    judged = load(folder)
    with ExitStack() as stack, TemporaryDirectory() as scratch:
        for owner, name, value in line.patches:
            stack.enter_context(patch.object(owner, name, value))
        embedder = line.embedder()
        index_articles(folder, Path(scratch) / "index", embedder)
        searcher = Searcher(Path(scratch) / "index", embedder=embedder)
        searcher.search_many(list(judged.queries.values()), k=1)  # embeds them together
        return evaluate(judged, lambda question: searcher.search(question, k=judged.depth)).means["nDCG@10"]


def rows(folders: list[Path]) -> Iterator[list[str]]:
    """A row for each line."""
    for name, line in LINES.items():
        yield [name, *(f"{ndcg(line, folder):.4f}" for folder in folders)]


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    given = parser.parse_args()
    print("\n".join(markdown(list(rows(given.folders)), ["", *(it.name for it in given.folders)])))


if __name__ == "__main__":
    main()
