"""The archive as a vector store of OpenAI's API, for programs written for that: ``/v1/vector_stores``.

There is one store, and any id names it. Its files are the articles, and the hits of a search are passages.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from datetime import datetime
from difflib import get_close_matches
from functools import partial
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field, model_validator

from ....index.reranking.protocol import OFF
from ...query.filters import checked
from ...query.json_types.results import HitJSON, ResultJSON, VerdictJSON
from ...query.options import SearchKeywords
from ...query.pydantic_fields import WHOLE
from .. import jobs
from ..json_models import models
from ..limits import LONGEST_NAME
from .disconnect import respond_unless_disconnected
from .dispatcher import Dispatcher
from .openai_filter import Condition, to_filter
from .requests import Question, RequestModel

_RESULTS, _MOST_QUESTIONS = 10, 16
_VERDICT: type[BaseModel] = models()[VerdictJSON]
_OTHER_NAMES = {"k": "max_num_results", "top_k": "max_num_results", "limit": "max_num_results", "where": "filters"}
_ALIKE = 0.75
"""Likeness of two names, of 1, from which one is a misspelling of the other: `filter` for `filters`."""


class Lenient(RequestModel):
    """A model that passes over what it does not know, as OpenAI's clients send more and more options.

    A name that is nearly one of its own is refused: to pass over a misspelt filter would widen the search.
    """

    model_config = ConfigDict(extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _pass_over(cls, given: object) -> object:
        if not isinstance(given, Mapping):
            return given
        for name in given.keys() - cls.model_fields.keys():
            other = _OTHER_NAMES.get(name)
            meant = [other] if other in cls.model_fields else get_close_matches(str(name), cls.model_fields, 1, _ALIKE)
            if meant:
                raise ValueError(f"there is no option {str(name)[:LONGEST_NAME]!r}; write {meant[0]!r}")
        return given


class RankingOptions(Lenient):
    """Options of the ranking: ``none`` reads nothing again, a name that we do not share with OpenAI is a reranker."""

    ranker: str | None = Field(default=None, max_length=LONGEST_NAME)
    score_threshold: float | None = Field(default=None, ge=0, le=1)


class StoreSearch(Lenient):
    """A search of a vector store."""

    query: Question | Annotated[list[Question], Field(min_length=1, max_length=_MOST_QUESTIONS)]
    max_num_results: Annotated[int | None, Field(ge=1, le=50), WHOLE] = _RESULTS
    filters: Condition | None = None
    ranking_options: RankingOptions | None = None
    rewrite_query: bool | None = Field(
        default=None, description="Changes nothing: requests are understood as they stand."
    )

    @property
    def questions(self) -> list[str]:
        """The questions, each once."""
        return [self.query] if isinstance(self.query, str) else list(dict.fromkeys(self.query))

    @property
    def most(self) -> int:
        """The most results."""
        return self.max_num_results or _RESULTS

    @property
    def ranking(self) -> RankingOptions:
        """The options of the ranking."""
        return self.ranking_options or RankingOptions()

    def options(self) -> SearchKeywords:
        """Return the options and filters as `Searcher.search` takes them.

        Raises:
            Refusal, QuestionError: The filters cannot be kept.
        """
        reranker = _reranker(self.ranking.ranker)
        return {"k": self.most, "filters": checked(to_filter(self.filters)), "rerank": reranker}


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
    verdicts: list[_VERDICT] = Field(  # type: ignore[valid-type]  # a model made from VerdictJSON
        description="For each question, whether the archive answers it. Not of OpenAI."
    )


class FileCounts(BaseModel):
    """The number of articles, by how far they are."""

    in_progress: int
    completed: int
    failed: int
    cancelled: int
    total: int


class Store(BaseModel):
    """The archive."""

    id: str
    object: Literal["vector_store"]
    created_at: int = Field(description="The time of the last commit, in seconds since 1970.")
    last_active_at: int
    name: str
    usage_bytes: int
    file_counts: FileCounts
    status: Literal["completed"]
    metadata: dict[str, str]


class Stores(BaseModel):
    """The only store."""

    object: Literal["list"]
    data: list[Store]
    first_id: str
    last_id: str
    has_more: bool


def routes(dispatcher: Dispatcher) -> APIRouter:
    """Make the routes, whose jobs go to `dispatcher`."""
    router = APIRouter(tags=["questions"])

    @router.post("/v1/vector_stores/{vector_store_id}/search", response_model=StorePage)
    async def search_vector_store(vector_store_id: str, request: Request, body: StoreSearch) -> Response:  # noqa: ARG001  # one store
        """Search as in OpenAI's vector stores; `file_id` is a passage's id."""
        return await respond_unless_disconnected(request, _page(dispatcher, body))

    @router.get("/v1/vector_stores", response_model=Stores)
    async def list_vector_stores(request: Request) -> Response:
        """List the vector stores: there is one."""
        return await respond_unless_disconnected(request, _stores(dispatcher))

    @router.get("/v1/vector_stores/{vector_store_id}", response_model=Store)
    async def get_vector_store(vector_store_id: str, request: Request) -> Response:
        """Return the vector store."""
        return await respond_unless_disconnected(request, _encoded_store(dispatcher, vector_store_id))

    return router


async def _page(dispatcher: Dispatcher, body: StoreSearch) -> bytes:
    """Answer a search with the JSON of a `StorePage`."""
    options = body.options()
    asked = (partial(jobs.search, question=question, options=options) for question in body.questions)
    results = await asyncio.gather(*map(dispatcher.run, asked))
    threshold = body.ranking.score_threshold or 0.0
    hits = [hit for each in _in_turn(results) if (hit := _hit(each))["score"] >= threshold]
    page = {
        "object": "vector_store.search_results.page", "search_query": body.questions,
        "data": hits[: body.most], "has_more": False, "next_page": None,
        "verdicts": [result["verdict"] for result in results],
    }  # fmt: skip
    return orjson.dumps(page)


def _in_turn(results: Iterable[ResultJSON]) -> Iterable[HitJSON]:
    """Yield each hit of several questions once: all that are first, the most relevant before, then all second."""
    hits = sorted((it for each in results for it in each["hits"]), key=lambda it: (it["rank"], -it["relevance"]))
    best: dict[str, HitJSON] = {}
    for hit in hits:
        best.setdefault(hit["id"], hit)
    return best.values()


async def _stores(dispatcher: Dispatcher) -> bytes:
    store = await _store(dispatcher)
    page = {"object": "list", "data": [store], "first_id": store["id"], "last_id": store["id"], "has_more": False}
    return orjson.dumps(page)


async def _encoded_store(dispatcher: Dispatcher, name: str) -> bytes:
    return orjson.dumps({**await _store(dispatcher), "id": name})


async def _store(dispatcher: Dispatcher) -> dict[str, Any]:
    status = await dispatcher.run(partial(jobs.status))
    committed = seconds(status["committed"])
    articles = status["articles"]
    return {
        "id": f"vs_{status['id']}", "object": "vector_store", "created_at": committed, "last_active_at": committed,
        "name": "news archive", "usage_bytes": status["bytes"], "status": "completed",
        "file_counts": {"in_progress": 0, "completed": articles, "failed": 0, "cancelled": 0, "total": articles},
        "metadata": {name: str(status[name]) for name in ("passages", "first", "last") if status[name] is not None},
    }  # fmt: skip


def _reranker(ranker: str | None) -> str | None:
    """Translate a ranker: OpenAI's own names (``auto``, ``default-2024-11-15``) stand for the server's default."""
    if ranker is None or ranker == "auto" or ranker.startswith("default"):
        return None
    return OFF if ranker == "none" else ranker


def seconds(time: str) -> int:
    """The seconds since 1970 of a time in ISO 8601."""
    return int(datetime.fromisoformat(time).timestamp())


def attributes_of(article: Mapping[str, Any]) -> dict[str, Any]:
    """The attributes of an article, as `ArticleJSON` has it."""
    published = article["published"]
    return {
        "article_id": article["id"],
        **{name: article[name] for name in ("title", "source", "url", "language") if article[name]},
        **{name: ", ".join(article[name]) for name in ("categories", "authors") if article[name]},
        **({"published": datetime.fromisoformat(published).timestamp()} if published else {}),
    }


def _hit(hit: HitJSON) -> dict[str, Any]:
    article = hit["article"]
    attributes = attributes_of(article) | {"paragraph": hit["paragraph"]}
    return {
        "file_id": hit["id"],
        "filename": article["title"] or article["id"],
        "score": hit["relevance"],
        "attributes": attributes,
        "content": [{"type": "text", "text": hit["text"]}],
    }
