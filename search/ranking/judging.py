"""Judging: gives each hit its relevance, and the question its verdict."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ...corpus.article import day_in_words
from ...index.analysis.language import ENGLISH, language
from ...index.embedding.cosine_scale import CosineScale
from ...index.profile import RankingProfile
from ...index.retrieval.lexical import LexicalFeatures
from ...index.retrieval.protocol import PassageStore
from ...index.types import NO_DAY, Mask, Rows, Scores, day_of
from ..query.names.acronyms import holds_acronym
from ..query.parsed import ParsedQuery
from ..query.period import Period
from .hit_builder import Candidates
from .open_questions import leaves_open
from .reader import EncodedQuery
from .relevance import KeyTerms, answer_probabilities, coverage, key_terms, missing_words
from .results import Hit
from .timing import in_time
from .unfinished import CLOSING_MARKS, asks
from .verdict import METADATA_MATCH, NO_HITS, SMALL_TALK, Verdict, classify, explain

_LEFT_OUT = "it holds what the question leaves out"
_KNOWN = 0.5
"""Trust in the meaning of a passage from which on its closeness is told."""
_CACHED_NAMES = 1 << 12
_EARLY = timedelta(days=31)
"""An article may come this long before a period that it reports on; before a shorter one, as long as that is."""


def judge(
    query: EncodedQuery,
    parsed: ParsedQuery,
    candidates: Candidates,
    rows: Sequence[int],
    hits: Sequence[Hit],
    estimate: RelevanceEstimate,
    profile: RankingProfile,
) -> tuple[list[Hit], Verdict]:
    """Compute the relevance of hits, and the verdict.

    Args:
        query: The encoded query.
        parsed: The parsed query.
        candidates: All candidates of the query.
        rows: The rows of the hits, best first.
        hits: The hits, best first: the first `RankingProfile.verdict_depth`, or more.
        estimate: Their relevance by their features alone, in this order.
        profile: Coefficients and bounds.

    Returns:
        The hits with their relevance, and the verdict.
    """
    if not hits:
        return [], NO_HITS
    if parsed.small_talk:
        return [replace(hit, relevance=0.0) for hit in hits], SMALL_TALK
    contradictions = _contradictions(query.question, hits, estimate.values, profile)
    caveats = [
        _LEFT_OUT if candidates.is_excluded(row) else _caveat(hit, query.question, parsed) or contradiction
        for row, hit, contradiction in zip(rows, hits, contradictions, strict=True)
    ]
    relevances = [
        # What names only an outlet or a time has no words that could speak against a hit from there.
        value * profile.caveat if caveat and not (parsed.metadata_only and candidates.is_boosted(row)) else value
        for row, value, caveat in zip(rows, estimate.values.tolist(), caveats, strict=True)
    ]
    judged = [
        replace(hit, relevance=value, signals={**hit.signals, **estimate.signals(place)})
        for place, (hit, value) in enumerate(zip(hits, relevances, strict=True))
    ]
    if parsed.metadata_only and candidates.is_boosted(rows[0]):
        return judged, METADATA_MATCH
    understood = parsed.outlet_words | parsed.time_words
    missing = missing_words(estimate.terms, estimate.covered[:, 0], query.terms)
    missing = [word for word in missing if word not in understood]
    closeness = estimate.features.get("closeness")
    close = None if closeness is None or estimate.trust[0] < _KNOWN else bool(closeness[0] >= profile.close)
    return judged, classify(relevances[: profile.verdict_depth], explain(close, missing, caveats[0]), profile)


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


def estimate_relevance(
    store: PassageStore,
    query: EncodedQuery,
    parsed: ParsedQuery,
    candidates: Candidates,
    rows: Rows,
    profile: RankingProfile,
    scale: CosineScale,
) -> RelevanceEstimate:
    """Estimate the relevance of candidates, any number at once.

    Args:
        store: The store of the passages.
        query: The encoded query.
        parsed: The parsed query.
        candidates: All candidates of the query.
        rows: int64 ``(n,)``: some of them, in any order.
        profile: Coefficients and bounds.
        scale: The scale of the model's cosines.
    """
    places = np.searchsorted(candidates.rows, rows)
    terms = key_terms(query.question, query.terms)
    covered = _mentions(store, query, candidates, rows) | _named(store, query, parsed, rows)
    features = {"coverage": coverage(terms, covered, profile.coverage_span)}
    if query.vector is not None:
        features["closeness"] = scale.closeness(candidates.features["dense"].score[places])
    trust = candidates.trust[places]
    values = answer_probabilities(features.get("closeness"), features["coverage"], trust, profile)
    if parsed.metadata_only:
        values = np.where(candidates.boosts[places] > 0, np.float32(METADATA_MATCH.probability), values)
    return RelevanceEstimate(values, features, trust, terms, covered)


def _mentions(store: PassageStore, query: EncodedQuery, candidates: Candidates, rows: Rows) -> Mask:
    """bool ``(terms, n)``: True where the text or the title of a row contains a term."""
    lexical = candidates.features.get("bm25")
    if isinstance(lexical, LexicalFeatures):
        return lexical.mentions[:, np.searchsorted(candidates.rows, rows)]
    # The mode is dense: the words of these passages are read.
    ascending = np.sort(rows)
    counts = store.occurrences(ascending, query.terms, in_articles=False)
    starts = np.cumsum(counts.windows) - counts.windows
    mentioned = np.add.reduceat(counts.in_windows[:, 0], starts, axis=1) + counts.in_titles[:, 0] > 0
    return mentioned[:, np.searchsorted(ascending, rows)]


def _named(store: PassageStore, query: EncodedQuery, parsed: ParsedQuery, rows: Rows) -> Mask:
    """bool ``(terms, n)``: True where a term stands in the outlet or the day of a row's article, or means its time."""
    metadata = store.metadata(rows)
    # Words that only ask for an order, such as "latest", are met by any article.
    timely = in_time(parsed.timing, metadata.days) | (not (parsed.timing.periods or parsed.timing.yearly))
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


