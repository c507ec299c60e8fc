"""Ablation of the ranking: one table with a line for each change, over all test collections given.

    python benchmarks/quality/blend.py FOLDER... [--untitled FOLDER...] [--keep DIR]

FOLDER is a test collection as `nutgraf eval` takes it. The articles of an untitled one are indexed without titles,
because its queries were made from headlines. Each line changes one thing in the product; figures are nDCG@10. The last
lines are upper bounds: the best line above for each query, and the best order of the candidates.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import numpy as np
from nutgraf.corpus.passages import WINDOW_BYTES
from nutgraf.index.columns.inverted import Postings
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.retrieval import bm25, dense, lexical, term_statistics
from nutgraf.index.segments import stored_article
from nutgraf.index.segments.segment import Segment
from nutgraf.index.types import Rows, Scores, Vectors
from nutgraf.search.evaluation.measures import MEASURES, evaluate, measure
from nutgraf.search.evaluation.systems import SYSTEMS
from nutgraf.search.evaluation.test_collection import TestCollection, index_articles, load
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking import boosts, fusion, pipeline
from nutgraf.search.ranking.fusion import WEIGHTS
from nutgraf.search.ranking.hit_builder import Candidates

MOST_QUESTIONS = 1_000
"""Queries of a collection to use, in the order of their ids."""
NDCG = list(MEASURES).index("nDCG@10")


class RememberingEmbedder(ModelEmbedder):
    """A model that embeds each query once, although every line of the table asks it again."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, Vectors] = {}

    def queries(self, texts: Sequence[str]) -> Vectors:
        """float32 ``(len(texts), dim)``."""
        missing = [text for text in texts if text not in self._known]
        if missing:
            self._known |= zip(missing, super().queries(missing), strict=True)
        return np.stack([self._known[text] for text in texts])


@dataclass(frozen=True)
class Line:
    """The product with something changed.

    Attributes:
        search: Further options of `Searcher.search`.
        patches: Changed constants: module, name, value.
        setting: A system of `nutgraf eval`, by name.
        whole: True where paragraphs are embedded whole, as far as the model reads.
    """

    search: Mapping[str, Any] = field(default_factory=dict)
    patches: Sequence[tuple[Any, str, Any]] = ()
    setting: str = "hybrid"
    whole: bool = False


def weighed(**weights: float) -> Line:
    """Change the weights of some signals."""
    return Line({"weights": {**WEIGHTS, **weights}})


def changed(module: Any, **constants: Any) -> Line:  # noqa: ANN401
    """Change constants of a module."""
    return Line(patches=[(module, name, value) for name, value in constants.items()])


def only(**weights: float) -> Line:
    """Use only these signals, with these weights."""
    return Line({"weights": weights})


