"""Tells which versions of articles bear on a question: those with a passage whose relevance reaches a cut.

The relevance of a passage depends on nothing but the passage and the question, so versions that the index holds no more
are judged like those that it holds.
"""

from __future__ import annotations

import numpy as np

from ....corpus.article import Article
from ....index.analysis.language import Term
from ....index.retrieval.mentions import Mentions
from ....index.segments.stored_article import AnalyzedArticle
from ....index.types import Mask, Rows
from ...query.options import SearchOptions
from ...query.parsed import ParsedQuery
from ...query.question import refuse
from ...ranking.hit_builder import Candidates
from ...ranking.pipeline import parse, score
from ...ranking.reader import EncodedQuery, IndexReader
from ...ranking.relevance.estimate import estimate_relevance
from ...ranking.relevance.model import answer_probabilities, coverage, key_terms
from ...ranking.trust import trust_by_language, trust_in_meaning
from .changes import Bears


def bearing_on(reader: IndexReader, question: str, cut: float) -> Bears:
    """Return what tells which versions bear on `question`.

    Args:
        reader: The generation.
        question: The question.
        cut: The least relevance of a passage of a version that bears on it.

    Raises:
        QuestionError: The question is not valid.
        ModelMismatchError: The model is not the one that built the index.
    """
    refuse(question)
    parsed = parse(reader, question, SearchOptions())
    query = reader.encode(parsed.searched or question, "hybrid", parsed.variants)

    def bears(articles: list[Article]) -> list[bool]:
        if parsed.is_empty:
            return [False] * len(articles)
        answers, live, gone = [False] * len(articles), [], []
        for place, article in enumerate(articles):
            if reader.store.article(article.id) == article:
                live.append((place, reader.store.rows_of(article.id)))
            else:
                gone.append((place, article))
        for (place, _), best in zip(live, _stored(reader, query, parsed, [rows for _, rows in live]), strict=True):
            answers[place] = best >= cut
        for (place, _), best in zip(gone, _past(reader, query, [it for _, it in gone]), strict=True):
            answers[place] = best >= cut
        return answers

    return bears


def _stored(reader: IndexReader, query: EncodedQuery, parsed: ParsedQuery, articles: list[Rows]) -> list[float]:
    """The best relevance of each article, by the rows of its passages."""
    if not articles:
        return []
    rows = np.sort(np.concatenate(articles))
    store, profile = reader.store, reader.profile
    nothing = np.zeros(len(rows), np.float32)
    features, trust = score(store, query, rows, profile), trust_in_meaning(store, rows, profile)
    candidates = Candidates(rows, nothing, nothing, nothing, features, trust)
    values = estimate_relevance(store, query, parsed, candidates, rows, profile).values
    return [float(values[np.searchsorted(rows, own)].max(initial=0.0)) for own in articles]


def _past(reader: IndexReader, query: EncodedQuery, articles: list[Article]) -> list[float]:
    """The best relevance of each article that the index holds no more, whose text is embedded now."""
    if not articles:
        return []
    entries = [AnalyzedArticle.of(article, "", b"") for article in articles]
    texts = [text for entry in entries for text in entry.window_texts()]
    assert query.vector is not None  # the mode is hybrid
    closeness = query.scale.closeness(reader.embed_texts(texts) @ query.vector)
    trusts = trust_by_language(reader.store, reader.profile)
    first, best = 0, []
    for entry in entries:
        owners = np.array([number for number, _, _ in entry.windows], np.int64)
        closest = np.full(len(entry.passages), -np.inf, np.float32)
        np.maximum.at(closest, owners, closeness[first : first + len(owners)])
        first += len(owners)
        covered = coverage(key_terms(query.question, query.terms), _mentions(query, entry, owners), reader.profile)
        trust = np.full(len(closest), trusts.get(entry.analyzer, 1.0), np.float32)
        best.append(float(answer_probabilities(closest, covered, trust, reader.profile).max(initial=0.0)))
    return best


def _mentions(query: EncodedQuery, entry: AnalyzedArticle, owners: Rows) -> Mentions:
    """Find the terms of the query in the passages of an article and in its headline.

    Args:
        query: The encoded query.
        entry: The article.
        owners: int64 ``(w,)``: the number of each window's passage.
    """
    texts, passages = entry.window_terms(), len(entry.passages)
    return Mentions(
        _having(query, texts),
        _having(query, [entry.title_terms()]).repeat(passages, axis=1),
        np.bincount(owners, minlength=passages),
        np.array([len(terms) for terms in texts], np.int64),
    )


def _having(query: EncodedQuery, texts: list[list[Term]]) -> Mask:
    """bool ``(terms, texts)``: True where a text has a term of the query."""
    stems = [{stem for stem, _ in terms} for terms in texts]
    return np.array([[not it.isdisjoint(term.stems) for it in stems] for term in query.terms], bool)
