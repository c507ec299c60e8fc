"""Models that validate HTTP requests. `query.options` and `query.filters` declare the options and the filters."""

from __future__ import annotations

from typing import Annotated, cast

from pydantic import BaseModel, ConfigDict, Field, Strict, StringConstraints

from ....index.filter import Filter
from ...library.context import DEFAULTS, LEAST_TOKENS
from ...output.formats import Format
from ...query.declared_options import declared_options
from ...query.filters import to_filter
from ...query.options import SearchKeywords
from ...query.pydantic_fields import WHOLE, filter_fields, request_fields, with_fields
from .. import limits

Question = Annotated[
    str,
    StringConstraints(min_length=1, max_length=limits.LONGEST_QUESTION),
    Field(description="In plain words.", examples=["is China supplying lethal aid?"]),
]
DAY = {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]}
_Name = Annotated[str, StringConstraints(max_length=limits.LONGEST_NAME)]
FILTERS = filter_fields(names=Annotated[list[_Name], Field(max_length=limits.MOST_NAMES)], day=DAY)


class StrictModel(BaseModel):
    """A model that refuses unknown keys, as a misspelt filter would filter nothing, and converts no types."""

    model_config = ConfigDict(extra="forbid", strict=True)


@with_fields(FILTERS)
class Filters(StrictModel):
    """Conditions that an article must meet to be searched."""


@with_fields(request_fields())
class SearchBody(StrictModel):
    """A question with its options and filters."""

    query: Question
    filters: Filters = Filters()

    def options(self) -> SearchKeywords:
        """Return the options and filters as `Searcher.search` takes them."""
        return _options(self, to_filter(vars(self.filters)))


@with_fields(request_fields() | FILTERS)
class SearchQuery(StrictModel):
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


def _options(request: StrictModel, filters: Filter) -> SearchKeywords:
    options = {name: getattr(request, name) for name in declared_options()}
    return cast("SearchKeywords", options | {"filters": filters})
