"""Fit and accuracy of the verdict, which estimates whether a question has an answer.

    python benchmarks/quality/verdict.py FOLDER... [--untitled FOLDER...] [--aside FOLDER...] [--keep DIR]

FOLDER is a test collection as `nutgraf eval` takes it. Queries with relevance judgements have an answer; those without
have none. If all queries of a collection are judged, each is run once more with the relevant articles hidden. Folders
after `--aside` are measured, but not used for the fit. "Left out" is a model fitted on the other folders only.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Generic, TypeVar
from unittest.mock import patch

import numpy as np
import orjson
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.embedding.protocol import Embedder
from nutgraf.index.filter import Filter
from nutgraf.index.profile import RankingProfile, VerdictCoefficients
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.retrieval.protocol import Retriever
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.types import Ranking, Rows
from nutgraf.search.evaluation.test_collection import QUERIES, find_file, index_articles, load, read_lines
from nutgraf.search.query.options import SearchOptions
from nutgraf.search.ranking import pipeline
from nutgraf.search.ranking.reader import IndexReader
from nutgraf.search.ranking.verdict import AnswerabilityFeatures, Verdict, classify
from rows import rows_of
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

QueryT = TypeVar("QueryT")
MOST_QUESTIONS = 400
"""Judged queries of a collection to use."""
COLUMNS = (
    "set",
    "questions with + without answer",
    "AUROC, cosine alone",
    "the product",
    "left out",
    "missed at 0.5",
    "believed at 0.5",
    "with answer: strong / weak / none",
    "without: strong / weak / none",
)
PRODUCT = RankingProfile()
MODELS = {
    "verdict_hybrid": ("cosine", "coverage", "standing", "length"),
    "verdict_dense": ("cosine", "coverage", "length"),
    "verdict_bm25": ("coverage", "length"),
}
"""The features of each model, by its field of the profile."""


@dataclass(frozen=True)
class QuestionSet:
    """The queries of a collection, each with the features of its best hit."""

    name: str
    seen: list[AnswerabilityFeatures]
    answered: np.ndarray

    def values(self, model: str) -> np.ndarray:
        """float64 ``(questions, values)``: the inputs of a model."""
        by_name = {
            "cosine": [it.cosine for it in self.seen],
            "coverage": [it.coverage.share for it in self.seen],
            "standing": [it.standing for it in self.seen],
            "length": [log(min(max(1, it.coverage.terms), PRODUCT.verdict_longest)) for it in self.seen],
        }
        return np.array([by_name[name] for name in MODELS[model]], np.float64).T


class OtherRows(Generic[QueryT]):
    """A `Retriever` that finds only some of the rows of another."""

    def __init__(self, retriever: Retriever[QueryT], rows: Rows) -> None:
        self._retriever, self._rows = retriever, rows

    def retrieve(self, query: QueryT, k: int, wanted: Filter, *, among: Rows | None = None) -> Ranking:
        """See `Retriever`."""
        rows = self._rows if among is None else np.intersect1d(among, self._rows)
        return self._retriever.retrieve(query, k, wanted, among=rows)


class StoreWithout:
    """A `PassageStore` in which no search finds some articles; the statistics are those of all.

    Args:
        store: Everything else is as in this one.
        articles: The ids of the articles.
    """

    def __init__(self, store: LocalStore, articles: Iterable[str]) -> None:
        hidden = [rows_of(store.snapshot, article) for article in articles]
        rows = np.setdiff1d(np.flatnonzero(store.snapshot.live), np.concatenate(hidden))
        self._store = store
        self.dense, self.lexical = OtherRows(store.dense, rows), OtherRows(store.lexical, rows)

    def __getattr__(self, name: str) -> object:
        return getattr(self._store, name)


def ask(folder: Path, index: Path, embedder: Embedder) -> QuestionSet:
    """Run the queries of `folder` with and without their answers."""
    collection = load(folder)
    answered = dict(list(collection.queries.items())[:: -(-len(collection.queries) // MOST_QUESTIONS)])
    lines = read_lines(find_file(folder, QUERIES), orjson.loads, "JSON")
    unanswered = {it["id"]: it["text"] for it in lines if it["id"] not in collection.queries}
    seen: list[AnswerabilityFeatures] = []

    def remember(it: AnswerabilityFeatures, profile: RankingProfile) -> Verdict:
        seen.append(it)
        return classify(it, profile)

    store, options = LocalStore(IndexFolder(index).open(), PRODUCT), SearchOptions(k=1)
    whole = IndexReader(store, lambda: embedder, PRODUCT)
    with patch.object(pipeline, "classify", remember):
        for question in (*answered.values(), *unanswered.values()):
            pipeline.answer(whole, question, options)
        for query, question in answered.items() if not unanswered else ():
            rest = StoreWithout(store, {it.partition("#p")[0] for it in collection.qrels[query]})
            pipeline.answer(IndexReader(rest, lambda: embedder, PRODUCT), question, options)
    return QuestionSet(folder.name, seen, np.arange(len(seen)) < len(answered))


def fitted(sets: Sequence[QuestionSet], model: str) -> LogisticRegression:
    """Fit a model in which all collections, and both classes in each, weigh the same."""
    values = np.concatenate([it.values(model) for it in sets])
    answered = np.concatenate([it.answered for it in sets])
    weights = np.concatenate([np.where(it.answered, 1 / it.answered.sum(), 1 / (~it.answered).sum()) for it in sets])
    return LogisticRegression(C=1e3, max_iter=2_000).fit(values, answered, weights * len(values))


def row(it: QuestionSet, others: Sequence[QuestionSet]) -> str:
    """Format a line of the table."""
    probability = np.array([classify(seen, PRODUCT).probability for seen in it.seen])
    values = it.values("verdict_hybrid")
    left_out = fitted(others, "verdict_hybrid").predict_proba(values)[:, 1]
    areas = (roc_auc_score(it.answered, scores) for scores in (values[:, 0], probability, left_out))
    have, lack = probability[it.answered], probability[~it.answered]
    cells = [
        it.name,
        f"{len(have)} + {len(lack)}",
        *(f"{area:.3f}" for area in areas),
        f"{(have < 0.5).mean():.2f}",
        f"{(lack >= 0.5).mean():.2f}",
        *(" / ".join(f"{share:.2f}" for share in _shares(of)) for of in (have, lack)),
    ]
    return f"| {' | '.join(cells)} |"


def _shares(probability: np.ndarray) -> Iterator[float]:
    strong, weak = PRODUCT.verdict_strong, PRODUCT.verdict_weak
    yield (probability >= strong).mean()
    yield ((probability >= weak) & (probability < strong)).mean()
    yield (probability < weak).mean()


def main() -> None:
    """Measure, and print each line at once."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--untitled", nargs="+", type=Path, default=[])
    parser.add_argument("--aside", nargs="+", type=Path, default=[])
    parser.add_argument("--keep", type=Path, help="keep the indexes here, to go faster next time")
    given = parser.parse_args()
    embedder = ModelEmbedder()
    sets = []
    with TemporaryDirectory() as scratch:
        for folder in (*given.folders, *given.untitled, *given.aside):
            index = (given.keep or Path(scratch)) / folder.name
            index_articles(folder, index, embedder, titles=folder not in given.untitled)
            sets.append(ask(folder, index, embedder))
    used = sets[: len(sets) - len(given.aside)]
    print(f"| {' | '.join(COLUMNS)} |")
    print(f"|{'---|' * len(COLUMNS)}")
    for it in sets:
        print(row(it, [other for other in used if other is not it]))
    for model, features in MODELS.items():
        fit = fitted(used, model)
        values = np.round([*fit.intercept_, *fit.coef_[0]], 2).tolist()
        coefficients = VerdictCoefficients(**dict(zip(("intercept", *features), values, strict=True)))
        print(f"{model} = {coefficients}")


if __name__ == "__main__":
    main()