def min_max(signals: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """Scale the signals to 0..1 over the candidates instead of to z-scores, and add them by weight."""
    spans = {name: max(float(np.ptp(it)), 1e-9) for name, it in signals.items()}
    parts = [weights.get(name, 0) * (it - it.min(initial=np.inf)) / spans[name] for name, it in signals.items()]
    return np.sum(parts, axis=0).astype(np.float32)


def whole_paragraphs(passage: str) -> list[tuple[int, int]]:
    """Windows of whole paragraphs: only a paragraph that is too long for the model is cut."""
    return [(start, min(start + WINDOW_BYTES, len(passage))) for start in range(0, len(passage), WINDOW_BYTES)]


def titles_in_df(_: term_statistics.CollectionStatistics, segment: Segment, found: Postings) -> int:
    """Document frequency of a term, with a title counted in each passage of its article."""
    return int(np.count_nonzero(segment.live_passages[found.rows]))


STEMS = ((lexical, "EXACT", 0.0), (lexical, "FUNCTION_WORD", 0.0), (bm25, "K1", 0.9))
"""The usual BM25, with k1 and b of Anserini."""
LEGS = {"meaning": 0.5, "words": 0.5}

LINES: dict[str, Line] = {
    "the product": Line(),
    "dense alone": Line(setting="dense"),
    "bm25 alone": Line(setting="bm25"),
    "dense alone, whole paragraphs, literal": Line({"literal": True}, setting="dense", whole=True),
    "bm25 alone, stems only, literal": Line({"literal": True}, STEMS, setting="bm25"),
    "the same, k1 1.2, b 0.75": Line(
        {"literal": True}, [*STEMS[:2], (bm25, "K1", 1.2), (bm25, "B", 0.75)], setting="bm25"
    ),
    "RRF(60) of dense and bm25": Line(setting="rrf"),
    "plain blend: whole paragraphs, stems only, equal weights, min-max, literal": Line(
        {"literal": True, "weights": LEGS}, [*STEMS, (dense, "SPREAD", 0.0), (fusion, "blend", min_max)], whole=True
    ),
    "whole paragraphs embedded": Line(whole=True),
    "without article": weighed(article=0),
    "without sentence": weighed(article=0.1, sentence=0, words=0.45),
    "meaning and words only": only(meaning=0.55, words=0.45),
    "meaning 0.45": weighed(meaning=0.45),
    "meaning 0.65": weighed(meaning=0.65),
    "words 0.4, sentence 0.05": weighed(words=0.4, sentence=0.05),
    "words 0.2, sentence 0.25": weighed(words=0.2, sentence=0.25),
    "article 0.2": weighed(article=0.2),
    "min-max": changed(fusion, blend=min_max),
    "nothing off for many sentences": changed(dense, SPREAD=0.0),
    "twice as much off": changed(dense, SPREAD=0.08),
    "forms count nothing": changed(lexical, EXACT=0.0),
    "forms count as much as stems": changed(lexical, EXACT=1.0),
    "function words count nothing": changed(lexical, STOP_WORD_WEIGHT=0.0),
    "function words count fully": changed(lexical, STOP_WORD_WEIGHT=1.0),
    "k1 0.9": changed(bm25, K1=0.9),
    "k1 1.2, b 0.75": changed(bm25, K1=1.2, B=0.75),
    "titles count in df": Line(patches=[(term_statistics.CollectionStatistics, "_df", titles_in_df)]),
    "pools of 100": changed(pipeline, pools=lambda legs, _: dict.fromkeys(legs, 100)),
    "pools of 3,000": changed(pipeline, pools=lambda legs, _: dict.fromkeys(legs, 3_000)),
    "literal": Line({"literal": True}),
    "outlets and dates x 0.5": changed(boosts, NAMED=boosts.NAMED * 0.5),
    "outlets and dates x 2": changed(boosts, NAMED=boosts.NAMED * 2),
    "quotes count nothing": changed(boosts, QUOTED=0.0),
    "quotes x 0.5": changed(boosts, QUOTED=boosts.QUOTED * 0.5),
    "quotes x 2": changed(boosts, QUOTED=boosts.QUOTED * 2),
    "copies and boilerplate stay": Line({"collapse": False}),
}  # fmt: skip


@dataclass(frozen=True)
class PreparedCollection:
    """A test collection, indexed twice: with sentences as windows, and with whole paragraphs."""

    collection: TestCollection
    sentences: Searcher
    whole: Searcher

    def values(self, line: Line) -> np.ndarray:
        """float64 ``(questions,)``: nDCG@10."""
        searcher = self.whole if line.whole else self.sentences
        with ExitStack() as stack:
            for module, name, value in line.patches:
                stack.enter_context(patch.object(module, name, value))
            search = partial(SYSTEMS[line.setting], searcher, k=self.collection.depth)
            if line.search:
                mode: Any = line.setting
                search = partial(searcher.search, k=self.collection.depth, mode=mode, **line.search)
            return evaluate(self.collection, search).per_query[:, NDCG]

    def pool(self) -> np.ndarray:
        """float64 ``(questions,)``: nDCG@10 if the relevant candidates were ranked first, by grade."""
        run, pools, snapshot = {}, [], self.sentences.snapshot

        @cache
        def name(row: int) -> str:
            place, number = snapshot.address_of(row)
            return f"{snapshot.article(place).id}#p{number}"

        def remember(rows: Rows, *rest: Any) -> Candidates:  # noqa: ANN401
            pools.append(rows.tolist())
            return Candidates(rows, *rest)

        for query, text in self.collection.queries.items():
            # k=1, because a larger k would retrieve more candidates.
            with patch.object(pipeline, "Candidates", remember):
                self.sentences.search(text, k=1)
            ids = self.collection.judged_ids(map(name, pools.pop()))
            grades = self.collection.qrels[query]
            run[query] = sorted((it for it in ids if it in grades), key=lambda it: -grades[it])
        return measure(self.collection, run).per_query[:, NDCG]


def made_ready(folders: Sequence[Path], untitled: Sequence[Path], keep: Path) -> Iterator[PreparedCollection]:
    """Index each collection in both ways."""
    embedder = RememberingEmbedder()
    for folder in (*folders, *untitled):
        collection = load(folder).first(MOST_QUESTIONS)
        index_articles(folder, keep / folder.name, embedder, titles=folder not in untitled)
        whole = keep / f"{folder.name}-whole"
        with patch.object(stored_article, "windows", whole_paragraphs):
            index_articles(folder, whole, embedder, titles=folder not in untitled)
        yield PreparedCollection(
            collection, Searcher(keep / folder.name, embedder=embedder), Searcher(whole, embedder=embedder)
        )


def table(names: Sequence[str], sets: Sequence[PreparedCollection]) -> Iterator[str]:
    """Yield the lines of a Markdown table as they are measured."""
    yield f"| | {' | '.join(names)} |"
    yield f"|---|{'---|' * len(names)}"
    yield f"| questions | {' | '.join(f'{len(it.collection.queries):,}' for it in sets)} |"
    seen: dict[str, list[np.ndarray]] = {}
    for name, line in LINES.items():
        seen[name] = [it.values(line) for it in sets]
        yield _row(name, seen[name])
    every = [list(of_set) for of_set in zip(*seen.values(), strict=True)]
    yield _row("ceiling: the best of the three modes for each question", [np.max(it[:3], axis=0) for it in every])
    yield _row("ceiling: the best of all lines for each question", [np.max(it, axis=0) for it in every])
    yield _row("ceiling: the candidates, perfectly ordered", [it.pool() for it in sets])


def _row(name: str, values: Sequence[np.ndarray]) -> str:
    return f"| {name} | {' | '.join(f'{it.mean():.4f}' for it in values)} |"


def main() -> None:
    """Measure, and print each line at once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--untitled", nargs="+", type=Path, default=[])
    parser.add_argument("--keep", type=Path, help="keep the indexes here, to go faster next time")
    given = parser.parse_args()
    with TemporaryDirectory() as scratch:
        sets = list(made_ready(given.folders, given.untitled, given.keep or Path(scratch)))
        for line in table([it.name for it in (*given.folders, *given.untitled)], sets):
            print(line, flush=True)


if __name__ == "__main__":
    main()
