"""The names of a question in the articles: a report on another dam does not bear on the dam of Morrowby.

A passage rarely repeats the names of its story, so its whole article is read. Names weigh by their idf: where a
question names a town and a country, it is the town that tells articles apart.
"""

from __future__ import annotations

import numpy as np

from ...index.retrieval.bm25 import idf
from ...index.retrieval.protocol import PassageStore
from ...index.types import Mask, Rows
from ..query.parsed import ParsedQuery
from ..ranking.reader import EncodedQuery
from ..ranking.relevance import name_terms


def hold_names(store: PassageStore, query: EncodedQuery, parsed: ParsedQuery, rows: Rows, least: float) -> Mask:
    """bool ``(n,)``: True where the article of a row holds the names of the question.

    Names that stand for an outlet, an author or a time do not count, and no more those that the archive does not have.

    Args:
        store: The passages of one generation.
        query: The encoded question.
        parsed: The parsed question.
        rows: int64 ``(n,)``, ascending.
        least: Share of the weight of the names that an article must hold.
    """
    understood = parsed.outlet_words | parsed.time_words
    statistics = store.statistics
    names = [query.terms[number] for number in name_terms(query.question, query.terms)]
    frequencies = {
        term: statistics.passage_frequency(term.stems) for term in names if term.forms.isdisjoint(understood)
    }
    known = [term for term, frequency in frequencies.items() if frequency]
    if not known or not len(rows):
        return np.ones(len(rows), bool)
    weights = np.array([idf(frequencies[term], statistics.passages) for term in known])
    held = store.occurrences(rows, known).in_articles > 0
    enough: Mask = weights @ held >= least * weights.sum()
    return enough
