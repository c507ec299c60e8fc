"""Relevance: the probability that a passage answers the question, from 0 to 1, for every hit.

It is a logistic regression over two features of the question and the passage: the closeness of the best sentence, and
the coverage of the question's key terms. Neither depends on other passages, filters or the size of the archive, so the
relevance of a passage to a question is the same wherever it is found. The fit is in docs/verdict.md, "Is there an
answer at all?".
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ....index.analysis.query import QueryTerm
from ....index.analysis.words import JOINT, fold, split
from ....index.profile import RankingProfile, RelevanceCoefficients
from ....index.retrieval.mentions import Mentions
from ....index.types import Mask, Scores

_NAME = 2.0
"""Weight of a key term that is written with a capital letter or a digit: it is mostly a name or a number, and a passage
without it is about something else. Other key terms weigh 1."""


@dataclass(frozen=True, slots=True)
class KeyTerms:
    """The terms of a query that carry its subject: all but the stop words, in the query's order.

    Attributes:
        numbers: int64 ``(n,)``: their numbers among the terms of the query.
        weights: float32 ``(n,)``: their weights.
    """

    numbers: NDArray[np.int64]
    weights: Scores


def key_terms(question: str, terms: Sequence[QueryTerm]) -> KeyTerms:
    """Find the key terms of `question`; a term that is repeated counts each time.

    Args:
        question: The question as it was typed: capital letters tell names.
        terms: Its terms.
    """
    number_of = {form: number for number, term in enumerate(terms) if not term.is_stopword for form in term.forms}
    found: list[tuple[int, float]] = []
    before = ""
    for piece in question.split():
        first = next(filter(str.isalnum, piece), "")
        weight = _NAME if first.isupper() or first.isdigit() else 1.0
        for word in map(fold, split(piece)):
            forms = (word, f"{before}{JOINT}{word}", *word.split("'"))  # a word may lose an article or an ending
            found += [(number_of[form], weight) for form in dict.fromkeys(forms) if form in number_of]
            before = word
    found = found or [(number, 1.0) for number in sorted(set(number_of.values()))]
    return KeyTerms(np.array([it for it, _ in found], np.int64), np.array([it for _, it in found], np.float32))


def name_terms(question: str, terms: Sequence[QueryTerm]) -> list[int]:
    """List the numbers of the key terms of `question` that are mostly names or numbers, each once."""
    found = key_terms(question, terms)
    return list(dict.fromkeys(found.numbers[found.weights == _NAME].tolist()))


def coverage(terms: KeyTerms, mentions: Mentions, profile: RankingProfile) -> Scores:
    """float32 ``(n,)``: the share of the key terms that each of `n` passages covers, by weight, 0 to 1.

    In a long question it is the share of the best neighbouring key terms: a passage answers a part of a question that
    has several. In a long passage it is that of the best place in it: far apart, any words stand in a long text.

    Args:
        terms: The key terms.
        mentions: Where the passages have the terms of the query.
        profile: Holds `coverage_span` and `coverage_words`.
    """
    if not len(terms.numbers):
        return np.zeros(len(mentions.windows), np.float32)
    covered = mentions.nearby(profile.coverage_words)[terms.numbers]
    gained = _sums(terms.weights[:, None] * covered, profile.coverage_span)
    shares = (gained / _sums(terms.weights[:, None], profile.coverage_span)).max(axis=0)
    best: Scores = np.maximum.reduceat(shares, mentions.starts)
    return best


def _sums(weights: NDArray[np.float32], span: int) -> NDArray[np.float32]:
    """float32 ``(m, n)``: the sums of each `span` neighbouring rows; of all rows where there are fewer."""
    cumulated = np.concatenate([np.zeros_like(weights[:1]), np.cumsum(weights, axis=0)])
    span = min(span, len(weights))
    sums: NDArray[np.float32] = cumulated[span:] - cumulated[:-span]
    return sums


def missing_words(terms: KeyTerms, covered: Mask, words_of: Sequence[QueryTerm]) -> list[str]:
    """List the key terms that a passage does not cover, names first, else in the order of the question, each once.

    Args:
        terms: The key terms.
        covered: bool ``(terms of the query,)``: True where the passage covers a term.
        words_of: The terms of the query.
    """
    lost = [place for place in np.argsort(-terms.weights, kind="stable").tolist() if not covered[terms.numbers[place]]]
    return list(dict.fromkeys(min(words_of[terms.numbers[place]].forms) for place in lost))


def answer_probabilities(closeness: Scores | None, shares: Scores, trust: Scores, profile: RankingProfile) -> Scores:
    """float32 ``(n,)``: the probability that each of `n` passages answers.

    Args:
        closeness: As for `probabilities`.
        shares: float32 ``(n,)``: the `coverage` of each passage.
        trust: float32 ``(n,)``: the share of its weight that meaning keeps. So much of the log-odds is that of both
            features, the rest that of the coverage alone.
        profile: The coefficients.
    """
    if closeness is None:
        return probabilities(None, shares, profile.relevance_bm25)
    odds = trust * _log_odds(closeness, shares, profile.relevance)
    odds += (1 - trust) * _log_odds(None, shares, profile.relevance_bm25)
    return _logistic(odds)


def probabilities(closeness: Scores | None, shares: Scores, coefficients: RelevanceCoefficients) -> Scores:
    """float32 ``(n,)``: the probability that each of `n` passages answers.

    Args:
        closeness: float32 ``(n,)``: how close each passage's best window is to the question, see `CosineScale`; None
            without the dense leg.
        shares: float32 ``(n,)``: the `coverage` of each passage.
        coefficients: Of the logistic regression.
    """
    return _logistic(_log_odds(closeness, shares, coefficients))


def _log_odds(closeness: Scores | None, shares: Scores, coefficients: RelevanceCoefficients) -> Scores:
    odds = coefficients.intercept + coefficients.coverage * shares
    return odds if closeness is None else odds + coefficients.closeness * closeness


def _logistic(odds: Scores) -> Scores:
    answers: Scores = (1 / (1 + np.exp(-odds))).astype(np.float32)
    return answers
