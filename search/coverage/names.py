"""The names of a question in the articles: a report on another dam does not bear on the dam of Morrowby.

A passage rarely repeats the names of its story, so its whole article is read. Names weigh by their idf: where a
question names a town and a country, it is the town that tells articles apart.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...index.analysis.query import QueryTerm
from ...index.retrieval.bm25 import idf
from ...index.retrieval.protocol import PassageStore
from ...index.types import Mask, Rows, Scores
from ..query.parsed import ParsedQuery
from ..ranking.reader import EncodedQuery
from ..ranking.relevance.model import name_terms


def hold_names(store: PassageStore, query: EncodedQuery, parsed: ParsedQuery, rows: Rows, least: float) -> Mask:
    """bool ``(n,)``: True where the article of a row holds the names of the question.

    Names that stand for an outlet, an author or a time do not count.

    Args:
        store: The passages of one generation.
        query: The encoded question.
        parsed: The parsed question.
        rows: int64 ``(n,)``, ascending.
        least: Share of the weight of the names that an article must hold.
    """
    understood = parsed.outlet_words | parsed.time_words
    names = [query.terms[number] for number in name_terms(query.question, query.terms)]
    shares = shares_of_names(store, [term for term in names if term.forms.isdisjoint(understood)], rows)
    enough: Mask = shares >= least
    return enough


def shares_of_names(store: PassageStore, names: Sequence[QueryTerm], rows: Rows) -> Scores:
    """float32 ``(n,)``: the share of the weight of `names` that the article of each row holds, 0 to 1.

    Names that the archive does not have ask for nothing; where it has none of them, each article holds all.

    Args:
        store: The passages of one generation.
        names: The names, each once.
        rows: int64 ``(n,)``, ascending.
    """
    statistics = store.statistics
    frequencies = [(term, statistics.passage_frequency(term.stems)) for term in names]
    known = [(term, frequency) for term, frequency in frequencies if frequency]
    if not known or not len(rows):
        return np.ones(len(rows), np.float32)
    weights = np.array([idf(frequency, statistics.passages) for _, frequency in known])
    held = store.occurrences(rows, [term for term, _ in known]).in_articles > 0
    shares: Scores = (weights @ held / weights.sum()).astype(np.float32)
    return shares
