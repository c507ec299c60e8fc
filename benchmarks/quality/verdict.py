"""Fit and accuracy of the verdict, which estimates whether a question has an answer.

    python benchmarks/quality/verdict.py FOLDER... [--untitled FOLDER...] [--aside FOLDER...] [--keep DIR]

FOLDER is a test collection as `nutgraf eval` takes it. Queries with relevance judgements have an answer; those without
have none. If all queries of a collection are judged, each is run once more with the relevant articles hidden. Folders
after `--aside` are measured, but not used for the fit. "Left out" is a model fitted on the other folders only.
"""

from __future__ import annotations

import argparse
import gzip
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import orjson
from nutgraf.index.embedding.embedder import ModelEmbedder
from nutgraf.index.segments.snapshot import Snapshot
from nutgraf.index.types import Mask
from nutgraf.search.evaluation.test_collection import QUERIES, find_file, index_articles, load
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking import pipeline
from nutgraf.search.ranking.answerability import (
    BM25,
    BOTH,
    DENSE,
    LONGEST,
    STRONG,
    WEAK,
    AnswerabilityFeatures,
    classify,
)
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

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
MODELS = {"BOTH": BOTH, "DENSE": DENSE, "BM25": BM25}


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
            "coverage": [it.coverage for it in self.seen],
            "standing": [it.standing for it in self.seen],
            "length": [log(min(max(1, it.words), LONGEST)) for it in self.seen],
        }
        return np.array([by_name[name] for name in MODELS[model] if name], np.float64).T


def without(snapshot: Snapshot, articles: Iterable[str]) -> Mask:
    """Mask of all live rows except those of these articles."""
    mask = snapshot.live.copy()
    for article in articles:
        place = snapshot.find(article)
        if place:
            first, last = snapshot.segments[place.segment].first_passages[place.article : place.article + 2].tolist()
            mask[snapshot.first_rows[place.segment] + first : snapshot.first_rows[place.segment] + last] = False
    return mask


def ask(folder: Path, searcher: Searcher) -> QuestionSet:
    """Run the queries of `folder` with and without their answers."""
    collection = load(folder)
    answered = dict(list(collection.queries.items())[:: -(-len(collection.queries) // MOST_QUESTIONS)])
    path = find_file(folder, QUERIES)
    with (gzip.open if path.suffix == ".gz" else open)(path, "rb") as file:
        unanswered = {it["id"]: it["text"] for it in map(orjson.loads, file) if it["id"] not in collection.queries}
    seen: list[AnswerabilityFeatures] = []

    def remember(it: AnswerabilityFeatures) -> object:
        seen.append(it)
        return classify(it)

    with patch.object(pipeline, "judge", remember):
        for question in (*answered.values(), *unanswered.values()):
            searcher.search(question, k=1)
        for query, question in answered.items() if not unanswered else ():
            mask = without(searcher.snapshot, {it.partition("#p")[0] for it in collection.qrels[query]})
            with patch.object(Snapshot, "mask", lambda _, __, mask=mask: mask):
                searcher.search(question, k=1)
    return QuestionSet(folder.name, seen, np.arange(len(seen)) < len(answered))


def fitted(sets: Sequence[QuestionSet], model: str) -> LogisticRegression:
    """Fit a model in which all collections, and both classes in each, weigh the same."""
    values = np.concatenate([it.values(model) for it in sets])
    answered = np.concatenate([it.answered for it in sets])
    weights = np.concatenate([np.where(it.answered, 1 / it.answered.sum(), 1 / (~it.answered).sum()) for it in sets])
    return LogisticRegression(C=1e3, max_iter=2_000).fit(values, answered, weights * len(values))


def row(it: QuestionSet, others: Sequence[QuestionSet]) -> str:
    """Format a line of the table."""
    probability = np.array([classify(seen).probability for seen in it.seen])
    left_out = fitted(others, "BOTH").predict_proba(it.values("BOTH"))[:, 1]
    areas = (roc_auc_score(it.answered, scores) for scores in (it.values("BOTH")[:, 0], probability, left_out))
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
    yield (probability >= STRONG).mean()
    yield ((probability >= WEAK) & (probability < STRONG)).mean()
    yield (probability < WEAK).mean()


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
            sets.append(ask(folder, Searcher(index, embedder=embedder)))
    used = sets[: len(sets) - len(given.aside)]
    print(f"| {' | '.join(COLUMNS)} |")
    print(f"|{'---|' * len(COLUMNS)}")
    for it in sets:
        print(row(it, [other for other in used if other is not it]))
    for model, weights in MODELS.items():
        fit = fitted(used, model)
        values = np.round([*fit.intercept_, *fit.coef_[0]], 2).tolist()
        print(f"{model} = {dict(zip(weights, values, strict=True))}")


if __name__ == "__main__":
    main()
