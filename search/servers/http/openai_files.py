"""The articles as files of the vector store: ``/v1/vector_stores/ID/files``. A passage that a hit names is one, too."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Annotated, Any, Literal

import orjson
from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, Field

from ....index.filter import ArticleOrder
from ...query.json_types.results import ArticlePassagesJSON
from ...query.names.unknown_names import suggested
from .. import jobs
from ..limits import LONGEST_ID
from ..refusals import Refusal
from .disconnect import respond_unless_disconnected
from .dispatcher import Dispatcher
from .openai_vector_store import Content, Lenient, attributes_of, seconds

_FILES, _MOST_FILES = 20, 100


class FilesQuery(Lenient):
    """A page of the list of files."""

    limit: int = Field(default=_FILES, ge=1, le=_MOST_FILES, strict=False)
    order: Literal["asc", "desc"] = Field(default="desc", description="The newest article first, or the oldest.")
    after: str | None = Field(default=None, max_length=LONGEST_ID, description="The last file of the page before.")
    before: None = Field(default=None, description="Refused: pages are read forwards.")
    filter: Literal["in_progress", "completed", "failed", "cancelled"] = "completed"


class File(BaseModel):
    """An article or a passage."""

    id: str
    object: Literal["vector_store.file"]
    created_at: int = Field(description="The time of the last commit; `published` is among the attributes.")
    vector_store_id: str
    usage_bytes: int = Field(description="0: what an article takes in the index is not counted.")
    status: Literal["completed"]
    last_error: None
    attributes: dict[str, str | float | bool]


class FilesPage(BaseModel):
    """A page of the list of files."""

    object: Literal["list"]
    data: list[File]
    first_id: str | None
    last_id: str | None
    has_more: bool


class ContentPage(BaseModel):
    """The text of a file."""

    object: Literal["vector_store.file_content.page"]
    data: list[Content]
    has_more: bool
    next_page: str | None


def routes(dispatcher: Dispatcher) -> APIRouter:
    """Make the routes, whose jobs go to `dispatcher`."""
    router = APIRouter(prefix="/v1/vector_stores/{vector_store_id}/files", tags=["look-ups"])

    @router.get("", response_model=FilesPage)
    async def list_vector_store_files(
        vector_store_id: str, request: Request, query: Annotated[FilesQuery, Query()]
    ) -> Response:
        """List the articles."""
        return await respond_unless_disconnected(request, _files(dispatcher, vector_store_id, query))

    @router.get("/{file_id:path}/content", response_model=ContentPage)
    async def get_vector_store_file_content(vector_store_id: str, file_id: str, request: Request) -> Response:  # noqa: ARG001
        """Return the paragraphs of an article, or a passage."""
        return await respond_unless_disconnected(request, _content(dispatcher, file_id))

    @router.get("/{file_id:path}", response_model=File)
    async def get_vector_store_file(vector_store_id: str, file_id: str, request: Request) -> Response:
        """Return what is known of an article or a passage."""
        return await respond_unless_disconnected(request, _file(dispatcher, vector_store_id, file_id))

    return router


async def _files(dispatcher: Dispatcher, store: str, query: FilesQuery) -> bytes:
    order: ArticleOrder = "newest" if query.order == "desc" else "oldest"
    job = partial(jobs.list_articles, sort=order, limit=query.limit + 1, after=query.after)  # one more to tell
    articles = (await dispatcher.run(job))["articles"] if query.filter == "completed" else []
    committed = await _committed(dispatcher)
    files = [_described(store, it["id"], attributes_of(it), committed) for it in articles[: query.limit]]
    page = {
        "object": "list", "data": files, "first_id": files[0]["id"] if files else None,
        "last_id": files[-1]["id"] if files else None, "has_more": len(articles) > query.limit,
    }  # fmt: skip
    return orjson.dumps(page)


async def _file(dispatcher: Dispatcher, store: str, name: str) -> bytes:
    found = await _look_up(dispatcher, name)
    attributes = attributes_of(found["article"])
    if name != found["article"]["id"]:
        attributes |= {"paragraph": found["passages"][0]["paragraph"]}
    return orjson.dumps(_described(store, name, attributes, await _committed(dispatcher)))


async def _content(dispatcher: Dispatcher, name: str) -> bytes:
    passages = (await _look_up(dispatcher, name))["passages"]
    page = {
        "object": "vector_store.file_content.page", "data": [{"type": "text", "text": it["text"]} for it in passages],
        "has_more": False, "next_page": None,
    }  # fmt: skip
    return orjson.dumps(page)


async def _look_up(dispatcher: Dispatcher, name: str) -> ArticlePassagesJSON:
    found = await dispatcher.run(partial(jobs.look_up, name=name))
    if not found:
        near = await dispatcher.run(partial(jobs.nearest_ids, name=name))
        raise Refusal("not_found", f"the index has no article or passage with that id{suggested(near)}")
    return found


async def _committed(dispatcher: Dispatcher) -> int:
    return seconds((await dispatcher.run(partial(jobs.status)))["committed"])


def _described(store: str, name: str, attributes: Mapping[str, Any], committed: int) -> dict[str, Any]:
    return {
        "id": name, "object": "vector_store.file", "created_at": committed, "vector_store_id": store, "usage_bytes": 0,
        "status": "completed", "last_error": None, "attributes": attributes,
    }  # fmt: skip
