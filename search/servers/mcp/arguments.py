"""The base of the arguments of tools: it refuses unknown ones, and reads questions and filters as models write them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime
from typing import Annotated

import orjson
from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from ....corpus.article import LONGEST_FIELD
from ....index.filter import Filter
from ...query.argument_names import renamed
from ...query.filters import MOMENTS, to_filter
from ...query.period import first_moment
from ...query.pydantic_fields import filter_fields
from ...query.timing.named_days import named_days
from ...query.timing.spans import Span
from ..limits import LONGEST_NAME, LONGEST_QUESTION, MOST_NAMES

_LONGEST_DATE = 40
LONGEST_SAFE_ID = 12 * LONGEST_FIELD + 40
"""Characters of the longest id: every byte percent-encoded, and a passage's number."""
_DAY = {"anyOf": [{"maxLength": _LONGEST_DATE, "type": "string"}, {"type": "null"}]}


def _as_list(value: object) -> object:
    """Take a name for a list of one, and a list as JSON in a string for the list: models write both."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        with suppress(orjson.JSONDecodeError):
            return orjson.loads(value)
    return ([value] if value else []) if isinstance(value, str) else value


Question = Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
QUESTION = Field(description="A question in plain words; words in quotation marks are searched for as a phrase.")
_Names = Annotated[
    list[Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]],
    Field(max_length=MOST_NAMES),
    BeforeValidator(_as_list),
]


def _days_in_words(value: object) -> Span | None:
    """The first and the last day of a date in words; None for anything else."""
    if not isinstance(value, str):
        return None
    if len(value) > _LONGEST_DATE:
        raise ValueError(f"a date has at most {_LONGEST_DATE} characters")
    return named_days(value)


def _as_moment(value: object) -> object:
    """Read a day or a time as models write it; an empty string is one left out."""
    if days := _days_in_words(value):
        return days[0]
    return (first_moment(value) if value else None) if isinstance(value, str) else value


Moment = Annotated[date | datetime | None, BeforeValidator(_as_moment), WithJsonSchema(_DAY)]
"""A day or a time."""


class Arguments(BaseModel):
    """The arguments of a tool. Unknown ones are refused: a misspelt filter would otherwise be ignored silently."""

    model_config = ConfigDict(extra="forbid")

    @model_validator(mode="before")
    @classmethod
    def _as_models_name_them(cls, given: object) -> object:
        """Take other names of an argument, and null for one left out."""
        return renamed(given, cls.model_fields) if isinstance(given, Mapping) else given


FILTER_ARGUMENTS = filter_fields(names=_Names, day=_DAY)
"""The filters, for the fields of a model that is `Filtered`."""


class Filtered(Arguments):
    """Arguments among which are `FILTER_ARGUMENTS`."""

    @field_validator(*MOMENTS, "as_of", mode="before", check_fields=False)
    @classmethod
    def _as_models_write_it(cls, value: object, field: ValidationInfo) -> object:
        """Read a year as a number, a date in words, and an empty string for a date left out."""
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
        if days := _days_in_words(value):
            return days[field.field_name == "until"].isoformat()
        return value or None

    def filters(self) -> Filter:
        """Return the filters as a search takes them."""
        return to_filter(vars(self))
