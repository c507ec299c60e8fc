"""The steps of a query: parse, retrieve, score, fuse, boost, rerank, deduplicate, build hits, judge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ...index.analysis.words import words
from ...index.profile import RankingProfile
from ...index.retrieval.dense import score_dense
from ...index.retrieval.lexical import LexicalFeatures, score_lexical
from ...index.retrieval.protocol import PassageStore
from ...index.retrieval.selection import Selection
from ...index.types import NO_ROWS, Features, Ranking, Rows
from ..query.foreign import why_foreign
from ..query.ignored import Ignored
from ..query.names.unknown_names import why_nothing
from ..query.options import SearchOptions
from ..query.parse import parse_query
from ..query.parsed import ParsedQuery
from ..query.timing.as_of import Clock
from .boosts import boosts, filters_of_articles, filters_of_names
from .fusion import fuse, pool_sizes, unit
from .headlines import with_headline_names_higher
from .hit_builder import Candidates, build_hits
from .near_duplicates import deduplicate
from .out_of_time import with_other_times_lower
from .reader import EncodedQuery, IndexReader
from .relevance.estimate import estimate_relevance
from .relevance.judging import judge
from .relevance.verdict import NOTHING_ASKED, Verdict
from .results import Hit, Result
from .subjects import with_subjects
from .timing import fits_but_for_time, recency
from .trust import trust_in_meaning
from .unfinished import with_unfinished_lower


def answer(reader: IndexReader, question: str, options: SearchOptions, parsed: ParsedQuery | None = None) -> Result:
    """Find the passages of one generation that answer `question` best.

    Args:
        reader: The generation.
        question: A question that passes `question.refuse`.
        options: The options of the search.
        parsed: What `parse` made of the question, if that is known.

    Raises:
        ModelMismatchError: The model is not the one that built the index.
        IndexFormatError: A file of the index is damaged.
    """
    store, profile = reader.store, reader.profile
    if options.mode != "bm25":
        store.expect_vector()
    parsed = parsed or parse(reader, question, options)
    if parsed.is_empty:  # the nearest vectors to "*" would be noise
        return make_result(store, question, options, parsed, NOTHING_ASKED, [])
    found = find_candidates(reader, question, parsed, options)
    query, candidates = found.query, found.candidates

    ranking = Ranking.best(candidates.rows, candidates.scores, len(candidates.rows))
    if reranker := reader.reranker(options.rerank):
        from .reranking import rerank  # a search that does not ask for it has no time for it

        ranking, candidates = rerank(reranker, store, query, candidates, options.rerank_depth, profile)
    groups = deduplicate(
        store,
        ranking.rows,
        max(options.k, profile.verdict_depth),
        profile,
        fold=options.collapse,
        exempt=found.quoted,
        max_per_article=options.max_per_article,
    )
    hits = list(build_hits(store, candidates, groups, options.neighbours))
    rows = [group.row for group in groups]
    estimate = estimate_relevance(store, query, parsed, candidates, np.array(rows, np.int64), profile)
    hits, verdict = judge(query, parsed, candidates, rows, hits, estimate, profile)
    if reason := _why_unanswered(store, question, options, parsed, verdict, hits):
        verdict = replace(verdict, reason=reason)
    return make_result(store, question, options, parsed, verdict, hits)


def _why_unanswered(
    store: PassageStore,
    question: str,
    options: SearchOptions,
    parsed: ParsedQuery,
    verdict: Verdict,
    hits: Sequence[Hit],
) -> str:
    """Say why the archive does not answer, where that is plainer than what the first hit lacks; empty elsewhere."""
    if not hits:
        return why_nothing(options.filters, store)
    if verdict.answer == "strong" or parsed.small_talk:
        return ""
    return why_foreign(question, store.generation.languages)


@dataclass(frozen=True, slots=True)
class Found:
    """The candidates of one query, scored.

    Attributes:
        query: The encoded query.
        candidates: The passages, with their scores.
        quoted: int64, ascending: those of the rows that hold a phrase which the query quotes.
    """

    query: EncodedQuery
    candidates: Candidates
    quoted: Rows


def parse(reader: IndexReader, question: str, options: SearchOptions) -> ParsedQuery:
    """Parse a question against the archive of `reader`, or take it literally."""
    if options.literal:
        return ParsedQuery(is_empty=not words(question))
    reader.announce(question)
    ignored, clock = Ignored.of(options.ignore), Clock(options.as_of, reader.store.days)
    parsed = parse_query(question, reader.outlets, clock, reader.archive, ignored=ignored)
    return parsed if parsed.is_empty else reader.spelled(parsed, question, ignored)


def find_candidates(
    reader: IndexReader,
    question: str,
    parsed: ParsedQuery,
    options: SearchOptions,
    besides: Rows = NO_ROWS,
) -> Found:
    """Encode, retrieve, score, fuse and boost: the candidates of a question that `parse` has read.

    Args:
        reader: The generation.
        question: The question.
        parsed: What `parse` made of it.
        options: The options of the search.
        besides: int64, ascending: rows that are scored, too, beside those that are retrieved.
    """
    store, profile = reader.store, reader.profile
    query = reader.encode(parsed.searched or question, options.mode, parsed.variants)
    rows = retrieve(store, query, options, selections(parsed), profile)
    rows = _union([rows, besides]) if len(besides) else rows
    phrase_matches = [store.holding(rows, phrase) for phrase in parsed.phrases]
    features = score(store, query, rows, profile)
    candidates = combine(reader, parsed, query, rows, features, phrase_matches)
    return Found(query, candidates, _union(phrase_matches))


def combine(
    reader: IndexReader,
    parsed: ParsedQuery,
    query: EncodedQuery,
    rows: Rows,
    features: Mapping[str, Features],
    phrase_matches: Sequence[Rows],
) -> Candidates:
    """Fuse the features of the legs, boost what the question names, and look at the first ones more closely.

    Args:
        reader: The generation.
        parsed: What `parse` made of the question.
        query: The encoded query.
        rows: int64 ``(n,)``, ascending.
        features: Their features by leg.
        phrase_matches: For each phrase that the query quotes, those of the rows that hold it.
    """
    store, profile = reader.store, reader.profile
    features = with_subjects(reader, query, rows, features, profile)
    trust = trust_in_meaning(store, rows, profile)
    fused = fuse(features, profile, trust)
    if parsed.recent and len(features) > 1:  # a leg alone is what it is
        fused += recency(parsed.recent, store.metadata(rows).days, profile)
    one = np.float32(unit(features, fused, profile, query.scale))
    lexical = features.get("bm25")
    fits = np.zeros(len(rows), bool)
    if parsed.periods and isinstance(lexical, LexicalFeatures):
        fits = fits_but_for_time(parsed, query.terms, lexical.mentions, fused, profile)
    boost = one * boosts(parsed, store, rows, fused / one, phrase_matches, fits, profile)
    scores = fused + boost
    if len(features) > 1 and isinstance(lexical, LexicalFeatures):
        scores = with_unfinished_lower(store, rows, scores, fused, profile)
        scores = with_other_times_lower(store, parsed, rows, scores, profile)
        scores = with_headline_names_higher(store, query.question, rows, scores, lexical, profile)
    return Candidates(rows, fused, scores, boost, features, trust)


def make_result(
    store: PassageStore,
    question: str,
    options: SearchOptions,
    parsed: ParsedQuery,
    verdict: Verdict,
    hits: Sequence[Hit],
) -> Result:
    """Make the result of a question with the best `options.k` of its `hits`."""
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
        tuple(hits[: options.k]),
    )


def selections(parsed: ParsedQuery) -> list[Selection]:
    """Selections to retrieve besides the best, as they may be rare there: what the query quotes, names or leaves in."""
    preferred = [Selection(phrases=tuple(parsed.phrases))] if parsed.phrases else []
    named = [*filters_of_names(parsed), *filters_of_articles(parsed)]
    preferred += [Selection(filters=filters) for filters in named]
    if parsed.excluded:
        from .exclusion import allowed  # rare

        preferred.append(allowed(parsed.excluded))
    return preferred


def retrieve(
    store: PassageStore,
    query: EncodedQuery,
    options: SearchOptions,
    preferred: Sequence[Selection],
    profile: RankingProfile,
) -> Rows:
    """Retrieve the candidates, int64 ascending: each leg's best rows, and its best among each of `preferred`."""
    legs = [*(["dense"] if query.vector is not None else []), *(["bm25"] if query.lexical else [])]
    sizes = pool_sizes(legs, store.generation.passages, profile)
    pools: list[Rows] = []
    for among in (None, *preferred):
        part = profile.named_pool_part if among else 1
        if query.vector is not None:
            k = max(options.k, sizes["dense"] // part)
            pools.append(store.dense.retrieve(query.vector, k, options.filters, among=among).rows)
        if query.lexical:
            k = max(options.k, sizes["bm25"] // part)
            pools.append(store.lexical.retrieve(query.terms, k, options.filters, among=among).rows)
    return _union(pools)


def score(store: PassageStore, query: EncodedQuery, rows: Rows, profile: RankingProfile) -> dict[str, Features]:
    """Compute the features of the candidates by leg, from their evidence in the store."""
    features: dict[str, Features] = {}
    if query.vector is not None:
        features["dense"] = score_dense(store.window_vectors, rows, query.vector, profile, query.scale)
    if query.lexical:
        count = partial(store.occurrences, terms=query.terms)
        features["bm25"] = score_lexical(count, rows, query.terms, store.statistics, profile)
    return features


def _union(parts: Sequence[Rows]) -> Rows:
    """The rows of all `parts`, int64 ascending, each once."""
    rows = np.sort(np.concatenate([NO_ROWS, *parts]))
    return rows[np.diff(rows, prepend=-1) > 0]  # `np.unique` imports numpy.ma: 9 ms of a cold start
