"""Ablation of the ranking: one table with a line for each change, over all test collections given.

    python benchmarks/quality/blend.py FOLDER... [--untitled FOLDER...] [--keep DIR]

FOLDER is a test collection as `nutgraf eval` takes it. The articles of an untitled one are indexed without titles,
because its queries were made from headlines. Each line changes one thing in the product; figures are nDCG@10. The last
lines are upper bounds: the best line above for each query, and the best order of the candidates.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import numpy as np
from nutgraf.corpus.passages import WINDOW_BYTES
from nutgraf.index.columns.inverted import Postings
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval import term_statistics
from nutgraf.index.segments import stored_article
from nutgraf.index.segments.segment import Segment
from nutgraf.index.types import Scores, Vectors
from nutgraf.search.evaluation.measures import MEASURES, evaluate, measure
from nutgraf.search.evaluation.systems import SYSTEMS
from nutgraf.search.evaluation.test_collection import TestCollection, index_articles, load
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.query.options import SearchOptions
from nutgraf.search.query.parse import parse_query
from nutgraf.search.ranking import fusion
from nutgraf.search.ranking.near_duplicates import NO_ROWS
from nutgraf.search.ranking.pipeline import retrieve
from nutgraf.search.ranking.reader import IndexReader

MOST_QUESTIONS = 1_000
"""Queries of a collection to use, in the order of their ids."""
NDCG = list(MEASURES).index("nDCG@10")
PRODUCT = RankingProfile()


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
        profile: Changed fields of the `RankingProfile`.
        patches: Changed functions: module, name, function.
        setting: A system of `nutgraf eval`, by name.
        whole: True where paragraphs are embedded whole, as far as the model reads.
    """

    search: Mapping[str, Any] = field(default_factory=dict)
    profile: Mapping[str, Any] = field(default_factory=dict)
    patches: Sequence[tuple[Any, str, Any]] = ()
    setting: str = "hybrid"
    whole: bool = False


def changed(**profile: Any) -> Line:  # noqa: ANN401
    """Change fields of the profile."""
    return Line(profile=profile)


def weighed(**weights: float) -> Line:
    """Change the weights of some signals."""
    return changed(weights={**PRODUCT.weights, **weights})


def only(**weights: float) -> Line:
    """Use only these signals, with these weights."""
    return changed(weights=weights)


def min_max(signals: Mapping[str, Scores], weights: Mapping[str, float]) -> Scores:
    """Scale the signals to 0..1 over the candidates instead of to z-scores, and add them by weight."""
    spans = {name: max(float(np.ptp(it)), 1e-9) for name, it in signals.items()}
    parts = [weights.get(name, 0) * (it - it.min(initial=np.inf)) / spans[name] for name, it in signals.items()]
    return np.sum(parts, axis=0).astype(np.float32)


def whole_paragraphs(passage: str) -> list[tuple[int, int]]:
    """Windows of whole paragraphs: only a paragraph that is too long for the model is cut."""
    return [(start, min(start + WINDOW_BYTES, len(passage))) for start in range(0, len(passage), WINDOW_BYTES)]


def titles_in_df(segment: Segment, postings: Postings) -> int:
    """Document frequency of a term, with a title counted in each passage of its article."""
    return int(np.count_nonzero(segment.live_passages[postings.rows]))


STEMS = {"exact_form": 0.0, "stop_word_weight": 0.0}
USUAL = {**STEMS, "k1": 0.9}
"""The usual BM25, with k1 and b of Anserini."""
MIN_MAX = [(fusion, "blend", min_max)]
LEGS = {"meaning": 0.5, "words": 0.5}

LINES: dict[str, Line] = {
    "the product": Line(),
    "dense alone": Line(setting="dense"),
    "bm25 alone": Line(setting="bm25"),
    "dense alone, whole paragraphs, literal": Line({"literal": True}, setting="dense", whole=True),
    "bm25 alone, stems only, literal": Line({"literal": True}, USUAL, setting="bm25"),
    "the same, k1 1.2, b 0.75": Line({"literal": True}, {**STEMS, "k1": 1.2, "b": 0.75}, setting="bm25"),
    "RRF(60) of dense and bm25": Line(setting="rrf"),
    "plain blend: whole paragraphs, stems only, equal weights, min-max, literal": Line(
        {"literal": True}, {**USUAL, "windows_penalty": 0.0, "weights": LEGS}, MIN_MAX, whole=True
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
    "min-max": Line(patches=MIN_MAX),
    "nothing off for many sentences": changed(windows_penalty=0.0),
    "twice as much off": changed(windows_penalty=0.08),
    "forms count nothing": changed(exact_form=0.0),
    "forms count as much as stems": changed(exact_form=1.0),
    "function words count nothing": changed(stop_word_weight=0.0),
    "function words count fully": changed(stop_word_weight=1.0),
    "k1 0.9": changed(k1=0.9),
    "k1 1.2, b 0.75": changed(k1=1.2, b=0.75),
    "titles count in df": Line(patches=[(term_statistics, "_df", titles_in_df)]),
    # `pool` holds only below `large_index`.
    "pools of 100": changed(pool=100, large_index=sys.maxsize),
    "pools of 3,000": changed(pool=3_000, large_index=sys.maxsize),
    "literal": Line({"literal": True}),
    "outlets and dates x 0.5": changed(named_boost=PRODUCT.named_boost * 0.5),
    "outlets and dates x 2": changed(named_boost=PRODUCT.named_boost * 2),
    "quotes count nothing": changed(quoted_boost=0.0),
    "quotes x 0.5": changed(quoted_boost=PRODUCT.quoted_boost * 0.5),
    "quotes x 2": changed(quoted_boost=PRODUCT.quoted_boost * 2),
    "copies and boilerplate stay": Line({"collapse": False}),
}  # fmt: skip


@dataclass(frozen=True)
class PreparedCollection:
    """A test collection, indexed twice: with sentences as windows, and with whole paragraphs."""

    collection: TestCollection
    sentences: Searcher
    whole: Searcher
    embedder: RememberingEmbedder

    def values(self, line: Line) -> np.ndarray:
        """float64 ``(questions,)``: nDCG@10."""
        searcher = (self.whole if line.whole else self.sentences).with_profile(replace(PRODUCT, **line.profile))
        search = partial(SYSTEMS[line.setting], searcher, k=self.collection.depth)
        if line.search:
            mode: Any = line.setting
            search = partial(searcher.search, k=self.collection.depth, mode=mode, **line.search)
        with ExitStack() as stack:
            for module, name, function in line.patches:
                stack.enter_context(patch.object(module, name, function))
            return evaluate(self.collection, search).per_query[:, NDCG]

    def pool(self) -> np.ndarray:
        """float64 ``(questions,)``: nDCG@10 if the relevant candidates were ranked first, by grade."""
        store = self.sentences.store
        reader = IndexReader(store, lambda: self.embedder, PRODUCT)
        options = SearchOptions(k=1)  # a larger k would retrieve more candidates
        run = {}

        @cache
        def name(row: int) -> str:
            return store.passage(row).id

        for query, text in self.collection.queries.items():
            phrases = parse_query(text, reader.outlets).phrases
            quoting = np.unique(np.concatenate([NO_ROWS, *map(store.phrase_matches, phrases)]))
            rows = retrieve(store, reader.encode(text, options.mode), options, quoting, PRODUCT)
            ids = self.collection.judged_ids(map(name, rows.tolist()))
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
        searchers = (Searcher(index, embedder=embedder) for index in (keep / folder.name, whole))
        yield PreparedCollection(collection, *searchers, embedder)


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
