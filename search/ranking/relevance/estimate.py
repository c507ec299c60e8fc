"""The relevance of candidates by their features alone: what the question and each passage have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ....corpus.article import day_in_words
from ....index.analysis.language import ENGLISH, language
from ....index.profile import RankingProfile
from ....index.retrieval.lexical import LexicalFeatures
from ....index.retrieval.mentions import Mentions
from ....index.retrieval.protocol import PassageStore
from ....index.types import NO_DAY, Mask, Rows, Scores, day_of
from ...query.parsed import ParsedQuery
from ..hit_builder import Candidates
from ..reader import EncodedQuery
from ..timing import in_time, named_in_text
from .model import KeyTerms, answer_probabilities, coverage, key_terms
from .verdict import METADATA_MATCH

_CACHED_NAMES = 1 << 12


@dataclass(frozen=True, slots=True)
class RelevanceEstimate:
    """The relevance of `n` candidates by their features alone, before anything that speaks against them.

    Attributes:
        values: float32 ``(n,)``: probabilities.
        features: float32 ``(n,)`` each, by name: ``coverage``, and ``closeness`` where the dense leg was asked.
        trust: float32 ``(n,)``: the share of its weight that the meaning of each candidate keeps.
        terms: The key terms of the query.
        covered: bool ``(terms of the query, n)``: True where a candidate covers a term.
    """

    values: Scores
    features: Mapping[str, Scores]
    trust: Scores
    terms: KeyTerms
    covered: Mask

    def at(self, places: NDArray[np.int64]) -> RelevanceEstimate:
        """Return the estimate of the candidates at `places`, in that order."""
        features = {name: values[places] for name, values in self.features.items()}
        return replace(
            self,
            values=self.values[places],
            features=features,
            trust=self.trust[places],
            covered=self.covered[:, places],
        )

    def signals(self, place: int) -> dict[str, float]:
        """Look up the features of the candidate at `place`."""
        return {name: float(values[place]) for name, values in self.features.items()}

    def is_scattered(self, place: int) -> bool:
        """True where the candidate at `place` has all key terms, but nowhere together."""
        return bool(self.covered[self.terms.numbers, place].all() and 0 < self.features["coverage"][place] < 1)


def estimate_relevance(
    store: PassageStore,
    query: EncodedQuery,
    parsed: ParsedQuery,
    candidates: Candidates,
    rows: Rows,
    profile: RankingProfile,
) -> RelevanceEstimate:
    """Estimate the relevance of candidates, any number at once.

    Args:
        store: The store of the passages.
        query: The encoded query.
        parsed: The parsed query.
        candidates: All candidates of the query.
        rows: int64 ``(n,)``: some of them, in any order.
        profile: Coefficients and bounds.
    """
    places = np.searchsorted(candidates.rows, rows)
    terms = key_terms(query.question, query.terms)
    mentions = _mentions(store, query, candidates, rows)
    mentions = replace(mentions, outside=mentions.outside | _named(store, query, parsed, rows))
    features = {"coverage": coverage(terms, mentions, profile)}
    if query.vector is not None:
        features["closeness"] = query.scale.closeness(candidates.features["dense"].score[places])
    trust = candidates.trust[places]
    values = answer_probabilities(features.get("closeness"), features["coverage"], trust, profile)
    if parsed.metadata_only:
        values = np.where(candidates.boosts[places] > 0, np.float32(METADATA_MATCH.probability), values)
    return RelevanceEstimate(values, features, trust, terms, mentions.anywhere)


def _mentions(store: PassageStore, query: EncodedQuery, candidates: Candidates, rows: Rows) -> Mentions:
    """Find the places of the terms in the rows and in the titles of their articles."""
    lexical = candidates.features.get("bm25")
    if isinstance(lexical, LexicalFeatures):
        return lexical.mentions.at(np.searchsorted(candidates.rows, rows))
    # The mode is dense: the words of these passages are read.
    ascending = np.sort(rows)
    found = Mentions.of(store.occurrences(ascending, query.terms, in_articles=False))
    return found.at(np.searchsorted(ascending, rows))


def _named(store: PassageStore, query: EncodedQuery, parsed: ParsedQuery, rows: Rows) -> Mask:
    """bool ``(terms, n)``: True where a term stands in the outlet or the day of a row's article, or means its time."""
    metadata = store.metadata(rows)
    # Words that only ask for an order, such as "latest", are met by any article.
    timely = in_time(parsed.timing, metadata.days) | (not (parsed.timing.periods or parsed.timing.yearly))
    if parsed.timing.reported:  # figures of a quarter are published after it
        order = np.argsort(rows)
        said = named_in_text(parsed.timing.reported, store.holding, rows[order], metadata.days[order])
        timely[order] |= said
    of_time = np.array([not term.forms.isdisjoint(parsed.time_words) for term in query.terms], bool)
    named = of_time[:, None] & timely
    asked = [{*term.stems, *term.forms} for term in query.terms]
    columns: dict[tuple[str, int], list[bool]] = {}
    for place, header in enumerate(zip(metadata.sources, metadata.days.tolist(), strict=True)):
        if header not in columns:
            source, day = header
            stems = _stems(source) | _stems_of_day(day)
            columns[header] = [not stems.isdisjoint(parts) for parts in asked]
        named[:, place] |= columns[header]
    return named


@lru_cache(_CACHED_NAMES)
def _stems(text: str) -> frozenset[str]:
    """The stems and forms of an outlet or a day, which is in English words."""
    return frozenset(part for term in language(ENGLISH).terms(text) for part in term)


@lru_cache(_CACHED_NAMES)
def _stems_of_day(day: int) -> frozenset[str]:
    return _stems("" if day == NO_DAY else day_in_words(day_of(day)))
