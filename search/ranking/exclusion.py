"""Exclusion in the ranking: which candidates hold what a query wants left out."""

from __future__ import annotations

import numpy as np

from ...index.analysis.query import query_terms
from ...index.filter import Filter
from ...index.retrieval.protocol import PassageStore
from ...index.retrieval.selection import Selection
from ...index.types import Mask, Rows
from ..query.excluded import Excluded
from ..query.timing.understood import Timing
from .timing import in_time


def excluded_rows(excluded: Excluded, store: PassageStore, rows: Rows) -> Mask:
    """bool ``(len(rows),)``: True for rows that hold what is excluded, in their text, title, outlet, author or day.

    Args:
        excluded: What the query wants left out.
        store: The store of the passages.
        rows: int64, ascending.
    """
    metadata = store.metadata(rows)
    mask = np.array([source in excluded.sources for source in metadata.sources], bool)
    mask |= in_time(Timing(excluded.periods), metadata.days)
    if excluded.authors:
        mask |= np.isin(rows, store.passing(rows, Filter(author=excluded.authors)))
    for phrase in excluded.phrases:
        mask |= np.isin(rows, store.holding(rows, phrase)) | _in_title(phrase, store, rows)
    return mask


def allowed(excluded: Excluded) -> Selection:
    """The passages whose text does not hold what is excluded, and whose outlet, author and day are not."""
    without = [Filter(source=excluded.sources)] if excluded.sources else []
    without += [Filter(author=excluded.authors)] if excluded.authors else []
    without += [Filter(since=period.since, until=period.until) for period in excluded.periods]
    return Selection(without=tuple(without), without_phrases=excluded.phrases)


def _in_title(phrase: str, store: PassageStore, rows: Rows) -> Mask:
    """bool ``(len(rows),)``: True where the title of the row's article has all words of `phrase`."""
    terms = [term for term in query_terms(phrase, store.generation.languages) if not term.is_stopword]
    counts = store.occurrences(rows, terms, in_articles=False).in_titles[:, 0]
    holds: Mask = np.ones(len(rows), bool)
    for of_term in counts:
        holds &= of_term > 0
    return holds
