"""Judging: gives each hit its relevance, and the question its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ....index.profile import RankingProfile
from ...query.parsed import ParsedQuery
from ..hit_builder import Candidates
from ..reader import EncodedQuery
from ..results import Hit
from .caveats import Caveat, caveats
from .estimate import RelevanceEstimate
from .model import missing_words
from .verdict import METADATA_MATCH, NO_HITS, SMALL_TALK, Verdict, classify, explain

_LEFT_OUT = Caveat("it holds what the question leaves out")
_KNOWN = 0.5
"""Trust in the meaning of a passage from which on its closeness is told."""


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
    spoken_against = [
        _LEFT_OUT if candidates.is_excluded(row) else caveat
        for row, caveat in zip(rows, caveats(query.question, parsed, hits, estimate.values, profile), strict=True)
    ]
    relevances = [
        # What names only an outlet or a time has no words that could speak against a hit from there.
        value * profile.caveat if caveat.text and not (parsed.metadata_only and candidates.is_boosted(row)) else value
        for row, value, caveat in zip(rows, estimate.values.tolist(), spoken_against, strict=True)
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
    reason = explain(close, missing, spoken_against[0].text, scattered=estimate.is_scattered(0))
    counting = relevances[: profile.verdict_depth]
    if spoken_against[0].contradicts:  # a passage that has fewer of the words does not know better
        coverage = estimate.features["coverage"]
        counting = [value for place, value in enumerate(counting) if coverage[place] >= coverage[0]]
    return judged, classify(counting, reason, profile)
