"""The verdict: estimates the probability that the first hit answers the question.

The estimate is a logistic regression over a few features. A cosine alone does not suffice: a high value in one archive
is a low one in another. The fit of the coefficients, and the quality of the model, are in docs/quality.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from ...index.analysis.language import language
from ...index.analysis.query import QueryTerm
from ...index.profile import RankingProfile
from ...index.types import Scores
from ..query.json_types import VerdictJSON

Answer = Literal["strong", "weak", "none"]

_NAMED = 3
"""Missing terms in the reason at most."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The estimate for one question.

    Attributes:
        answer: ``strong``: the first hit most likely answers; ``weak``: it may answer; ``none``: most likely no hit
            answers.
        probability: Probability that the first hit answers, 0 to 1.
        reason: The features behind the estimate, in words.
    """

    answer: Answer
    probability: float
    reason: str

    def to_dict(self) -> VerdictJSON:
        """Convert to JSON values."""
        return {"answer": self.answer, "probability": round(self.probability, 3), "reason": self.reason}


@dataclass(frozen=True, slots=True)
class Coverage:
    """The coverage of a query's key terms by a passage. Key terms are all but the stop words.

    Attributes:
        share: The share of the key terms that the passage mentions, weighted by idf, 0 to 1.
        terms: Number of key terms of the query: covering most of three is easier than covering most of thirty.
        missing: Key terms that the passage does not mention, rarest first.
    """

    share: float
    terms: int
    missing: Sequence[str]


@dataclass(frozen=True, slots=True)
class AnswerabilityFeatures:
    """The features of the first hit.

    Attributes:
        cosine: Cosine of the query and the best window; None without the dense leg.
        standing: The fused score minus `expected_maximum`, the best score of as many candidates by chance; None where
            only one leg was used.
        coverage: Coverage of the query by the passage's text, title, outlet and date.
    """

    cosine: float | None
    standing: float | None
    coverage: Coverage


NO_HITS = Verdict("none", 0.0, "no passage was found")
METADATA_MATCH = Verdict("weak", 0.5, "the question names only an outlet or date, and the best hit is from there")


def coverage(terms: Sequence[QueryTerm], weights: Scores, mentioned: NDArray[np.bool_], metadata: str = "") -> Coverage:
    """Compute the idf-weighted share of a query's key terms that a passage mentions.

    Args:
        terms: The terms of the query.
        weights: float32 ``(terms,)``: the idf of each term, from `lexical.term_weights`.
        mentioned: bool ``(terms,)``: True where the passage or its title contains the term.
        metadata: The outlet and date of the passage, in words, which count as mentions too.
    """
    named = {part for term in language("en").terms(metadata) for part in term}  # dates are in English words
    covered = mentioned | np.array([not named.isdisjoint({*term.stems, *term.forms}) for term in terms], bool)
    is_key = np.array([not term.is_stopword for term in terms], bool)
    missing = np.flatnonzero(is_key & ~covered)
    rarest = missing[np.argsort(-weights[missing], kind="stable")]
    share = float(weights[is_key & covered].sum() / (weights[is_key].sum() or 1))
    return Coverage(share, int(is_key.sum()), [min(terms[number].forms) for number in rarest.tolist()])


def classify(features: AnswerabilityFeatures, profile: RankingProfile) -> Verdict:
    """Estimate from its features the probability that a hit answers, and the class."""
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
    """Approximate the expected maximum of `candidates` draws from a standard normal distribution: ``sqrt(2 ln n)``."""
    return sqrt(2 * log(max(2, candidates)))


def _reason(features: AnswerabilityFeatures) -> str:
    cosine, covered = features.cosine, features.coverage
    close = "" if cosine is None else f"the best sentence is at cosine {cosine:.2f} to the question; "
    share = f"the passage covers {covered.share:.0%} of the key terms by weight"
    lacks = f", and lacks {', '.join(covered.missing[:_NAMED])}" if covered.missing else ""
    return f"{close}{share}{lacks}"
