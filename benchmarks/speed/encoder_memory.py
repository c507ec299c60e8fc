"""Measure the private memory of the encoder as it meets new shapes of input.

    python benchmarks/speed/encoder_memory.py

First every width from 3 to 256 tokens with few rows, as a batch padded to its longest text would have; then, in a new
process, the shapes that the product chooses for any text. Each shape is run twice, and all of them once more.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence

from growing import memory
from nutgraf.index.embedding.fingerprint import DEFAULT_MODEL, model_folder
from nutgraf.index.embedding.model_files import fingerprint
from nutgraf.index.embedding.openvino_cache import load_or_compile
from nutgraf.index.embedding.openvino_embedder import Batch, OpenVinoEmbedder
from table import markdown

WIDTHS = range(3, 257)
MOST_TEXTS = 400


def shapes_of(embedder: OpenVinoEmbedder, which: str) -> list[tuple[int, int]]:
    """Return rows and width of each shape."""
    if which == "any":
        return [(max(1, 256 // width), width) for width in WIDTHS]
    return sorted({embedder._shape(left, width) for width in WIDTHS for left in range(1, MOST_TEXTS)})


def batches(embedder: OpenVinoEmbedder, shapes: Sequence[tuple[int, int]]) -> Iterator[Batch]:
    """Yield a batch of each shape, twice."""
    for rows, width in shapes:
        for _ in range(2):
            tokens = [[101, *(2000 + (row * 7 + at) % 9000 for at in range(width - 2)), 102] for row in range(rows)]
            yield list(range(rows)), embedder._inputs(tokens, width, None)


def measure(which: str) -> None:
    """Print the cells of a row."""
    folder = model_folder(DEFAULT_MODEL)
    embedder = load_or_compile(folder, fingerprint(DEFAULT_MODEL, folder), "passages")
    assert embedder
    shapes = shapes_of(embedder, which)
    found = []
    for some in ([(32, 32)], shapes, shapes):
        embedder._embedded(batches(embedder, some), 1 + max(rows for rows, _ in shapes))
        found.append(f"{memory()['RssAnon']:.0f}")
    print(which, len(shapes), *found, sep="\t")


def main() -> None:
    """Print a table of both."""
    command = [sys.executable, __file__]
    done = (subprocess.run([*command, which], capture_output=True, text=True, check=True) for which in ("any", "ours"))  # noqa: S603
    rows = [it.stdout.strip().split("\t") for it in done]
    print(*markdown(rows, ("widths", "shapes", "after one shape, MB", "after all", "after all again")), sep="\n")


if __name__ == "__main__":
    measure(sys.argv[1]) if len(sys.argv) > 1 else main()
