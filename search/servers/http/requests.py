"""Models that validate HTTP requests. `query.options` and `query.filters` declare the options and the filters."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, cast

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)

from ....index.filter import Filter
from ...library.context import DEFAULTS, LEAST_TOKENS
from ...output.console import Format
from ...query.filters import to_filter
from ...query.options import SearchKeywords, declared_options
from ...query.pydantic_fields import DAY_OR_NULL, WHOLE, filter_fields, request_fields, with_fields
from .. import limits

Question = Annotated[
    str,
    StringConstraints(min_length=1, max_length=limits.LONGEST_QUESTION),
    Field(description="In plain words.", examples=["is China supplying lethal aid?"]),
]
_Name = Annotated[str, StringConstraints(max_length=limits.LONGEST_NAME)]
_Names = Annotated[list[_Name], Field(max_length=limits.MOST_NAMES)]
_NAME_OR_NAMES = {"anyOf": [TypeAdapter(_Names).json_schema(), TypeAdapter(_Name).json_schema()]}


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


FILTERS = filter_fields(names=_Names, day=DAY_OR_NULL)
"""The filters in the query string of a URL, where a name may be repeated."""
_BODY_FILTERS = filter_fields(
    names=Annotated[_Names, BeforeValidator(_as_list), WithJsonSchema(_NAME_OR_NAMES)], day=DAY_OR_NULL
)
"""The filters in a body, where a name stands for a list of one."""


class RequestModel(BaseModel):
    """A model that refuses unknown keys, as a misspelt filter would filter nothing, and converts no types."""

    model_config = ConfigDict(extra="forbid", strict=True)


@with_fields(_BODY_FILTERS)
class Filters(RequestModel):
    """Conditions that an article must meet to be searched."""


@with_fields(request_fields())
class SearchBody(RequestModel):
    """A question with its options and filters."""

    query: Question
    filters: Filters = Filters()

    @model_validator(mode="before")
    @classmethod
    def _take_filters_beside_the_question(cls, given: object) -> object:
        """Take filters that stand where the options do, as in the query string of a URL; null is one left out."""
        if not isinstance(given, Mapping) or not isinstance(under := given.get("filters", {}), Mapping | None):
            return given
        given, under = ({name: it for name, it in each.items() if it is not None} for each in (given, under or {}))
        beside = {name: value for name, value in given.items() if name in FILTERS}
        if twice := sorted(beside.keys() & under.keys()):
            raise ValueError(f"{twice[0]} stands beside filters and among them; leave one out")
        others = {name: value for name, value in given.items() if name not in FILTERS}
        return {**others, "filters": {**under, **beside}}

    def options(self) -> SearchKeywords:
        """Return the options and filters as `Searcher.search` takes them."""
        return _options(self, to_filter(vars(self.filters)))


@with_fields(request_fields() | FILTERS)
class SearchQuery(RequestModel):
    """A question with its options and filters in the query string of a URL."""

    model_config = ConfigDict(strict=False)  # every value of a query string is text

    q: Question

    def options(self) -> SearchKeywords:
        """Return the options and filters as `Searcher.search` takes them."""
        return _options(self, to_filter(vars(self)))


@with_fields(request_fields(defaults=DEFAULTS))
class ContextBody(SearchBody):
    """A question whose passages go to a language model."""

    max_tokens: Annotated[int, Field(ge=LEAST_TOKENS, le=limits.MOST_TOKENS_GIVEN), WHOLE] = Field(
        default=2_000, description="The most tokens of the block."
    )


@with_fields(request_fields(limited=False))
class ReplyBody(SearchBody):
    """A question from the command line, to be answered with the text that it prints."""

    query: str
    version: str
    stamp: Annotated[tuple[int, int, int], Strict(strict=False)]
    output: Format
    width: int = Field(ge=1, le=10_000)
    colour: bool
    shorten: bool = False


def _options(request: RequestModel, filters: Filter) -> SearchKeywords:
    options = {name: getattr(request, name) for name in declared_options()}
    return cast("SearchKeywords", options | {"filters": filters})
