"""The outlets of a coverage: who reported, who reported first, who printed whose text, and who is silent."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from ...corpus.article import Article
from ...index.filter import Filter
from ...index.retrieval.protocol import PassageStore
from ..query.json_types.coverage import CoverageReportJSON, SourcesJSON
from ..ranking.results import Hit
from .first_report import first_report
from .reprints import originals


@dataclass(frozen=True, slots=True)
class SourceCoverage:
    """The coverage of one outlet.

    Attributes:
        source: The outlet; the empty string where it is not known.
        articles: Its articles, each once.
        copies: Number of those that repeat the text of another outlet's earlier article.
        copied_from: The outlets that had these first, sorted.
        first_report: The best passage of its earliest article; None where none has a date.
    """

    source: str
    articles: tuple[Article, ...]
    copies: int
    copied_from: tuple[str, ...]
    first_report: Hit | None

    @property
    def own(self) -> int:
        """Number of articles that are no copies."""
        return len(self.articles) - self.copies

    @property
    def days(self) -> tuple[date, date] | None:
        """The days of its first and its last article; None where none has a date."""
        days = sorted(article.day for article in self.articles if article.day)
        return (days[0], days[-1]) if days else None


@dataclass(frozen=True, slots=True)
class SourceReport:
    """The coverage of a question by outlet.

    Attributes:
        head: The question and the size of its coverage.
        sources: The outlets, most articles of their own first, then by name.
        first: The first report of all.
        silent: The outlets that published in the time of the coverage and have nothing, with the number of articles
            that they published then, most first.
    """

    head: CoverageReportJSON
    sources: tuple[SourceCoverage, ...]
    first: Hit | None
    silent: tuple[tuple[str, int], ...]

    @property
    def independent(self) -> int:
        """Number of outlets with an article of their own."""
        return sum(1 for it in self.sources if it.source and it.own)

    def to_dict(self) -> SourcesJSON:
        """Convert to JSON values."""
        return {
            **self.head,
            "sources": [
                {
                    "source": it.source or None,
                    "articles": len(it.articles),
                    "own": it.own,
                    "copies": it.copies,
                    "first": it.days[0].isoformat() if it.days else None,
                    "last": it.days[1].isoformat() if it.days else None,
                    "first_report": it.first_report.to_dict() if it.first_report else None,
                    "copied_from": list(it.copied_from),
                }
                for it in self.sources
            ],
            "first": self.first.to_dict() if self.first else None,
            "independent": self.independent,
            "silent": [{"source": name, "articles": count} for name, count in self.silent],
        }


def report_sources(hits: Sequence[Hit], filters: Filter, store: PassageStore, head: CoverageReportJSON) -> SourceReport:
    """Group a coverage by outlet.

    Args:
        hits: All passages of the coverage, best first.
        filters: The conditions on its articles.
        store: The generation, for who published in that time.
        head: The question and the size of its coverage.
    """
    articles = {hit.article.id: hit.article for hit in hits}
    copied = {
        reprint: articles[original].source
        for reprint, original in originals(list(articles.values())).items()
        if articles[original].source != articles[reprint].source  # an outlet may repeat itself
    }
    by_source: dict[str, list[Article]] = {}
    for article in articles.values():
        by_source.setdefault(article.source, []).append(article)
    sources = [_of_source(name, tuple(of_it), copied, hits) for name, of_it in by_source.items()]
    sources.sort(key=lambda it: (-it.own, -len(it.articles), it.source))
    return SourceReport(head, tuple(sources), first_report(hits), _silent(articles.values(), filters, store))


def _of_source(name: str, articles: tuple[Article, ...], copied: dict[str, str], hits: Sequence[Hit]) -> SourceCoverage:
    copies = [article.id for article in articles if article.id in copied]
    copied_from = tuple(sorted({copied[it] for it in copies} - {""}))
    return SourceCoverage(
        name, articles, len(copies), copied_from, first_report(hit for hit in hits if hit.article.source == name)
    )


def _silent(articles: Collection[Article], filters: Filter, store: PassageStore) -> tuple[tuple[str, int], ...]:
    days = [article.day for article in articles if article.day]
    # Who asks for one outlet or author does not ask who else is silent.
    if not days or filters.source or filters.author:
        return ()
    heard = {article.source for article in articles}
    published = store.counts("source", Filter(since=min(days), until=max(days), category=filters.category))
    return tuple((name, count) for name, count in published.items() if name and name not in heard)
