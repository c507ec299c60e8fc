"""The app: which questions may be put to the server, and where each goes. Read-only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Annotated, Any

import orjson
from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, JSONResponse
from starlette.routing import Match, Route

from .... import __version__
from ....index.segments.status import Status
from ...library.lookup import look_up
from ...library.searcher import Searcher
from ...output.reply import OutputStyle
from ...query.options import declared_options
from ..local_socket import ROUTE
from ..refusals import CODES, Refusal, refusal_of
from . import openai_vector_store, responses
from .disconnect import answered
from .dispatcher import WARM_UP, Dispatcher
from .metrics import CONTENT_TYPE, Metrics
from .requests import ContextBody, ReplyBody, SearchBody, SearchQuery
from .worker import Job

PAGE = Path(__file__).parent.parent / "page"
Mount = Callable[[FastAPI], AbstractAsyncContextManager[None]]
"""Adds something to an app, and is entered while the app runs."""
_MOST_AROUND = declared_options()["neighbours"].option.most
_REFUSED: dict[int | str, dict[str, Any]] = {
    status: {"model": responses.Error} for status in (400, 401, 403, 404, 405, 408, 413, 421, 422, 431, 500, 503)
}


class JSON(JSONResponse):
    """What is JSON already. It is a `JSONResponse`, or the document would tell no shape of answers."""

    def render(self, content: bytes) -> bytes:
        """Nothing is left to do."""
        return content


def make_app(searcher: Searcher, dispatcher: Dispatcher, metrics: Metrics, *, mcp: Mount | None = None) -> FastAPI:
    """The app over one index.

    Args:
        searcher: For what needs no model: look-ups and counts.
        dispatcher: Answers questions.
        metrics: For ``/metrics``.
        mcp: Adds MCP.
    """

    @asynccontextmanager
    async def living(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if mcp:
                await stack.enter_async_context(mcp(app))
            stack.push_async_callback(dispatcher.close)
            yield

    app = FastAPI(
        title="nutgraf",
        summary="Ask a news archive a question, get the paragraphs that answer it, with source and date.",
        version=__version__,
        lifespan=living,
        docs_url=None,  # they would fetch their scripts from a foreign host
        redoc_url=None,
        redirect_slashes=False,  # an id may end in one
        responses=_REFUSED,
        default_response_class=JSON,
    )
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(RequestValidationError, _refused)
    app.add_exception_handler(Exception, _refused)
    _add_questions(app, dispatcher)
    _add_look_ups(app, searcher)
    _add_operations(app, dispatcher, metrics)
    app.include_router(openai_vector_store.routes(dispatcher))
    app.mount("/page", StaticFiles(directory=PAGE))
    return app


def _add_questions(app: FastAPI, dispatcher: Dispatcher) -> None:
    @app.get("/search", response_model=responses.RESULT, tags=["questions"])
    async def search(request: Request, asked: Annotated[SearchQuery, Query()]) -> Response:
        """The passages that answer a question, best first."""
        return await answered(request, dispatcher.ask(Job(asked.q, asked.options())))

    @app.post("/search", response_model=responses.RESULT, tags=["questions"])
    async def search_by_body(request: Request, asked: SearchBody) -> Response:
        """The passages that answer a question, best first."""
        return await answered(request, dispatcher.ask(Job(asked.query, asked.options())))

    @app.post("/context", response_model=responses.CONTEXT, tags=["questions"])
    async def context(request: Request, asked: ContextBody) -> Response:
        """What a language model is to be given to answer from: a block of fenced passages, and their citations."""
        job = Job(asked.query, asked.options(), to="context", max_tokens=asked.max_tokens)
        return await answered(request, dispatcher.ask(job))

    @app.post(ROUTE, include_in_schema=False)
    async def reply(request: Request, asked: ReplyBody) -> Response:
        if request.scope["server"][1] is not None:  # it is for the socket beside the index
            raise Refusal("not_found", "there is nothing here")
        if asked.version != __version__:
            raise Refusal("stale", f"this server is nutgraf {__version__}")
        style = OutputStyle(asked.output, asked.width, asked.colour)
        job = Job(asked.query, asked.options(), to="reply", style=style, stamp=asked.stamp)
        return await answered(request, dispatcher.ask(job))


def _add_look_ups(app: FastAPI, searcher: Searcher) -> None:
    @app.get("/articles/{article_id:path}", response_model=responses.ARTICLE_PASSAGES, tags=["look-ups"])
    def article(article_id: str) -> Response:
        """An article with all its passages."""
        shown = look_up(searcher.store, article_id)
        if not shown or shown.article.id != article_id:
            raise Refusal("not_found", "there is no article of that id")
        return JSON(orjson.dumps(shown.to_dict()))

    @app.get("/passages/{passage_id:path}", response_model=responses.ARTICLE_PASSAGES, tags=["look-ups"])
    def passage(passage_id: str, neighbours: Annotated[int, Query(ge=0, le=_MOST_AROUND)] = 0) -> Response:
        """A passage, with its neighbours if they are asked for, and its article's header."""
        shown = look_up(searcher.store, passage_id, reach=neighbours)
        if not shown or shown.article.id == passage_id:
            raise Refusal("not_found", "there is no passage of that id")
        return JSON(orjson.dumps(shown.to_dict()))

    @app.get("/status", response_model=Status, tags=["look-ups"])
    def status() -> Response:
        """What the index holds: counts, dates, sources, model."""
        return JSON(orjson.dumps(searcher.status().to_dict()))


