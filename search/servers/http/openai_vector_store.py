"""Search as in OpenAI's vector stores, for programs written for them: ``POST /v1/vector_stores/ID/search``.

There is one store, and any id names it. Unsupported parts of a request are refused, never ignored.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import AfterValidator, BaseModel, Field

from ....index.filter import Filter
from ....index.reranking.protocol import OFF
from ...query.filters import FACETS, checked
from ...query.options import SearchKeywords
from ...query.period import first_moment, last_moment
from ...query.pydantic_fields import WHOLE
from ..jobs import Job
from ..limits import LONGEST_NAME, MOST_NAMES
from ..refusals import Refusal
from .disconnect import respond_unless_disconnected
from .dispatcher import Dispatcher
from .requests import Question, StrictModel

_SUPPORTED = "use eq or in on source, category or author, gte, gt, lte or lt on published, or join these with and"

Value = str | float | bool | list[str | float]


class Comparison(StrictModel):
    """One condition on an attribute."""

    type: Literal["eq", "ne", "gt", "gte", "lt", "lte", "in", "nin"]
    key: str = Field(max_length=LONGEST_NAME)
    value: Value


class Compound(StrictModel):
    """Several conditions joined by and; "or" is refused."""

    type: Literal["and", "or"]
    filters: list[Comparison | Compound] = Field(max_length=MOST_NAMES)


class RankingOptions(StrictModel):
    """Options of the ranking: ``none`` reads nothing again, a name that we do not share with OpenAI is a reranker."""

    ranker: str | None = Field(default=None, max_length=LONGEST_NAME)
    score_threshold: float = Field(default=0.0, ge=0, le=1)


def _refuse_rewriting(rewrite: bool) -> bool:
    if rewrite:
        raise ValueError("questions are not rewritten; leave rewrite_query out")
    return rewrite


class StoreSearch(StrictModel):
    """A search of a vector store."""

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
    """The results."""

    object: Literal["vector_store.search_results.page"]
    search_query: list[str]
    data: list[StoreHit]
    has_more: bool
    next_page: str | None


def routes(dispatcher: Dispatcher) -> APIRouter:
    """Make the route, whose questions go to `dispatcher`."""
    router = APIRouter(tags=["questions"])

    @router.post("/v1/vector_stores/{vector_store_id}/search", response_model=StorePage)
    async def search_vector_store(vector_store_id: str, request: Request, body: StoreSearch) -> Response:  # noqa: ARG001  # one store
        """Search as in OpenAI's vector stores; `file_id` is a passage's id."""
        return await respond_unless_disconnected(request, _page(dispatcher, body))

    return router


async def _page(dispatcher: Dispatcher, body: StoreSearch) -> bytes:
    """Answer a search with the JSON of a `StorePage`."""
    question = body.query if isinstance(body.query, str) else body.query[0]
    options: SearchKeywords = {
        "k": body.max_num_results,
        "filters": checked(to_filter(body.filters)),
        "rerank": _reranker(body.ranking_options.ranker),
    }
    result = orjson.loads(await dispatcher.ask(Job(question, options)))
    hits = [hit for each in result["hits"] if (hit := _hit(each))["score"] >= body.ranking_options.score_threshold]
    page = {
        "object": "vector_store.search_results.page", "search_query": [question], "data": hits,
        "has_more": False, "next_page": None,
    }  # fmt: skip
    return orjson.dumps(page)


def _reranker(ranker: str | None) -> str | None:
    """Translate a ranker: OpenAI's own names (``auto``, ``default-2024-11-15``) stand for the server's default."""
    if ranker is None or ranker == "auto" or ranker.startswith("default"):
        return None
    return OFF if ranker == "none" else ranker


def to_filter(conditions: Comparison | Compound | None) -> Filter:
    """Translate conditions to a `Filter`.

    Raises:
        Refusal: A condition is not supported.
    """
    values: dict[str, tuple[str, ...]] = {}
    since: date | None = None
    until: date | None = None
    for condition in _comparisons(conditions):
        key, operator = condition.key, condition.type
        if key in FACETS and operator in ("eq", "in"):
            if key in values:
                raise Refusal("invalid_request", f"filters: {key} is compared twice; use 'in' for several names")
            values[key] = _names(condition)
        elif key == "published" and operator in ("gte", "gt"):
            since = max(_bounds(since, _moment(condition)))
        elif key == "published" and operator in ("lte", "lt"):
            until = min(_bounds(until, _moment(condition)))
        else:
            raise Refusal("invalid_request", f"filters: {operator!r} on {key!r} is not supported; {_SUPPORTED}")
    return Filter(since, until, **values)


def _comparisons(conditions: Comparison | Compound | None) -> list[Comparison]:
    """Return the comparisons in `conditions`, which must all hold."""
    if conditions is None:
        return []
    if isinstance(conditions, Comparison):
        return [conditions]
    if conditions.type == "or":
        raise Refusal("invalid_request", f"filters: 'or' is not supported; {_SUPPORTED}")
    return [comparison for each in conditions.filters for comparison in _comparisons(each)]


def _names(condition: Comparison) -> tuple[str, ...]:
    """Return the names in a condition; refuse an empty list, which to a `Filter` would mean no condition."""
    key, operator, value = condition.key, condition.type, condition.value
    listed = value if operator == "in" and isinstance(value, list) else [value]
    names = tuple(name for name in listed if isinstance(name, str))
    if not names or len(names) < len(listed) or (operator == "in") != isinstance(value, list):
        raise Refusal("invalid_request", f"filters: {key} takes a string with 'eq', and a list of strings with 'in'")
    if len(names) > MOST_NAMES or max(map(len, names)) > LONGEST_NAME:
        limits = f"at most {MOST_NAMES} names of at most {LONGEST_NAME} characters"
        raise Refusal("invalid_request", f"filters: {key} takes {limits}")
    return names


def _bounds(before: date | None, bound: date) -> list[date]:
    """Return both bounds of one side, of which the narrower counts; or the only one."""
    if before is not None and isinstance(before, datetime) != isinstance(bound, datetime):
        raise Refusal("invalid_request", "filters: published is compared with both a day and a time; use one kind")
    return [bound] if before is None else [before, bound]


def _moment(condition: Comparison) -> date | datetime:
    """Return the first or the last day or time that a condition lets through."""
    operator, value = condition.type, condition.value
    try:
        if isinstance(value, str):
            moment = first_moment(value) if operator in ("gte", "lt") else last_moment(value)
        elif isinstance(value, float | int) and not isinstance(value, bool):
            moment = datetime.fromtimestamp(value, UTC)
        else:
            raise ValueError("published takes a date, or seconds since 1970")
        tick = timedelta(microseconds=1) if isinstance(moment, datetime) else timedelta(days=1)
        return moment + tick * {"gt": 1, "lt": -1}.get(operator, 0)
    except (ValueError, OverflowError, OSError) as error:
        raise Refusal("invalid_request", f"filters: {error}") from None


def _hit(hit: dict[str, Any]) -> dict[str, Any]:
    article = hit["article"]
    published = article["published"]
    attributes = {
        "article_id": article["id"],
        "paragraph": hit["paragraph"],
        **{name: article[name] for name in ("title", "source", "url", "language") if article[name]},
        **{name: ", ".join(article[name]) for name in ("categories", "authors") if article[name]},
        **({"published": datetime.fromisoformat(published).timestamp()} if published else {}),
    }
    return {
        "file_id": hit["id"],
        "filename": article["title"] or article["id"],
        "score": hit["relevance"],
        "attributes": attributes,
        "content": [{"type": "text", "text": hit["text"]}],
    }
