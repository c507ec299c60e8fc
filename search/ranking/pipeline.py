"""The steps of a query: parse, retrieve, score, fuse, boost, rerank, deduplicate, build hits, classify."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import numpy as np

from ...corpus.article import Article, day_in_words
from ...index.profile import RankingProfile
from ...index.retrieval.dense import score_dense
from ...index.retrieval.lexical import LexicalFeatures, score_lexical, term_weights
from ...index.retrieval.protocol import PassageStore
from ...index.types import Features, Ranking, Rows
from ..query.options import SearchOptions
from ..query.parse import ParsedQuery, parse_query
from .answerability import METADATA_MATCH, NO_HITS, AnswerabilityFeatures, Verdict, classify, coverage, expected_maximum
from .boosts import boosts
from .fusion import fuse, pool_sizes, unit
from .hit_builder import Candidates, build_hits
from .near_duplicates import NO_ROWS, deduplicate
from .reader import EncodedQuery, IndexReader
from .results import Result


def answer(reader: IndexReader, question: str, options: SearchOptions) -> Result:
    """Find the passages of one generation that answer `question` best.

    Args:
        reader: The generation.
        question: A question that passes `options.refuse`.
        options: The options of the search.

    Raises:
        ModelMismatchError: The model is not the one that built the index.
        IndexFormatError: A file of the index is damaged.
    """
    store, profile = reader.store, reader.profile
    parsed = ParsedQuery() if options.literal else parse_query(question, reader.outlets)
    phrase_matches = [store.phrase_matches(phrase) for phrase in parsed.phrases]
    quoted = _union(phrase_matches)
    query = reader.encode(question, options.mode)

    rows = retrieve(store, query, options, quoted, profile)
    features = score(store, query, rows, profile)
    relevance = fuse(features, profile)
    boost = boosts(parsed, store, rows, phrase_matches, profile)
    boost = np.float32(unit(features, relevance)) * boost
    candidates = Candidates(rows, relevance, relevance + boost, boost, features)

    ranking = Ranking.best(rows, candidates.scores, len(rows))
    if reranker := reader.reranker(options.rerank):
        from .reranking import rerank  # a search that does not ask for it has no time for it

        ranking, candidates = rerank(reranker, store, question, query, candidates, options.rerank_depth, profile)
    groups = deduplicate(
        store,
        ranking.rows,
        options.k,
        profile,
        fold=options.collapse,
        exempt=quoted,
        max_per_article=options.max_per_article,
    )
    hits = tuple(build_hits(store, candidates, groups, options.neighbours, profile))
    verdict = NO_HITS
    if hits:
        best = groups[0].row
        is_metadata_match = parsed.metadata_only and candidates.is_boosted(best)
        verdict = (
            METADATA_MATCH if is_metadata_match else _verdict(store, query, candidates, best, hits[0].article, profile)
        )
    generation = store.generation
    return Result(
        question,
        options.filters,
        options.mode,
        parsed,
        verdict,
        generation.number,
        generation.articles,
        generation.passages,
        generation.model.name,
        hits,
    )


def retrieve(
    store: PassageStore, query: EncodedQuery, options: SearchOptions, quoted: Rows, profile: RankingProfile
) -> Rows:
    """Retrieve the candidates, int64 ascending: each leg's best rows, and its best rows with a quoted phrase."""
    legs = [*(["dense"] if query.vector is not None else []), *(["bm25"] if query.lexical else [])]
    sizes = pool_sizes(legs, store.generation.passages, profile)
    pools: list[Rows] = []
    for among in (None, quoted) if len(quoted) else (None,):  # a phrase may be rare among the best rows
        if query.vector is not None:
            k = max(options.k, sizes["dense"])
            pools.append(store.dense.retrieve(query.vector, k, options.filters, among=among).rows)
        if query.lexical:
            k = max(options.k, sizes["bm25"])
            pools.append(store.lexical.retrieve(query.terms, k, options.filters, among=among).rows)
    return _union(pools)


def score(store: PassageStore, query: EncodedQuery, rows: Rows, profile: RankingProfile) -> dict[str, Features]:
    """Compute the features of the candidates by leg, from their evidence in the store."""
    features: dict[str, Features] = {}
    if query.vector is not None:
        features["dense"] = score_dense(store.window_vectors, rows, query.vector, profile)
    if query.lexical:
        count = partial(store.occurrences, terms=query.terms)
        features["bm25"] = score_lexical(count, rows, query.terms, store.statistics, profile)
    return features


def _verdict(
    store: PassageStore,
    query: EncodedQuery,
    candidates: Candidates,
    row: int,
    article: Article,
    profile: RankingProfile,
) -> Verdict:
    position = candidates.position(row)
    lexical = candidates.features.get("bm25")
    if isinstance(lexical, LexicalFeatures):
        weights, mentioned = lexical.weights, lexical.mentions[:, position]
    else:  # the mode is dense: the words of this one passage are read
        weights = term_weights(query.terms, store.statistics, profile)
        counts = store.occurrences(np.array([row]), query.terms, in_articles=False)
        mentioned = counts.in_windows[:, 0].sum(axis=1) + counts.in_titles[:, 0].sum(axis=1) > 0
    covered = coverage(query.terms, weights, mentioned, f"{article.source} {day_in_words(article.published)}")
    standing = None
    if len(candidates.features) > 1:
        standing = float(candidates.relevance[position]) - expected_maximum(len(candidates.rows))
    return classify(AnswerabilityFeatures(candidates.leg_score("dense", position), standing, covered), profile)


def _union(parts: Sequence[Rows]) -> Rows:
    """The rows of all `parts`, int64 ascending, each once."""
    rows = np.sort(np.concatenate([NO_ROWS, *parts]))
    return rows[np.diff(rows, prepend=-1) > 0]  # `np.unique` imports numpy.ma: 9 ms of a cold start
