"""Subjects: where a question names the title of an article, the dense leg reads the title with each of its passages.

A paragraph that says "he" of the person in the title has a lower cosine than one that says the name, though both are
about that person. BM25 reads the title with each passage anyway.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice

import numpy as np

from ...index.analysis.query import query_terms
from ...index.profile import RankingProfile
from ...index.ragged import starts
from ...index.retrieval.dense import meaning
from ...index.retrieval.lexical import LexicalFeatures
from ...index.retrieval.protocol import PassageStore
from ...index.types import Features, Rows
from .reader import EncodedQuery, IndexReader

_LIKELY = 0.5
"""Share of the words of a title that the question has, from which on the title is read."""
_MOST_TITLES = 8
"""Titles that are embedded for a question at most."""


def with_subjects(
    reader: IndexReader, query: EncodedQuery, rows: Rows, features: Mapping[str, Features], profile: RankingProfile
) -> Mapping[str, Features]:
    """Raise the closeness of windows whose article's title the question names, by what they lack of it.

    The rise is ``title_lift * closeness(question, title) * max(0, title_told - closeness(window, title))``, the first
    from 0 to 1: a window gets what the name would add to it, and one that says the name gets little or nothing.

    Args:
        reader: The generation.
        query: The encoded query.
        rows: Candidates, ascending.
        features: Their features by leg.
        profile: Holds `title_lift` and `title_told`.
    """
    lexical, dense = features.get("bm25"), features.get("dense")
    if dense is None or query.vector is None or not isinstance(lexical, LexicalFeatures):
        return features
    titles = _named_titles(reader.store, query, rows, lexical)
    if not titles:
        return features
    windows, first = dense.windows.copy(), starts(dense.counts)
    for positions, title in zip(titles.values(), reader.embed_titles(list(titles)), strict=True):
        asked = reader.scales.questions.closeness(np.array([query.vector @ title], np.float32)).clip(0, 1)
        vectors = reader.store.window_vectors(rows[positions]).vectors
        lacking = np.maximum(0, profile.title_told - reader.scales.passages.closeness(vectors.cosines(title)))
        places = np.concatenate([np.arange(first[at], first[at] + dense.counts[at]) for at in positions])
        windows[places] += np.float32(profile.title_lift) * asked * lacking
    lifted = replace(dense, windows=windows, signals={"meaning": meaning(windows, dense.counts, profile)})
    return {**features, "dense": lifted}


def _named_titles(
    store: PassageStore, query: EncodedQuery, rows: Rows, lexical: LexicalFeatures
) -> dict[str, list[int]]:
    """Find titles of which the question has all key words, each with the positions of its passages."""
    likely = np.flatnonzero(lexical.titles >= _LIKELY)
    if not len(likely):
        return {}
    asked = {stem for term in query.terms for stem in term.stems}
    languages = store.generation.languages
    positions_of: dict[int, list[int]] = {}
    for position, article in zip(likely.tolist(), store.metadata(rows[likely]).articles.tolist(), strict=True):
        positions_of.setdefault(article, []).append(position)
    named: dict[str, list[int]] = {}
    store.prefetch(rows[[positions[0] for positions in positions_of.values()]])
    for positions in positions_of.values():
        title = store.article_of(int(rows[positions[0]])).title
        if all(not asked.isdisjoint(term.stems) for term in query_terms(title, languages) if not term.is_stopword):
            named.setdefault(title, []).extend(positions)
    return {title: sorted(positions) for title, positions in islice(named.items(), _MOST_TITLES)}
