"""Boosts: raise candidates of an outlet, author or time that the query names, or with a phrase that it quotes.

Boosts are preferences, not filters: other good candidates are still returned, at lower ranks. So is what the query
wants left out: below all others.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from operator import or_

import numpy as np

from ...index.filter import Filter
from ...index.profile import RankingProfile
from ...index.retrieval.protocol import PassageStore
from ...index.types import Mask, Rows, Scores
from ..query.names.acronyms import FUNCTION_WORDS, holds_acronym
from ..query.parsed import ParsedQuery
from .timing import in_time, named_in_text, order_boost


def boosts(
    query: ParsedQuery,
    store: PassageStore,
    rows: Rows,
    fused: Scores,
    phrase_matches: Sequence[Rows],
    fits: Mask,
    profile: RankingProfile,
) -> Scores:
    """float32 ``(len(rows),)``: the boost of each row, in units of `fusion.unit`, to be added to its fused score.

    Args:
        query: The parsed query, with its outlets, authors, sections, acronyms, its time, and what it wants left out.
        store: The store, for the outlets and dates of the rows.
        rows: Candidates, ascending.
        fused: float32 ``(len(rows),)``: their fused scores, in units of `fusion.unit`.
        phrase_matches: For each phrase that the query quotes, those of the rows that hold it.
        fits: bool ``(len(rows),)``: True for rows on the matter of a query that names a period, whatever their time.
        profile: Sizes of the boosts.
    """
    boost = np.zeros(len(rows), np.float32)
    for matches in phrase_matches:
        boost += np.float32(profile.named_boost) * np.isin(rows, matches)
    if query.acronyms or query.negated:
        store.prefetch(rows)
    for acronym in query.acronyms:  # rare, so the texts of the candidates are read
        holds = [holds_acronym(store.passage(row).text, acronym) for row in rows.tolist()]
        unit = profile.sole_boost if acronym in FUNCTION_WORDS else profile.named_boost
        boost += np.float32(unit) * np.array(holds, np.float32)
    if query.negated:
        from ..query.negation import says_no  # rare, and its patterns take a millisecond

        says = [says_no(store.passage(row).text) for row in rows.tolist()]
        boost += _preferred(np.array(says, bool), fused, profile)
    for filters in filters_of_names(query):
        unit = profile.sole_boost if query.metadata_only else profile.author_boost
        boost += np.float32(unit) * np.isin(rows, store.passing(rows, filters))
    if query.sources or query.timing:
        boost += _of_sources_and_time(query, store, rows, fused, boost, fits, profile)
    if query.excluded:
        from .exclusion import excluded_rows  # rare

        boost[excluded_rows(query.excluded, store, rows)] = -profile.excluded_penalty
    return boost


def _of_sources_and_time(
    query: ParsedQuery,
    store: PassageStore,
    rows: Rows,
    fused: Scores,
    boost: Scores,
    fits: Mask,
    profile: RankingProfile,
) -> Scores:
    """float32 ``(n,)``: the boost of the outlets, the time and the order that the query names; `boost` is all other."""
    timing, metadata = query.timing, store.metadata(rows)
    is_named = np.array([source in query.sources for source in metadata.sources], bool)
    of_time = in_time(timing, metadata.days)
    sole = np.float32(profile.sole_boost)
    named: Scores = is_named * (sole if query.metadata_only else np.float32(profile.named_boost))
    named += of_time * (sole if query.metadata_only or timing.required else np.float32(profile.named_boost))
    if timing.reported:
        share = fused / (fused.max(initial=0) or 1)
        text = named_in_text(timing.reported, store.holding, rows, metadata.days)
        named += np.float32(profile.period_in_text_boost) * share * text
    if timing.order:
        named += order_boost(timing, fused + boost + named, metadata.days, of_time, profile)
    if not timing.reported:  # figures of a quarter are published after it
        named += np.float32(profile.complete_boost) * (of_time & fits)
    return named


def _preferred(mask: Mask, fused: Scores, profile: RankingProfile) -> Scores:
    """float32 ``(n,)``: the boost of what `mask` tells; where the fused score is near the best one's, a greater one."""
    near = fused >= profile.order_margin * fused.max(initial=0)
    boost: Scores = np.where(near, np.float32(profile.order_boost), np.float32(profile.named_boost)) * mask
    return boost


def filters_of_names(query: ParsedQuery) -> list[Filter]:
    """The filters that let through what the authors wrote whom `query` names, and what its sections hold."""
    wanted = [Filter(author=query.authors)] if query.authors else []
    return wanted + ([Filter(category=query.categories)] if query.categories else [])


def filters_of_articles(query: ParsedQuery) -> list[Filter]:
    """The filter that lets through what was published in the periods, and by the outlets, that `query` names."""
    named = [Filter(period.since, period.until, source=query.sources) for period in query.periods]
    if not named and query.sources:
        named = [Filter(source=query.sources)]
    return [reduce(or_, named)] if named else []
