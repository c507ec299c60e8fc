"""Models that validate the requests of the desk."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, cast

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, WithJsonSchema

from ....index.filter import ArticleOrder, Filter
from ...coverage.timeline import Unit
from ...query.filters import FACETS, to_filter
from ...query.json_types.listing import CitationStyle
from ...query.options import LISTED, SIMILAR, TERMS, SearchKeywords, coverage_options
from ...query.pydantic_fields import DAY_OR_NULL, request_fields, with_fields
from ...query.timing.typed import first_moment, last_moment
from .. import limits
from .requests import FILTERS, Question, RequestModel

_COVERAGE = {name: field for name, field in request_fields().items() if name in coverage_options()}
_MOMENT = {"anyOf": [*DAY_OR_NULL["anyOf"], {"type": "integer", "minimum": 0}]}


def _moment(value: object) -> object:
    """Read the number of a generation, or a day or a time: a year is a number of four digits, too, and no moment."""
    if isinstance(value, str):
        return int(value) if value.isascii() and value.isdigit() else first_moment(value)
    return value


def _time(value: object) -> object:
    """Read a day or a time; of a month or a year the last day, as the article is asked for at its end."""
    return last_moment(value) if isinstance(value, str) else value


_Id = Annotated[str, StringConstraints(min_length=1, max_length=limits.LONGEST_ID)]


class DeskQuery(RequestModel):
    """A request in the query string of a URL, where every value is text."""

    model_config = ConfigDict(strict=False)

    def filters(self) -> Filter:
        """Return the filters, if it has any."""
        return to_filter(vars(self))


@with_fields(_COVERAGE | FILTERS)
class CoverageQuery(DeskQuery):
    """A question whose whole coverage is asked for, with its options and filters."""

    q: Question

    def options(self) -> SearchKeywords:
        """Return the options and filters as `Searcher.coverage` takes them."""
        return cast("SearchKeywords", {name: getattr(self, name) for name in _COVERAGE} | {"filters": self.filters()})


class TimelineQuery(CoverageQuery):
    """A question whose coverage is asked for in the order of time."""

    by: Unit | None = Field(
        default=None, description="The length of a stretch of time; by default chosen by the span of the coverage."
    )


class TermsQuery(CoverageQuery):
    """A question whose unusual words are asked for."""

    limit: int = Field(default=TERMS, ge=1, le=limits.MOST_TERMS, description="The most words to return.")


@with_fields(FILTERS)
class LikeQuery(DeskQuery):
    """Options of the search for articles like another."""

    k: int = Field(default=SIMILAR, ge=1, le=100, description="The most articles to return.")


@with_fields(FILTERS)
class ListQuery(DeskQuery):
    """Filters, order and length of a list of articles."""

    sort: ArticleOrder = Field(default="newest", description="The order.")
    limit: int = Field(default=LISTED, ge=1, le=limits.MOST_LISTED, description="The most articles to return.")
    undated: bool = Field(default=False, description="True for articles without a date only.")


@with_fields({name: FILTERS[name] for name in FACETS})
class ChangesQuery(DeskQuery):
    """The time since when changes are asked for, a question that they must bear on, and filters by name."""

    since: Annotated[date | datetime | int | None, BeforeValidator(_moment), WithJsonSchema(_MOMENT)] = Field(
        default=None,
        description="A day, a time, or the number of a generation; by default the last run that changed any.",
    )
    q: Question | None = None

    def filters(self) -> Filter:
        """Return the filters by name: `since` is the time of the change."""
        return to_filter({name: getattr(self, name) for name in FACETS})


class ArticleQuery(DeskQuery):
    """The time as of which an article is asked for."""

    as_of: Annotated[date | datetime | None, BeforeValidator(_time), WithJsonSchema(DAY_OR_NULL)] = Field(
        default=None, description="A day or a time: the article as the index had it then; by default as it has it now."
    )


class CiteQuery(DeskQuery):
    """Articles or passages to cite, and the style."""

    id: list[_Id] = Field(
        min_length=1, max_length=limits.MOST_CITED, description="Ids of articles or passages; repeat for several."
    )
    style: CitationStyle = Field(default="md", description="The style of the citations.")
