"""How the two legs should be blended: every setting that was tried, on every set given, in one table.

    python benchmarks/quality/blend.py FOLDER... [--keep DIR]

A folder is what `nutgraf eval` takes. Each line is the product with one thing changed; figures are nDCG@10.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
from nutgraf.index import lexical, tokens
from nutgraf.index.embedder import SentenceTransformerEmbedder
from nutgraf.index.protocols import Scores, Vectors
from nutgraf.search import engine, fusion
from nutgraf.search.engine import Searcher
from nutgraf.search.evaluate import Judged, evaluate, index_articles, load
from nutgraf.search.hits import Mode

MOST_QUESTIONS = 1_000
"""Of a set, in the order of their ids."""


class RememberingEmbedder(SentenceTransformerEmbedder):
    """The same questions are asked for every line of the table, and embedded once."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Vectors] = {}

    def query(self, text: str) -> Vectors:
        """float32 ``(dim,)``."""
        if text not in self._known:
            self._known[text] = super().query(text)
        return self._known[text]


def min_max(legs: Mapping[str, Scores], dense: float) -> Scores:
    """The legs brought to 0..1 over the candidates, and weighted."""
    weights = {"dense": dense, "bm25": 1 - dense}
    spans = {name: max(float(np.ptp(it)), 1e-9) for name, it in legs.items()}
    return sum((weights[name] * (it - it.min()) / spans[name] for name, it in legs.items()), np.float32(0))


def reciprocal_ranks(legs: Mapping[str, Scores]) -> Scores:
    """RRF with the usual constant of 60; a passage that a leg does not know has no rank in it."""
    total = np.zeros(len(legs["dense"]), np.float32)
    for scores in legs.values():
        ranks = np.empty(len(scores))
        ranks[np.lexsort((np.arange(len(scores)), -scores))] = np.arange(1, len(scores) + 1)
        total += np.where(scores > 0, 1 / (60 + ranks), 0).astype(np.float32)
    return total


@contextmanager
def setting(
    *,
    pair: float = lexical.PAIR,
    dense: float = fusion.WEIGHTS["dense"],
    words: bool = False,
    blend: Callable[[Mapping[str, Scores]], Scores] = fusion.blend,
) -> Iterator[None]:
    """The product with other settings; `words` lets function words count."""
    with (
        patch.object(lexical, "PAIR", pair),
        patch.object(fusion, "WEIGHTS", {"dense": dense, "bm25": 1 - dense}),
        patch.object(tokens, "FUNCTION_WORDS", frozenset() if words else tokens.FUNCTION_WORDS),
        patch.object(engine, "blend", blend),
    ):
        yield


LINES: dict[str, tuple[Mode, dict[str, object]]] = {
    "the product": ("hybrid", {}),
    "dense alone": ("dense", {}),
    "bm25 alone": ("bm25", {}),
    "bm25 alone, no pairs": ("bm25", {"pair": 0.0}),
    "bm25 alone, no pairs, function words count": ("bm25", {"pair": 0.0, "words": True}),
    "RRF(60) of dense and bm25": ("hybrid", {"blend": reciprocal_ranks}),
    "min-max, equal weights, no pairs, function words count": (
        "hybrid", {"pair": 0.0, "words": True, "blend": partial(min_max, dense=0.5)},
    ),
    "min-max, equal weights, no pairs": ("hybrid", {"pair": 0.0, "blend": partial(min_max, dense=0.5)}),
    "min-max, equal weights": ("hybrid", {"blend": partial(min_max, dense=0.5)}),
    **{f"pairs x {pair}": ("hybrid", {"pair": pair}) for pair in (0.0, 0.5, 1.0, 1.5, 2.0)},
    **{f"dense weight {dense}": ("hybrid", {"dense": dense}) for dense in (0.4, 0.45, 0.5, 0.6, 0.65, 0.7)},
    "function words count": ("hybrid", {"words": True}),
}  # fmt: skip


def first_questions(judged: Judged) -> Judged:
    """The first `MOST_QUESTIONS` of a set."""
    kept = sorted(judged.queries)[:MOST_QUESTIONS]
    return replace(
        judged,
        queries={name: judged.queries[name] for name in kept},
        judgements={name: judged.judgements[name] for name in kept},
    )


def table(folders: Sequence[Path], keep: Path) -> Iterator[str]:
    """The lines of a Markdown table, as they are measured."""
    embedder = RememberingEmbedder()
    sets = []
    for folder in folders:
        judged = first_questions(load(folder))
        index_articles(folder, keep / folder.name, embedder)
        sets.append((judged, Searcher(keep / folder.name, embedder=embedder)))
    yield f"| | {' | '.join(folder.name for folder in folders)} |"
    yield f"|---|{'---|' * len(folders)}"
    yield f"| questions | {' | '.join(f'{len(judged.queries):,}' for judged, _ in sets)} |"
    for name, (mode, changes) in LINES.items():
        with setting(**changes):  # type: ignore[arg-type]  # each is one of its own
            found = [
                evaluate(judged, partial(it.search, k=judged.depth, mode=mode)).means["nDCG@10"] for judged, it in sets
            ]
        yield f"| {name} | {' | '.join(f'{it:.4f}' for it in found)} |"


def main() -> None:
    """Measure, and print as it goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--keep", type=Path, help="keep the indexes here, to go faster next time")
    given = parser.parse_args()
    with TemporaryDirectory() as scratch:
        for line in table(given.folders, given.keep or Path(scratch)):
            print(line, flush=True)


if __name__ == "__main__":
    main()