def _add_operations(app: FastAPI, dispatcher: Dispatcher, metrics: Metrics) -> None:
    @app.get("/healthz", response_model=responses.Health, tags=["operations"])
    async def healthz() -> Response:
        """Whether the server runs."""
        return JSON(b'{"status":"ok"}')

    @app.get("/ready", response_model=responses.Health, tags=["operations"])
    async def ready() -> Response:
        """Whether it can answer: a question is asked, and its answer awaited."""
        if not dispatcher.ready:
            raise Refusal("busy", "the model is being loaded")
        await dispatcher.ask(WARM_UP)
        return JSON(b'{"status":"ok"}')

    @app.get("/metrics", response_class=Response, tags=["operations"])
    def all_metrics() -> Response:
        """For Prometheus."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)

    @app.get("/", include_in_schema=False)
    async def page() -> Response:
        return FileResponse(PAGE / "index.html")


async def _refused(request: Request, error: Exception) -> Response:
    refusal = _refusal(error)
    headers = refusal.headers()
    if refusal.code == "method_not_allowed":
        headers["allow"] = ", ".join(_allowed(request))
    return Response(refusal.body(request.state.request_id), refusal.status, headers)


def _allowed(request: Request) -> list[str]:
    """The methods that an address takes: there may be a route for each."""
    routes = [it for it in request.app.routes if isinstance(it, Route)]
    here = (it.methods or () for it in routes if it.matches(request.scope)[0] is not Match.NONE)
    return sorted({name for methods in here for name in methods})


def _refusal(error: Exception) -> Refusal:
    if isinstance(error, HTTPException):
        if isinstance(error.__cause__, Refusal):  # of the gate, while a body was read
            return error.__cause__
        return Refusal(CODES.get(error.status_code, "bad_request"), str(error.detail))
    if isinstance(error, RequestValidationError):
        return Refusal("invalid_request", _first(error))
    return refusal_of(error)


def _first(error: RequestValidationError) -> str:
    """The first thing that is wrong, without what was sent: it may be long, and no Unicode."""
    first = error.errors()[0]
    where = ".".join(str(it) for it in first["loc"][1:])[:100].encode("ascii", "replace").decode()
    said = str(first["msg"]).removeprefix("Value error, ")[:300].encode("utf-8", "replace").decode()
    return f"{where}: {said}" if where else said
