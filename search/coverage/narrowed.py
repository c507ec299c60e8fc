"""Searches that need all that bears on a question: a least relevance, an order by time, counts of facets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ..query.names.unknown_names import why_nothing
from ..query.options import SearchOptions, Sort
from ..ranking.pipeline import answer, make_result, parse
from ..ranking.reader import IndexReader
from ..ranking.results import Hit, Result
from .cover import cover
from .first_report import published_at


def answer_narrowed(reader: IndexReader, question: str, options: SearchOptions) -> Result:
    """Answer a question with options that concern its coverage; see `SearchOptions.covers`.

    Args:
        reader: The generation.
        question: A question that passes `question.refuse`.
        options: The options of the search.

    Raises:
        ModelMismatchError: The model is not the one that built the index.
        IndexFormatError: A file of the index is damaged.
    """
    parsed = parse(reader, question, options)
    coverage = cover(reader, question, options, parsed)
    facets = coverage.facets() if options.facets else None
    if options.min_relevance is None and options.sort == "relevance":  # the hits are those of a search without counts
        return replace(answer(reader, question, options, parsed), facets=facets)
    hits = _in_order(_limited(coverage.hits, options.max_per_article), options.sort)[: options.k]
    hits = [replace(hit, rank=rank) for rank, hit in enumerate(hits, start=1)]
    verdict = coverage.verdict
    if not hits and (reason := why_nothing(options.filters, reader.store)):
        verdict = replace(verdict, reason=reason)
    return replace(make_result(reader.store, question, options, parsed, verdict, hits), facets=facets)


def _limited(hits: Sequence[Hit], most: int | None) -> list[Hit]:
    """Keep the best `most` hits of each article; None for all."""
    kept: list[Hit] = []
    counts: dict[str, int] = {}
    for hit in hits:
        counts[hit.article.id] = counts.get(hit.article.id, 0) + 1
        if most is None or counts[hit.article.id] <= most:
            kept.append(hit)
    return kept


def _in_order(hits: Sequence[Hit], sort: Sort) -> list[Hit]:
    """Sort hits, which stand best first; those without a date come last, and of one time the best comes first."""
    if sort == "relevance":
        return list(hits)
    dated = [hit for hit in hits if hit.article.published]
    dated.sort(key=lambda hit: published_at(hit.article), reverse=sort == "newest")
    return [*dated, *(hit for hit in hits if not hit.article.published)]
