"""The search of an OpenAI-style vector store, for what speaks that: ``POST /v1/vector_stores/ID/search``.

There is one store here, whatever its id. What cannot be kept of a request is refused, never passed over.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from math import exp
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from ....index.filter import Filter
from ...query.filters import FACETS
from ...query.options import SearchKeywords
from ...query.period import first_moment, last_moment
from ...query.pydantic_fields import WHOLE
from ..limits import LONGEST_NAME, MOST_NAMES
from ..refusals import Refusal
from .disconnect import answered
from .dispatcher import Dispatcher
from .requests import Question
from .worker import Job

_OPERATORS = "eq and in of source, category and author, gte, gt, lte and lt of published, and and of these"

Value = str | float | bool | list[str | float]


class Comparison(BaseModel):
    """One condition on an attribute."""

    model_config = ConfigDict(extra="forbid", strict=True)
    type: Literal["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"]
    key: str = Field(max_length=LONGEST_NAME)
    value: Value


class Compound(BaseModel):
    """Conditions together."""

    model_config = ConfigDict(extra="forbid", strict=True)
    type: Literal["and", "or"]
    filters: list[Comparison | Compound] = Field(max_length=MOST_NAMES)


class RankingOptions(BaseModel):
    """How results are ranked."""

    model_config = ConfigDict(extra="forbid", strict=True)
    ranker: str | None = None
    score_threshold: float = Field(default=0.0, ge=0, le=1)


def _refuse_rewriting(wanted: bool) -> bool:
    if wanted:
        raise ValueError("questions are taken as they are")
    return wanted


class StoreSearch(BaseModel):
    """A search of a vector store."""

    model_config = ConfigDict(extra="forbid", strict=True)
    query: Question | Annotated[list[Question], Field(min_length=1, max_length=1)]
    max_num_results: Annotated[int, Field(ge=1, le=50), WHOLE] = 10
    filters: Comparison | Compound | None = None
    ranking_options: RankingOptions = RankingOptions()
    rewrite_query: Annotated[bool, AfterValidator(_refuse_rewriting)] = Field(False, json_schema_extra={"const": False})


class Content(BaseModel):
    """A piece of text."""

    type: Literal["text"]
    text: str


class StoreHit(BaseModel):
    """A passage."""

    file_id: str
    filename: str
    score: float = Field(ge=0, le=1)
    attributes: dict[str, str | float | bool]
    content: list[Content]


class StorePage(BaseModel):
    """What was found."""

    object: Literal["vector_store.search_results.page"]
    search_query: list[str]
    data: list[StoreHit]
    has_more: bool
    next_page: str | None


def routes(dispatcher: Dispatcher) -> APIRouter:
    """The route, over a desk."""
    router = APIRouter(tags=["questions"])

    @router.post("/v1/vector_stores/{vector_store_id}/search", response_model=StorePage)
    async def search(vector_store_id: str, request: Request, asked: StoreSearch) -> Response:  # noqa: ARG001  # of one
        """What speaks OpenAI's vector stores may ask here; `file_id` is a passage's id."""
        return await answered(request, _page(dispatcher, asked))

    return router


async def _page(dispatcher: Dispatcher, asked: StoreSearch) -> bytes:
    """A `StorePage`."""
    question = asked.query if isinstance(asked.query, str) else asked.query[0]
    options: SearchKeywords = {"k": asked.max_num_results, "filters": to_filter(asked.filters)}
    found = orjson.loads(await dispatcher.ask(Job(question, options)))
    hits = [hit for it in found["hits"] if (hit := _hit(it))["score"] >= asked.ranking_options.score_threshold]
    page = {
        "object": "vector_store.search_results.page", "search_query": [question], "data": hits,
        "has_more": False, "next_page": None,
    }  # fmt: skip
    return orjson.dumps(page)


def to_filter(wanted: Comparison | Compound | None) -> Filter:
    """The conditions as the index has them.

    Raises:
        Refusal: It has no such filter.
    """
    values: dict[str, tuple[str, ...]] = {}
    since: date | None = None
    until: date | None = None
    for it in _conditions(wanted):
        if it.key in FACETS and it.type in ("eq", "in"):
            if it.key in values:
                raise Refusal("invalid_request", f"filters: {it.key} is compared twice; 'in' takes several names")
            values[it.key] = _names(it)
        elif it.key == "published" and it.type in ("gte", "gt"):
            since = max(_alike(since, _moment(it)))
        elif it.key == "published" and it.type in ("lte", "lt"):
            until = min(_alike(until, _moment(it)))
        else:
            raise Refusal("invalid_request", f"filters: {it.type!r} of {it.key!r} is not known here; {_OPERATORS} are")
    return Filter(since, until, **values)


def _conditions(wanted: Comparison | Compound | None) -> list[Comparison]:
    if wanted is None:
        return []
    if isinstance(wanted, Comparison):
        return [wanted]
    if wanted.type == "or":
        raise Refusal("invalid_request", f"filters: 'or' is not known here; {_OPERATORS} are")
    return [condition for it in wanted.filters for condition in _conditions(it)]


def _names(it: Comparison) -> tuple[str, ...]:
    """The names of a condition. Of none of them nothing would pass, but to a `Filter` they would be no condition."""
    listed = it.value if it.type == "in" and isinstance(it.value, list) else [it.value]
    names = tuple(name for name in listed if isinstance(name, str))
    if not names or len(names) < len(listed) or (it.type == "in") != isinstance(it.value, list):
        raise Refusal("invalid_request", f"filters: {it.key} is compared with a string, or by 'in' with a list of some")
    if len(names) > MOST_NAMES or max(map(len, names)) > LONGEST_NAME:
        raise Refusal("invalid_request", f"filters: {it.key} takes {MOST_NAMES} names of {LONGEST_NAME} characters")
    return names


def _alike(before: date | None, bound: date) -> list[date]:
    """Two bounds on the same side, to take the narrower one of; or the one that there is."""
    if before is not None and isinstance(before, datetime) != isinstance(bound, datetime):
        raise Refusal("invalid_request", "filters: published is compared with a day and with a time; use one")
    return [bound] if before is None else [before, bound]


def _moment(it: Comparison) -> date | datetime:
    """The first day or time that passes a condition, or the last."""
    try:
        if isinstance(it.value, str):
            moment = first_moment(it.value) if it.type in ("gte", "lt") else last_moment(it.value)
        elif isinstance(it.value, float | int) and not isinstance(it.value, bool):
            moment = datetime.fromtimestamp(it.value, UTC)
        else:
            raise ValueError("published is compared with seconds since 1970, or a date")
        tick = timedelta(microseconds=1) if isinstance(moment, datetime) else timedelta(days=1)
        return moment + tick * {"gt": 1, "lt": -1}.get(it.type, 0)
    except (ValueError, OverflowError, OSError) as error:
        raise Refusal("invalid_request", f"filters: {error}") from None


def _hit(hit: dict[str, Any]) -> dict[str, Any]:
    article = hit["article"]
    published = article["published"]
    known = {
        "article_id": article["id"],
        "paragraph": hit["paragraph"],
        **{name: article[name] for name in ("title", "source", "url", "language") if article[name]},
        **{name: ", ".join(article[name]) for name in ("categories", "authors") if article[name]},
        **({"published": datetime.fromisoformat(published).timestamp()} if published else {}),
    }
    return {
        "file_id": hit["id"],
        "filename": article["title"] or article["id"],
        # Scores of the blend are standard deviations: the same order between 0 and 1.
        "score": 1 / (1 + exp(-hit["score"])),
        "attributes": known,
        "content": [{"type": "text", "text": hit["text"]}],
    }
