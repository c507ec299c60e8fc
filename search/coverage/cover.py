"""Finds the coverage of a question: the relevance of every candidate, the cut, and the near copies."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...index.profile import RankingProfile
from ...index.types import NO_ROWS, Mask, Ranking, Rows, Scores
from ..query.options import SearchOptions
from ..query.parsed import ParsedQuery
from ..ranking.hit_builder import Candidates, build_hits
from ..ranking.near_duplicates import deduplicate
from ..ranking.pipeline import Found, find_candidates, parse
from ..ranking.reader import IndexReader
from ..ranking.relevance.estimate import RelevanceEstimate, estimate_relevance
from ..ranking.relevance.judging import judge
from ..ranking.relevance.verdict import NO_HITS, NOTHING_ASKED, SMALL_TALK, Verdict
from ..ranking.results import Hit
from .coverage import Coverage
from .names import hold_names
from .outlets_asked import ask_parts, near_the_best, whole


def cover(reader: IndexReader, question: str, options: SearchOptions, parsed: ParsedQuery | None = None) -> Coverage:
    """Find all passages of one generation that bear on `question`.

    Each leg gives its best `RankingProfile.coverage_pool` passages: this bounds the coverage. The articles must hold
    the names of the question, see `names`. Where it names outlets, it asks for what each of them has: only their
    passages count, those nearly as good as the best one of their outlet, see `outlets_asked`. A long question of this
    kind has a part for each outlet, so half the relevance is enough.

    Args:
        reader: The generation.
        question: A question that passes `question.refuse`.
        options: The options of the search; `k`, `max_per_article` and rerankers do not matter. A `min_relevance` that
            is given is the only condition.
        parsed: What `parse` made of the question, if that is known.

    Raises:
        ModelMismatchError: The model is not the one that built the index.
        IndexFormatError: A file of the index is damaged.
    """
    store, profile = reader.store, reader.profile
    parsed = parsed or parse(reader, question, options)
    by_outlet = bool(parsed.sources) and options.min_relevance is None
    cut = profile.coverage_cut / (2 if by_outlet else 1) if options.min_relevance is None else options.min_relevance
    if parsed.is_empty or parsed.small_talk:
        verdict = NOTHING_ASKED if parsed.is_empty else SMALL_TALK
        return Coverage(question, options.filters, options.mode, parsed, verdict, cut, False, (), store)
    deep = replace(options, k=profile.coverage_pool)
    parts = ask_parts(reader, question, parsed, deep) if by_outlet else []
    besides = np.sort(np.concatenate([NO_ROWS, *(part.rows for part in parts)]))
    found = find_candidates(reader, question, replace(parsed, recent=None), deep, besides)  # of any age
    candidates = found.candidates
    estimate = estimate_relevance(store, found.query, parsed, candidates, candidates.rows, profile)
    covered, relevant = estimate, estimate.values >= cut
    if by_outlet:
        parts = parts or [whole(reader, question, parsed, deep, candidates, estimate.values)]
        relevant, values = near_the_best(store, parts, candidates, estimate.values, profile, cut)
        covered = replace(estimate, values=values)
    elif options.min_relevance is None:
        places = np.flatnonzero(relevant)
        relevant[places] = hold_names(store, found.query, parsed, candidates.rows[places], profile.coverage_names)
    hits = [hit for hit in _judged(reader, parsed, found, covered, relevant, options)[0] if hit.relevance >= cut]
    hits = [replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1)]
    first = Ranking.best(candidates.rows, candidates.scores, profile.copies_depth).rows
    is_first = np.isin(candidates.rows, first)
    _, verdict = _judged(reader, parsed, found, estimate, is_first, options, profile.verdict_depth)
    at_least = _is_cut_off(candidates, relevant, profile)
    return Coverage(question, options.filters, options.mode, parsed, verdict, cut, at_least, tuple(hits), store)


def _judged(
    reader: IndexReader,
    parsed: ParsedQuery,
    found: Found,
    estimate: RelevanceEstimate,
    chosen: Mask,
    options: SearchOptions,
    most: int = 0,
) -> tuple[Sequence[Hit], Verdict]:
    """Build and judge the hits of the chosen candidates, best first, near copies folded; at most `most`, 0 for all."""
    candidates, profile = found.candidates, reader.profile
    rows: Rows = candidates.rows[chosen]
    if not len(rows):
        return [], NO_HITS
    ranking = Ranking.best(rows, candidates.scores[chosen], len(rows))
    groups = deduplicate(
        reader.store, ranking.rows, most or len(rows), profile, fold=options.collapse, exempt=found.quoted
    )
    hits = list(build_hits(reader.store, candidates, groups, options.neighbours))
    rows_of_hits = [group.row for group in groups]
    places = np.searchsorted(candidates.rows, rows_of_hits)
    return judge(found.query, parsed, candidates, rows_of_hits, hits, estimate.at(places), profile)


def _is_cut_off(candidates: Candidates, relevant: Mask, profile: RankingProfile) -> bool:
    """True where a leg has reached its bound, and one of its last candidates is still relevant."""
    depth = profile.coverage_pool
    for features in candidates.features.values():
        scores: Scores = features.score
        if len(scores) < depth:
            continue
        last = np.argsort(-scores, kind="stable")[depth - depth // 20 : depth]
        if relevant[last].any():
            return True
    return False
