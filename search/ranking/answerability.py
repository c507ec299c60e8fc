"""The verdict: how sure one may be that the first hit answers the question.

A logistic model over a few features that each mean something by themselves. A cosine alone will not do: what is high in
one archive is low in another. How the coefficients were fitted, and how well the model does: docs/quality.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...index.columns.analyzer import QueryTerm, tokens
from ...index.profile import RankingProfile
from ...index.types import Scores
from ..query.json_types import VerdictJSON

Answer = Literal["strong", "weak", "none"]

_NAMED = 3
"""Missing words that the reason names."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """An estimate of whether a question was answered.

    Attributes:
        answer: ``strong``: the first hit most likely answers; ``weak``: it may; ``none``: most likely nothing does.
        probability: That the first hit answers, 0 to 1.
        reason: The features behind it, in words.
    """

    answer: Answer
    probability: float
    reason: str

    def to_dict(self) -> VerdictJSON:
        """As JSON values."""
        return {"answer": self.answer, "probability": round(self.probability, 3), "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of a query a passage mentions.

    Attributes:
        share: The share of the key terms that are there, weighted by idf, 0 to 1.
        terms: How many key terms the query has: to hold most of three is easier than most of thirty.
        missing: Key terms that are not there, rarest first.
    """

    share: float
    terms: int
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class AnswerabilityFeatures:
    """The features of the first hit.

    Attributes:
        cosine: Of the query and its best sentence; None where the dense leg was not asked.
        standing: Its blended score over the best of as many candidates by chance, see `expected_maximum`; None without
            a blend.
        coverage: What it mentions of the query, in its text, title, outlet or date.
    """

    cosine: float | None
    standing: float | None
    coverage: Coverage


NO_HITS = Verdict("none", 0.0, "no passage was found")
METADATA_MATCH = Verdict("weak", 0.5, "it is of the outlet or date that was asked for, and nothing else was asked")


def coverage(terms: Sequence[QueryTerm], weights: Scores, mentioned: NDArray[np.bool_], also: str = "") -> Coverage:
    """The idf-weighted share of a query's key terms that a passage mentions.

    Args:
        terms: Of the query.
        weights: float32 ``(terms,)``: the idf of each, as `lexical.term_weights` has it.
        mentioned: bool ``(terms,)``: True where the passage or its title holds the term.
        also: What else is known of the passage, such as its outlet and date, in words.
    """
    known = set(tokens(also))
    held = mentioned | np.array([term.stem in known for term in terms], bool)
    key = np.array([not term.is_stopword for term in terms], bool)
    missing = np.flatnonzero(key & ~held)
    rarest = missing[np.argsort(-weights[missing], kind="stable")]
    share = float(weights[key & held].sum() / (weights[key].sum() or 1))
    return Coverage(share, int(key.sum()), [min(terms[number].forms) for number in rarest.tolist()])


def classify(features: AnswerabilityFeatures, profile: RankingProfile) -> Verdict:
    """Estimate whether a hit with these features answers."""
    probability = _probability(features, profile)
    answer: Answer = (
        "strong" if probability >= profile.verdict_strong else "weak" if probability >= profile.verdict_weak else "none"
    )
    return Verdict(answer, probability, _reason(features))


def _probability(features: AnswerabilityFeatures, profile: RankingProfile) -> float:
    if features.cosine is None:
        model = profile.verdict_bm25
    elif features.standing is None:
        model = profile.verdict_dense
    else:
        model = profile.verdict_hybrid
    odds = (
        model.intercept
        + model.cosine * (features.cosine or 0)
        + model.coverage * features.coverage.share
        + model.standing * (features.standing or 0)
        + model.length * log(min(max(1, features.coverage.terms), profile.verdict_longest))
    )
    return 1 / (1 + exp(-odds))


def expected_maximum(candidates: int) -> float:
    """The best of `candidates` draws from a normal distribution of deviation 1, about: ``sqrt(2 ln n)``."""
    return sqrt(2 * log(max(2, candidates)))


def _reason(features: AnswerabilityFeatures) -> str:
    cosine, covered = features.cosine, features.coverage
    close = "" if cosine is None else f"the best sentence is at cosine {cosine:.2f} to the question; "
    share = f"the passage covers {covered.share:.0%} of the key terms by weight"
    lacks = f", and lacks {', '.join(covered.missing[:_NAMED])}" if covered.missing else ""
    return f"{close}{share}{lacks}"
