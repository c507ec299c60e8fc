"""Coverage: all passages of sufficient relevance to a question, near copies folded, grouped by article."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ...corpus.article import Article
from ...index.filter import Filter
from ...index.retrieval.protocol import PassageStore
from ...index.types import most_frequent_first
from ..query.json_types.coverage import CoverageJSON, CoverageReportJSON
from ..query.json_types.results import FacetCountJSON, FacetsJSON
from ..query.options import TERMS, Mode
from ..query.parsed import ParsedQuery
from ..ranking.relevance.verdict import Verdict
from ..ranking.results import Hit, generation_to_dict
from .sources import SourceReport, report_sources
from .terms import TermReport, unusual_terms
from .timeline import Timeline, Unit, timeline

if TYPE_CHECKING:
    from ..ranking.data_frame import FrameLibrary


@dataclass(frozen=True, slots=True)
class CoveredArticle:
    """An article with its passages that bear on the question.

    Attributes:
        article: The article.
        hits: The passages, most relevant first; near copies of passages of other articles among them.
    """

    article: Article
    hits: tuple[Hit, ...]


@dataclass(frozen=True)
class Coverage:
    """All passages that bear on a question, in one generation.

    Attributes:
        query: The question.
        filters: The conditions on articles.
        mode: The legs that were used.
        understood: What the question names.
        verdict: The estimate for the first hit, as a search gives it.
        min_relevance: The cut: the least relevance of a passage.
        at_least: True where the deepest candidates are still relevant, so that there may be more.
        hits: The passages, best first, each with its near copies.
        store: The generation, for what is counted in all of the archive.
    """

    query: str
    filters: Filter
    mode: Mode
    understood: ParsedQuery
    verdict: Verdict
    min_relevance: float
    at_least: bool
    hits: tuple[Hit, ...]
    store: PassageStore = field(repr=False, compare=False)

    @cached_property
    def every_hit(self) -> tuple[Hit, ...]:
        """The passages and their near copies, which stand behind them with the same relevance, as hits."""
        return tuple(self._every_hit())

    def _every_hit(self) -> Iterator[Hit]:
        for hit in self.hits:
            yield hit
            for copy in hit.copies:
                text = copy.passage.text
                sentence = text.find(hit.passage.text[slice(*hit.highlight)])
                highlight = (
                    (0, len(text)) if sentence < 0 else (sentence, sentence + hit.highlight[1] - hit.highlight[0])
                )
                yield replace(
                    hit, passage=copy.passage, article=copy.article, highlight=highlight, copies=(), neighbours=()
                )

    @cached_property
    def articles(self) -> tuple[CoveredArticle, ...]:
        """The articles, best passage first."""
        by_id: dict[str, list[Hit]] = {}
        for hit in self.every_hit:
            by_id.setdefault(hit.article.id, []).append(hit)
        return tuple(CoveredArticle(hits[0].article, tuple(hits)) for hits in by_id.values())

    @property
    def passages(self) -> int:
        """Number of passages, near copies included."""
        return len(self.every_hit)

    def timeline(self, by: Unit | None = None) -> Timeline:
        """Group the coverage by time.

        Args:
            by: ``day``, ``week``, ``month`` or ``year``; by default what suits the span.
        """
        return timeline(self.every_hit, by, self.head())

    def sources(self) -> SourceReport:
        """Group the coverage by outlet, and find who had it first."""
        return report_sources(self.every_hit, self.filters, self.store, self.head())

    def terms(self, limit: int = TERMS) -> TermReport:
        """Find the words and names that are unusually frequent in the coverage, `limit` at most."""
        return unusual_terms(self.query, self.every_hit, self.store, limit, self.head())

    def facets(self) -> FacetsJSON:
        """Count the articles by outlet, section, author and day: the most frequent first, days in order."""
        values: dict[str, list[str]] = {"source": [], "category": [], "author": [], "day": []}
        for covered in self.articles:
            article = covered.article
            values["source"] += [article.source] if article.source else []
            values["category"] += article.categories
            values["author"] += article.authors
            values["day"] += [article.day.isoformat()] if article.day else []
        return {
            "source": _counted(values["source"]),
            "category": _counted(values["category"]),
            "author": _counted(values["author"]),
            "day": sorted(_counted(values["day"]), key=lambda count: count["value"]),
        }

    def summary(self) -> CoverageJSON:
        """Convert the counts to JSON values."""
        articles = [covered.article for covered in self.articles]
        days = sorted(article.day for article in articles if article.day)
        return {
            "min_relevance": self.min_relevance,
            "passages": self.passages,
            "articles": len(articles),
            "sources": len({article.source for article in articles if article.source}),
            "at_least": self.at_least,
            "since": days[0].isoformat() if days else None,
            "until": days[-1].isoformat() if days else None,
        }

    def head(self) -> CoverageReportJSON:
        """Convert to JSON values what all reports on a coverage have in common."""
        return {
            "query": self.query,
            "filters": self.filters.to_dict(),
            "understood": self.understood.to_dict(),
            "verdict": self.verdict.to_dict(),
            "index": generation_to_dict(self.store.generation),
            "coverage": self.summary(),
        }

    def to_frame(self, library: FrameLibrary = "pandas") -> Any:  # noqa: ANN401  # neither need be installed
        """Make a DataFrame of pandas or polars with a row for each passage, in the order of `every_hit`.

        Its columns are those of `Result.to_frame`.

        Raises:
            ValueError: `library` is another one.
            ExtraMissingError: It is not installed.
        """
        from ..ranking.data_frame import data_frame

        return data_frame([hit.to_dict() for hit in self.every_hit], library)


def _counted(values: list[str]) -> list[FacetCountJSON]:
    counts = most_frequent_first(Counter(values))
    return [{"value": value, "articles": count} for value, count in counts.items()]
