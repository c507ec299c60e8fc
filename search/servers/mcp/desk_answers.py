"""The answers of the tools of the desk: small, with text made safe for a language model."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, Field

from ...query.json_types.changes import ChangesJSON, DiffPartJSON, EditedJSON
from ...query.json_types.coverage import CoverageJSON, SourceCountJSON, SourceCoverageJSON, SourcesJSON, TimelineJSON
from ...query.json_types.listing import ArticleListJSON
from ...query.json_types.results import ArticleJSON, VerdictJSON
from ..json_models import models
from .responses import link, safe_id, search_hit, short_name, short_text
from .schemas import SearchHit

MOST_BUCKETS, MOST_OUTLETS, MOST_ARTICLES, MOST_NAMES = 60, 50, 100, 100
"""Stretches of time, outlets and articles of an answer, and outlets or sections of the archive."""
_MOST_IN_BUCKET, _MOST_PARTS, _LONGEST_PART = 5, 8, 300
"""Outlets named of a stretch of time; pieces of text that an edit took out or put in, and their characters."""
_VERDICT: type[BaseModel] = models()[VerdictJSON]


class Count(BaseModel):
    """A name, and how many articles have it."""

    name: str = Field(description="Empty for articles without one.")
    articles: int


class ArchiveDescription(BaseModel):
    """The contents of the archive."""

    articles: int
    first: str | None = Field(description="The earliest day of publication, ISO 8601.")
    last: str | None = Field(description="The latest day of publication.")
    sources: list[Count] = Field(description="The outlets, as the argument `source` takes them; most articles first.")
    categories: list[Count] = Field(description="The sections, as the argument `category` takes them.")
    languages: list[Count] = Field(description="By language, as BCP 47 tags.")
    left_out: int = Field(description="Number of further outlets and sections, left out because there are too many.")


class Coverage(BaseModel):
    """The size of the coverage of a question."""

    articles: int
    sources: int = Field(description="Number of outlets.")
    at_least: bool = Field(description="True where there is so much that not all of it was counted.")
    since: str | None = Field(description="The earliest day of the coverage, ISO 8601.")
    until: str | None = Field(description="The latest day of the coverage.")


class Bucket(BaseModel):
    """A stretch of time in which something was reported."""

    start: str = Field(description="Its first day, ISO 8601.")
    end: str = Field(description="Its last day.")
    articles: int
    sources: list[str] = Field(description="Outlets, most articles first.")
    best: SearchHit = Field(description="The passage of that time that answers best.")


class TimelineAnswer(BaseModel):
    """The coverage of a question in the order of time."""

    verdict: _VERDICT  # type: ignore[valid-type]  # a model made from VerdictJSON
    coverage: Coverage
    by: str = Field(description="The length of a stretch: day, week, month or year.")
    first: SearchHit | None = Field(description="The first report with a date.")
    buckets: list[Bucket] = Field(description="In the order of time; stretches without a report are left out.")
    undated: int = Field(description="Number of articles without a date.")
    left_out: int = Field(description="Number of further stretches, left out because there are too many.")


class Outlet(BaseModel):
    """The reports of one outlet."""

    source: str = Field(description="Its name; empty where not known.")
    articles: int
    own: int = Field(description="Articles of its own; the others are copies of what another outlet had first.")
    first: str | None = Field(description="The day of its first report, ISO 8601.")
    last: str | None = Field(description="The day of its last report.")
    first_report: SearchHit | None
    copied_from: list[str] = Field(description="The outlets that had its copies first.")


class SourcesAnswer(BaseModel):
    """The outlets that reported on a question."""

    verdict: _VERDICT  # type: ignore[valid-type]
    coverage: Coverage
    first: SearchHit | None = Field(description="The first report of all that has a date.")
    independent: int = Field(description="Number of outlets with an article of their own.")
    sources: list[Outlet] = Field(description="Most articles of their own first.")
    silent: list[str] = Field(description="Outlets that published in that time and reported nothing on it.")
    left_out: int = Field(description="Number of further outlets, left out because there are too many.")


class Listed(BaseModel):
    """An article, without its text."""

    id: str = Field(description="Its id, for `fetch`.")
    title: str
    published: str | None
    source: str | None
    authors: list[str]
    categories: list[str]
    url: str | None


class ArticlesAnswer(BaseModel):
    """Articles by filter."""

    total: int = Field(description="Number of articles that pass the filters, listed or not.")
    articles: list[Listed]


class Edited(BaseModel):
    """An article that was changed."""

    article: Listed
    correction: bool = Field(description="True where the article itself says that it was corrected or clarified.")
    stealth: bool = Field(description="True where the text was changed without a word about it.")
    taken_out: list[str] = Field(description="Pieces of text that are gone.")
    put_in: list[str] = Field(description="Pieces of text that are new.")


class ChangesAnswer(BaseModel):
    """The changes of the archive."""

    new: list[Listed]
    edited: list[Edited]
    removed: list[Listed]
    left_out: int = Field(description="Number of further articles, left out because there are too many.")


def description(status: dict[str, Any]) -> ArchiveDescription:
    """Make the answer of `describe_archive` from the status of an index."""
    counted = {
        key: [Count(name=short_name(name), articles=count) for name, count in status[key].items()]
        for key in ("sources", "categories", "languages")
    }
    return ArchiveDescription.model_validate(
        {key: status[key] for key in ("articles", "first", "last")}
        | {key: counts[:MOST_NAMES] for key, counts in counted.items()}
        | {"left_out": sum(max(0, len(counts) - MOST_NAMES) for counts in counted.values())}
    )


def timeline_answer(told: TimelineJSON) -> TimelineAnswer:
    """Make the answer of `timeline`."""
    buckets = told["buckets"]
    return TimelineAnswer(
        verdict=told["verdict"],
        coverage=_coverage(told["coverage"]),
        by=told["by"],
        first=search_hit(told["first"]) if told["first"] else None,
        buckets=[
            Bucket(
                start=bucket["start"],
                end=bucket["end"],
                articles=bucket["articles"],
                sources=_sources(bucket["sources"][:_MOST_IN_BUCKET]),
                best=search_hit(bucket["best"]),
            )
            for bucket in buckets[:MOST_BUCKETS]
        ],
        undated=told["undated"],
        left_out=max(0, len(buckets) - MOST_BUCKETS),
    )


def sources_answer(told: SourcesJSON) -> SourcesAnswer:
    """Make the answer of `sources`."""
    outlets, silent = told["sources"], _sources(told["silent"])
    return SourcesAnswer(
        verdict=told["verdict"],
        coverage=_coverage(told["coverage"]),
        first=search_hit(told["first"]) if told["first"] else None,
        independent=told["independent"],
        sources=[_outlet(outlet) for outlet in outlets[:MOST_OUTLETS]],
        silent=silent[:MOST_OUTLETS],
        left_out=max(0, len(outlets) - MOST_OUTLETS) + max(0, len(silent) - MOST_OUTLETS),
    )


def articles_answer(told: ArticleListJSON) -> ArticlesAnswer:
    """Make the answer of `list_articles`."""
    return ArticlesAnswer(total=told["total"], articles=[_listed(each) for each in told["articles"]])


def changes_answer(told: ChangesJSON) -> ChangesAnswer:
    """Make the answer of `changes`."""
    new, edited, removed = told["new"], told["edited"], told["removed"]
    return ChangesAnswer(
        new=[_listed(each) for each in new[:MOST_ARTICLES]],
        edited=[_edited(each) for each in edited[:MOST_ARTICLES]],
        removed=[_listed(each["article"]) for each in removed[:MOST_ARTICLES]],
        left_out=sum(max(0, len(each) - MOST_ARTICLES) for each in (new, edited, removed)),
    )


def _coverage(told: CoverageJSON) -> Coverage:
    return Coverage.model_validate({key: value for key, value in told.items() if key in Coverage.model_fields})


def _sources(counts: Iterable[SourceCountJSON]) -> list[str]:
    return [short_name(each["source"]) for each in counts if each["source"]]


def _outlet(told: SourceCoverageJSON) -> Outlet:
    return Outlet(
        source=short_name(told["source"]),
        articles=told["articles"],
        own=told["own"],
        first=told["first"],
        last=told["last"],
        first_report=search_hit(told["first_report"]) if told["first_report"] else None,
        copied_from=[short_name(name) for name in told["copied_from"]],
    )


def _listed(article: ArticleJSON) -> Listed:
    return Listed(
        id=safe_id(article["id"]),
        title=short_name(article["title"]) or "Untitled",
        published=article["published"],
        source=short_name(article["source"]) or None,
        authors=[short_name(name) for name in article["authors"]],
        categories=[short_name(name) for name in article["categories"]],
        url=link(article["url"]) or None,
    )


def _edited(told: EditedJSON) -> Edited:
    parts = [part for change in told["changes"] for part in change["diff"]]
    return Edited(
        article=_listed(told["article"]),
        correction=told["correction"],
        stealth=told["stealth"],
        taken_out=_parts(parts, "delete"),
        put_in=_parts(parts, "insert"),
    )


def _parts(parts: Iterable[DiffPartJSON], operation: str) -> list[str]:
    said = (short_text(part["text"], _LONGEST_PART) for part in parts if part["op"] == operation)
    return [text for text in said if text.strip()][:_MOST_PARTS]
