"""What is asked over HTTP, checked before anything is done with it. What is answered is in `answers`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

from ....index.filter import Filter
from ...library.context import LEAST_TOKENS
from ...output.formats import Format
from ...query.options import Mode, SearchKeywords
from ...query.period import first_moment, last_moment
from .. import limits

_DAY = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "null"}],
    "description": "Also a month, a year, or a time: 2023-04, 2023.",
}


def _moment(read: Any) -> Any:  # noqa: ANN401  # of `period`
    def moment(value: object) -> object:
        if value is not None and not isinstance(value, str):
            raise ValueError("a date is a string, such as 2023-04-18")
        return read(value) if isinstance(value, str) else None

    return moment


def _whole(value: object) -> object:
    """In JSON 9.0 is a whole number, too; True is none."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


WHOLE = BeforeValidator(_whole)
"""To stand after the bounds of a number: before them, it would hide them from the document."""
Hits = Annotated[int, Field(ge=1, le=limits.MOST_HITS), WHOLE]
Question = Annotated[
    str,
    StringConstraints(min_length=1, max_length=limits.LONGEST_QUESTION),
    Field(description="In plain words.", examples=["is China supplying lethal aid?"]),
]
Since = Annotated[date | datetime | None, BeforeValidator(_moment(first_moment)), WithJsonSchema(_DAY)]
Until = Annotated[date | datetime | None, BeforeValidator(_moment(last_moment)), WithJsonSchema(_DAY)]
Name = Annotated[str, StringConstraints(max_length=limits.LONGEST_NAME)]
Names = Annotated[list[Name], Field(max_length=limits.MOST_NAMES, description="Any of these, whatever their case.")]


class _Strict(BaseModel):
    """Nothing unknown is passed over: a misspelt filter would filter nothing. And no value is taken for another."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Filters(_Strict):
    """Which articles may answer."""

    since: Since = Field(default=None, description="Published then or later.")
    until: Until = Field(default=None, description="Published then or earlier, the day included.")
    source: Names = []
    category: Names = []
    author: Names = []

    def to_filter(self) -> Filter:
        """As the index has it."""
        return Filter(self.since, self.until, tuple(self.source), tuple(self.category), tuple(self.author))


class _Extras(_Strict):
    """What may come with a question."""

    k: Hits = Field(default=10, description="How many hits at most.")
    mode: Mode = Field(default="hybrid", description="Which legs to ask: both, meaning alone, words alone.")
    neighbours: Annotated[int, Field(ge=0, le=limits.MOST_AROUND), WHOLE] = Field(
        default=0, description="Passages before and after each hit."
    )
    literal: bool = Field(default=False, description="No preference for what the question names or quotes.")
    collapse: bool = Field(default=True, description="Fold near copies into one hit, and leave boilerplate out.")
    max_per_article: Hits | None = Field(default=None, description="Hits of one article at most.")

    def _options(self, filters: Filter) -> SearchKeywords:
        return {
            "k": self.k, "filters": filters, "mode": self.mode, "neighbours": self.neighbours,
            "literal": self.literal, "collapse": self.collapse, "max_per_article": self.max_per_article,
        }  # fmt: skip


class SearchBody(_Extras):
    """A question and what comes with it."""

    query: Question
    filters: Filters = Filters()

    def options(self) -> SearchKeywords:
        """As `Searcher.search` takes them."""
        return self._options(self.filters.to_filter())


class SearchQuery(_Extras, Filters):
    """The same in the query of a URL."""

    model_config = ConfigDict(strict=False)  # all that is there is text

    q: Question

    def options(self) -> SearchKeywords:
        """As `Searcher.search` takes them."""
        return self._options(self.to_filter())


class ContextBody(SearchBody):
    """A question whose passages are for a language model."""

    k: Hits = Field(default=20, description="How many passages to consider.")
    max_per_article: Hits | None = Field(default=2, description="Passages of one article at most.")
    max_tokens: Annotated[int, Field(ge=LEAST_TOKENS, le=limits.MOST_TOKENS_GIVEN), WHOLE] = Field(
        default=2_000, description="Of the block, at most."
    )


class ReplyBody(SearchBody):
    """A question of the command line, which is answered as it would print it."""

    k: int = Field(default=10, ge=1)
    neighbours: int = Field(default=0, ge=0)
    max_per_article: Annotated[int, Field(ge=1)] | None = None
    query: str
    version: str
    stamp: Annotated[tuple[int, int, int], Strict(strict=False)]
    output: Format
    width: int = Field(ge=1, le=10_000)
    colour: bool
