"""Whether there is an answer at all: how sure one may be that the best hit answers the question.

A logistic model over a few things that each mean something by themselves. A cosine alone will not do: what is high in
one archive is low in another. How the coefficients were fitted, and how well it does: docs/quality.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any, Literal

Answer = Literal["strong", "weak", "none"]

STRONG, WEAK = 0.75, 0.35
"""The least probability of each."""

BOTH = {"": -8.05, "cosine": 4.76, "coverage": 4.49, "standing": 0.46, "length": 1.22}
"""Log-odds, to begin with and for each unit of what was seen, if both legs were asked."""
DENSE = {"": -9.66, "cosine": 7.46, "coverage": 6.58, "length": 1.44}
BM25 = {"": -8.31, "coverage": 10.04, "length": 1.82}
LONGEST = 30
"""Telling words. Of longer questions there were none to fit on: what is pasted in whole gains nothing more."""
_NAMED = 3
"""Missing words that the reason names."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a question was answered.

    Attributes:
        answer: ``strong``: the best hit most likely answers. ``weak``: it may. ``none``: most likely nothing here does.
        probability: That the best hit answers, 0 to 1.
        reason: What it is based on, in words.
    """

    answer: Answer
    probability: float
    reason: str

    def to_dict(self) -> dict[str, Any]:
        """As JSON values."""
        return {"answer": self.answer, "probability": round(self.probability, 3), "reason": self.reason}


@dataclass(frozen=True, slots=True)
class AnswerabilityFeatures:
    """What there is to be seen of the best hit.

    Attributes:
        cosine: Of the question and its best sentence; None where the dense leg was not asked.
        standing: How far it stands out of the candidates: its blended score over the best of as many by chance,
            see `expected_maximum`; None without a blend.
        coverage: The share of the question's telling words in it, its title, outlet or date, weighted by idf, 0 to 1.
        words: How many telling words the question has: to have most of three is easier than most of thirty.
        missing: Those that are not there, rarest first.
    """

    cosine: float | None
    standing: float | None
    coverage: float
    words: int
    missing: Sequence[str]


NOTHING = Verdict("none", 0.0, "no passage was found")
ASKED_FOR = Verdict("weak", 0.5, "it is of the outlet or date that was asked for, and nothing else was asked")


def classify(seen: AnswerabilityFeatures) -> Verdict:
    """What a hit of which this is seen is worth as an answer."""
    model = BM25 if seen.cosine is None else DENSE if seen.standing is None else BOTH
    values = {
        "": 1.0,
        "cosine": seen.cosine,
        "coverage": seen.coverage,
        "standing": seen.standing,
        "length": log(min(max(1, seen.words), LONGEST)),
    }
    odds = sum(weight * (values[name] or 0) for name, weight in model.items())
    probability = 1 / (1 + exp(-odds))
    answer: Answer = "strong" if probability >= STRONG else "weak" if probability >= WEAK else "none"
    return Verdict(answer, probability, _reason(seen))


def expected_maximum(candidates: int) -> float:
    """The best of so many draws from a normal distribution of deviation 1, about: ``sqrt(2 ln n)``."""
    return sqrt(2 * log(max(2, candidates)))


def _reason(seen: AnswerabilityFeatures) -> str:
    close = "" if seen.cosine is None else f"the best sentence is at cosine {seen.cosine:.2f} to the question; "
    share = f"the passage has {seen.coverage:.0%} of what the question's words weigh"
    lacks = f", and lacks {', '.join(seen.missing[:_NAMED])}" if seen.missing else ", which are few to judge by"
    return f"{close}{share}{lacks}"