def _contradictions(question: str, hits: Sequence[Hit], values: Scores, profile: RankingProfile) -> list[str]:
    """Say for each hit how it contradicts the question; empty for one that does not, or that hardly answers anyway."""
    may_answer = values >= profile.verdict_weak
    if not may_answer.any():
        return [""] * len(hits)
    from .life_events import life_event, untold
    from .roles import asked_verbs, contradiction  # the verbs take some milliseconds to load

    verbs, event = asked_verbs(question), life_event(question)
    return [
        (contradiction(verbs, hit.passage.text) or untold(event, hit.article.title, hit.passage.text)) if it else ""
        for hit, it in zip(hits, may_answer, strict=True)
    ]


def _caveat(hit: Hit, question: str, parsed: ParsedQuery) -> str:
    """Say what speaks against a hit although its words fit; empty for nothing."""
    lacking = [name for name in parsed.acronyms if not holds_acronym(f"{hit.article.title} {hit.passage.text}", name)]
    if lacking:
        return f"it does not name {' or '.join(lacking)}"
    return "it asks this itself" if _asks(hit, question) else _stale(hit, parsed)


def _asks(hit: Hit, question: str) -> bool:
    """True where the sentence that fits best leaves the question open, or only asks it and nothing follows."""
    if leaves_open(question, hit.passage.text[slice(*hit.highlight)]):
        return True
    text = hit.passage.text.rstrip(CLOSING_MARKS)
    return asks(text) and hit.highlight[1] >= len(text)


def _stale(hit: Hit, parsed: ParsedQuery) -> str:
    """Say that a hit is older than all periods that the question names; empty if it is not.

    A period that begins after the day of asking is the future: all that is told of it is older.
    """
    published = hit.article.day
    starts = [_earliest(period, hit.passage.text) for period in parsed.periods if period.since]
    if not published or len(starts) < len(parsed.periods) or not all(published < start for start in starts):
        return ""
    asked = parsed.asked
    if not starts or not asked or any(period.since > asked for period in parsed.periods if period.since):
        return ""
    return f"it is of {day_in_words(hit.article.published)}, older than what is asked for"


def _earliest(period: Period, text: str) -> date:
    """The earliest day on which an article with `text` may report on a period; one that names a day may announce it."""
    assert period.since is not None
    length = period.until - period.since if period.until else _EARLY
    announced = not length and _names_day(text, period.since)
    return period.since - (_EARLY if announced else min(length, _EARLY))


def _names_day(text: str, day: date) -> bool:
    """True where an English text names a day of the year: "January 1", "1st of Jan."."""
    name = f"{day:%B}"
    month = rf"{name[:3]}(?:{name[3:]}|t?\.?)"
    number = rf"{day.day}(?:st|nd|rd|th)?"
    return re.search(rf"\b(?:{month} {number}|{number} (?:of )?{month})(?!\w)", text, re.IGNORECASE) is not None
