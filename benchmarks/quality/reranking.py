"""What a closer reading is worth and costs: nDCG@10 without and with each reranker, over test collections.

    python benchmarks/quality/reranking.py FOLDER... [--untitled FOLDER...] --rerank late --rerank MODEL [--keep DIR]

FOLDER is a test collection as `nutgraf eval` takes it; the articles of an untitled one are indexed without titles. The
first table has nDCG@10 for each weight of the reranker. The second one has, for each collection, nDCG@10 without and
with the reranker, at the weight that is best on the mean of the *other* collections, with the 95 % interval of the
difference; and the milliseconds of CPU and of wall clock that the reading takes for a question.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any
from unittest.mock import patch

import numpy as np
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.reranking.protocol import Reranker
from nutgraf.index.types import Scores
from nutgraf.search.evaluation.measures import MEASURES, PerQuery, bootstrap, evaluate
from nutgraf.search.evaluation.test_collection import TestCollection, index_articles, load
from nutgraf.search.library.rerankers import Rerankers
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking import reranking

NDCG = list(MEASURES).index("nDCG@10")
WEIGHTS = (0.0, 0.15, 0.3, 0.45, 0.6, 0.8, 1.0)


@dataclass
class TimedReranker:
    """A reranker that reads each passage once for each question, and adds up the time.

    Attributes:
        inner: The reranker.
        cpu, wall: Seconds.
        questions: Number of questions that were read.
    """

    inner: Reranker
    cpu: float = 0.0
    wall: float = 0.0
    questions: int = 0
    known: dict[tuple[str, str], float] = field(default_factory=dict)

    @property
    def kind(self) -> Any:  # noqa: ANN401
        """The kind of the reranker."""
        return self.inner.kind

    def scores(self, question: str, passages: Sequence[str], weights: Mapping[str, float]) -> Scores:
        """float32 ``(len(passages),)``."""
        if missing := [text for text in passages if (question, text) not in self.known]:
            cpu, wall = process_time(), perf_counter()
            scores = self.inner.scores(question, missing, weights)
            self.cpu, self.wall = self.cpu + process_time() - cpu, self.wall + perf_counter() - wall
            self.questions += 1
            self.known |= {(question, text): float(it) for text, it in zip(missing, scores, strict=True)}
        return np.array([self.known[question, text] for text in passages], np.float32)


def swept(
    collection: TestCollection, searcher: Searcher, name: str, depth: int
) -> tuple[dict[float, PerQuery], TimedReranker]:
    """Evaluate each weight: the measures of each question, and the reranker with its times."""
    inner = Rerankers().named(name, searcher.store.generation.model)
    assert inner
    timed = TimedReranker(inner)
    timed.inner.scores("Who won?", ["Nobody won."] * 4, {})  # a first question warms it up
    with patch.object(Rerankers, "named", lambda *_: timed):
        values = {}
        for weight in WEIGHTS:
            profile = replace(searcher.profile, rerank_weights={timed.kind: weight})
            search = partial(searcher.with_profile(profile).search, k=collection.depth, rerank=name, rerank_depth=depth)
            values[weight] = evaluate(collection, search).per_query
    return values, timed


def tables(sets: Mapping[str, tuple[TestCollection, Searcher]], name: str, depth: int) -> Iterator[str]:
    """Yield the lines of both tables for one reranker."""
    measured = {key: swept(collection, searcher, name, depth) for key, (collection, searcher) in sets.items()}
    means = {
        key: {weight: float(per_query[:, NDCG].mean()) for weight, per_query in values.items()}
        for key, (values, _) in measured.items()
    }
    yield f"\n{name}, the best {depth}\n"
    yield f"| weight | {' | '.join(means)} | mean |"
    yield f"|---|{'---|' * (len(means) + 1)}"
    for weight in WEIGHTS:
        row = [of_set[weight] for of_set in means.values()]
        yield f"| {weight} | {' | '.join(f'{it:.4f}' for it in row)} | {np.mean(row):.4f} |"
    yield "\n| collection | questions | weight | without | with | difference | CPU ms | wall ms |"
    yield "|---|---|---|---|---|---|---|---|"
    for key, (values, timed) in measured.items():
        others = [of_set for other, of_set in means.items() if other != key] or [means[key]]
        weight = max(WEIGHTS, key=lambda it: np.mean([of_set[it] for of_set in others]))
        change = bootstrap(values[weight] - values[0.0])["nDCG@10"]
        times = (1000 * it / timed.questions for it in (timed.cpu, timed.wall))
        yield (
            f"| {key} | {len(values[0.0])} | {weight} | {means[key][0.0]:.3f} | {means[key][weight]:.3f} "
            f"| {change.mean:+.3f} [{change.low:+.3f}, {change.high:+.3f}] "
            f"| {' | '.join(f'{it:.0f}' for it in times)} |"
        )


def with_titles(excerpts: Callable[..., list[str]]) -> Callable[..., list[str]]:
    """Make the reranker read the title before the passage."""

    def titled(store: Any, candidates: Any, positions: Any, profile: Any) -> list[str]:  # noqa: ANN401
        texts = excerpts(store, candidates, positions, profile)
        titles = [store.article_of(int(candidates.rows[position])).title for position in positions]
        return [f"{title}. {text}" if title else text for title, text in zip(titles, texts, strict=True)]

    return titled


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", type=Path, nargs="*")
    parser.add_argument("--untitled", type=Path, nargs="*", default=[])
    parser.add_argument("--rerank", action="append", required=True, help="late, or a cross-encoder; repeat for several")
    parser.add_argument("--depth", type=int, default=25, help="passages to read")
    parser.add_argument("--limit", type=int, default=300, help="the first questions of each collection, by id")
    parser.add_argument("--titles", action="store_true", help="read the title before the passage")
    parser.add_argument("--keep", type=Path, help="folder for the indexes")
    given = parser.parse_args()
    embedder = ModelEmbedder()
    with TemporaryDirectory() as scratch:
        keep, sets = given.keep or Path(scratch), {}
        for folder in (*given.folders, *given.untitled):
            index_articles(folder, keep / folder.name, embedder, titles=folder not in given.untitled)
            sets[folder.name] = load(folder).first(given.limit), Searcher(keep / folder.name, embedder=embedder)
        read = with_titles(reranking._excerpts) if given.titles else reranking._excerpts
        with patch.object(reranking, "_excerpts", read):
            for name in given.rerank:
                for line in tables(sets, name, given.depth):
                    print(line, flush=True)


if __name__ == "__main__":
    main()
