"""Calibration: fits the coefficients of relevance to judged questions.

Questions without judgements have no answer. Where there are few of them, each judged question counts twice: by its
first hit, and by its first hit from an article that was not judged relevant, as if those had been removed. See
`ranking.relevance`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...corpus.errors import CorpusError
from ...index.profile import RelevanceCoefficients
from ..ranking.relevance.model import probabilities

if TYPE_CHECKING:
    from ..library.searcher import Searcher
    from ..ranking.results import Hit
    from .test_collection import TestCollection

_DEPTH = 50
"""Hits among which the best one of another article is sought."""
_FOLDS = 5
_LEAST = 20
"""Samples of each class. With fewer, the fit would be chance."""
_LEAST_AUROC = 0.7
"""Area under the curve below which the classes cannot be told apart."""
_BINS = 10
_STRENGTH = 1e3
"""Inverse strength of the regularization: next to none, as there are two features."""


@dataclass(frozen=True, slots=True)
class Samples:
    """First hits, each of a question with or without an answer.

    Attributes:
        features: float64 ``(n, depth, 2)``: the closeness and the coverage of the first hits of each question, best
            first; where there are fewer, the last one again.
        answered: bool ``(n,)``: True where the archive has an answer.
        judged: bool ``(n,)``: True where the first hit is judged to be one.
        questions: int64 ``(n,)``: the number of the question, equal for both samples of one.
    """

    features: NDArray[np.float64]
    answered: NDArray[np.bool_]
    judged: NDArray[np.bool_]
    questions: NDArray[np.int64]

    @property
    def weights(self) -> NDArray[np.float64]:
        """float64 ``(n,)``: weights under which both classes weigh the same, and all samples together 1."""
        answered = int(self.answered.sum())
        unanswered = len(self.answered) - answered
        weights: NDArray[np.float64] = np.where(self.answered, 0.5 / max(1, answered), 0.5 / max(1, unanswered))
        return weights


@dataclass(frozen=True, slots=True)
class Calibration:
    """Fitted coefficients, and how good they are on questions that they were not fitted to.

    Attributes:
        relevance: Coefficients where the dense leg is asked.
        relevance_bm25: Coefficients of the lexical leg alone.
        auroc: Area under the receiver operating characteristic, cross-validated.
        error: Expected calibration error, cross-validated; both classes weigh the same.
        error_before: The same of the coefficients so far.
    """

    relevance: RelevanceCoefficients
    relevance_bm25: RelevanceCoefficients
    auroc: float
    error: float
    error_before: float


def collect(searcher: Searcher, collection: TestCollection, *, on_query: Callable[[], None] = lambda: None) -> Samples:
    """Ask the questions of `collection`, and keep the features of the first hits.

    Args:
        searcher: An index that holds the judged articles.
        collection: The questions.
        on_query: Called after each question.
    """
    rows: list[tuple[list[list[float]], bool, bool, int]] = []
    depth = searcher.profile.verdict_depth
    asked = [*collection.queries.items(), *collection.unanswered.items()]
    with_and_without = (True, False) if len(collection.unanswered) < _LEAST else (True,)
    for number, (query, text) in enumerate(asked):
        hits = searcher.search(text, k=_DEPTH, as_of=collection.asked.get(query)).hits
        grades = collection.qrels.get(query, {})
        relevant = {name.partition("#p")[0] for name in grades}
        for answered in with_and_without if relevant else (False,):
            first = [hit for hit in hits if answered or hit.article.id not in relevant][:depth]
            if features := [_features(hit) for hit in first if "closeness" in hit.signals]:
                names = collection.judged_ids([first[0].id, *(copy.id for copy in first[0].copies)])
                features += features[-1:] * (depth - len(features))
                rows.append((features, answered, not grades.keys().isdisjoint(names), number))
        on_query()
    return Samples(
        np.array([features for features, *_ in rows], np.float64).reshape(-1, depth, 2),
        np.array([answered for _, answered, _, _ in rows], bool),
        np.array([judged for _, _, judged, _ in rows], bool),
        np.array([number for *_, number in rows], np.int64),
    )


def _features(hit: Hit) -> list[float]:
    """The closeness and the coverage of a hit; those of small talk have none."""
    return [hit.signals["closeness"], hit.signals["coverage"]]


def calibrate(samples: Samples, before: RelevanceCoefficients) -> Calibration:
    """Fit coefficients to `samples`, and validate them on questions left out.

    Args:
        samples: The first hits of the questions.
        before: The coefficients so far, to compare with.

    Raises:
        CorpusError: There are too few questions, or those with and without an answer cannot be told apart.
    """
    few = min(samples.answered.sum(), (~samples.answered).sum())
    if few < _LEAST:
        raise CorpusError(
            f"a calibration needs {_LEAST} questions with an answer and as many without; there are "
            f"{samples.answered.sum()} and {(~samples.answered).sum()}"
        )
    left_out = np.zeros(len(samples.answered))
    for train, test in _folds(samples.questions):
        left_out[test] = predicted(samples, fit([samples], train))[test, 0]
    auroc = area_under_curve(left_out, samples.answered)
    fitted = fit([samples])
    if auroc < _LEAST_AUROC or min(fitted.closeness, fitted.coverage) < 0:
        raise CorpusError(
            f"questions with and without an answer cannot be told apart by their first hits (AUROC {auroc:.2f}, at "
            f"least {_LEAST_AUROC} is needed); nothing was changed"
        )
    return Calibration(
        fitted,
        fit([samples], lexical=True),
        auroc,
        calibration_error(left_out, samples),
        calibration_error(predicted(samples, before)[:, 0], samples),
    )


def fit(
    sets: Sequence[Samples], chosen: NDArray[np.int64] | None = None, *, lexical: bool = False
) -> RelevanceCoefficients:
    """Fit a logistic regression in which all sets, and both classes in each, weigh the same.

    Args:
        sets: Samples of one set of questions each.
        chosen: The samples of the only set to use; by default all.
        lexical: True to use the coverage alone.
    """
    from sklearn.linear_model import LogisticRegression  # a dependency of sentence-transformers

    features = np.concatenate([it.features[:, 0] for it in sets])
    answered = np.concatenate([it.answered for it in sets])
    weights = np.concatenate([it.weights for it in sets]) * len(answered) / len(sets)
    if chosen is not None:
        features, answered, weights = features[chosen], answered[chosen], weights[chosen]
    columns = features[:, 1:] if lexical else features
    model = LogisticRegression(C=_STRENGTH, max_iter=2_000).fit(columns, answered, weights)
    *closeness, coverage = model.coef_[0].tolist()
    return RelevanceCoefficients(
        intercept=float(model.intercept_[0]), closeness=closeness[0] if closeness else 0.0, coverage=coverage
    )


def area_under_curve(scores: NDArray[np.float64], answered: NDArray[np.bool_]) -> float:
    """Compute the area under the receiver operating characteristic: the share of pairs in the right order."""
    from sklearn.metrics import roc_auc_score

    return float(roc_auc_score(answered, scores))


def calibration_error(values: NDArray[np.float64], samples: Samples, labels: NDArray[np.bool_] | None = None) -> float:
    """Compute the expected calibration error in ten bins of equal width; questions with and without weigh the same.

    `labels`, bool ``(n,)``, says what is true of each sample: by default, that the archive has an answer.

    It is the mean distance of probability and frequency, weighted by the samples in a bin (Naeini, Cooper and
    Hauskrecht, "Obtaining Well Calibrated Probabilities Using Bayesian Binning", 2015).
    """
    bins = np.minimum((values * _BINS).astype(int), _BINS - 1)
    gaps = samples.weights * (values - (samples.answered if labels is None else labels))
    return float(np.abs(np.bincount(bins, gaps, _BINS)).sum())


def predicted(samples: Samples, model: RelevanceCoefficients) -> NDArray[np.float64]:
    """float64 ``(n, hits)``: the probability that each of the first hits of each sample answers, by `model`."""
    closeness, shares = np.moveaxis(samples.features.astype(np.float32), -1, 0)
    return probabilities(closeness, shares, model).astype(np.float64)


def _folds(questions: NDArray[np.int64]) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Yield the numbers of the samples to fit on and to test on; both samples of a question are in one fold."""
    fold_of = questions % _FOLDS
    for fold in range(_FOLDS):
        yield np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)
