"""The FastAPI app: the routes of the server. All are read-only."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Annotated, Any

from fastapi import FastAPI, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Match, Route

from .... import __version__
from ....index.segments.status import Status
from ...output.reply import OutputStyle
from ...query.argument_names import known_name
from ...query.options import declared_options
from .. import jobs
from ..local_socket import ROUTE
from ..refusals import CODES, Refusal, refusal_of
from ..validation_errors import UNKNOWN, misspelt_first, told
from . import desk, openai_files, openai_vector_store, responses
from .desk_requests import ArticleQuery
from .disconnect import answer_job
from .dispatcher import WARM_UP, Dispatcher
from .metrics import CONTENT_TYPE, Metrics
from .openapi import address_of, document, operation_id
from .page import add_page
from .requests import FILTERS, ContextBody, ReplyBody, SearchBody, SearchQuery

_NOTHING_HERE = "there is nothing at this address; /openapi.json lists what there is"

Mount = Callable[[FastAPI], AbstractAsyncContextManager[None]]
"""Adds a route to an app, and returns a context that is entered while the app runs."""
_MOST_NEIGHBOURS = declared_options()["neighbours"].option.most
_ERROR_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {"model": responses.Error} for status in (400, 401, 403, 404, 405, 408, 413, 421, 422, 431, 500, 501, 503)
}


class EncodedJSON(JSONResponse):
    """A response of pre-encoded JSON; a `JSONResponse`, so that OpenAPI documents its schema."""

    def render(self, content: bytes) -> bytes:
        """Return `content`, which is encoded already."""
        return content


def make_app(
    dispatcher: Dispatcher, metrics: Metrics, *, mcp: Mount | None = None, needs_token: bool = False
) -> FastAPI:
    """Make the app over one index. It reads no file of the index itself: a damaged one could end the process.

    Args:
        dispatcher: Answers questions and look-ups.
        metrics: The metrics for ``/metrics``.
        mcp: Adds MCP.
        needs_token: True where requests must have a token, for the OpenAPI document.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            if mcp:
                await stack.enter_async_context(mcp(app))
            stack.push_async_callback(dispatcher.close)
            yield

    app = FastAPI(
        title="nutgraf",
        summary="Ask a news archive a question, get the paragraphs that answer it, with source and date.",
        version=__version__,
        lifespan=lifespan,
        openapi_url=None,  # see `_add_document`
        generate_unique_id_function=operation_id,
        docs_url=None,  # its page would fetch scripts from a foreign host
        redoc_url=None,
        redirect_slashes=False,  # an id may end in one
        responses=_ERROR_RESPONSES,
        default_response_class=EncodedJSON,
    )
    app.add_exception_handler(Refusal, _error_response)
    app.add_exception_handler(HTTPException, _error_response)
    app.add_exception_handler(RequestValidationError, _error_response)
    app.add_exception_handler(Exception, _error_response)
    _add_questions(app, dispatcher)
    _add_look_ups(app, dispatcher)
    _add_operations(app, dispatcher, metrics)
    _add_document(app, needs_token=needs_token)
    app.include_router(desk.routes(dispatcher))
    app.include_router(openai_vector_store.routes(dispatcher))
    app.include_router(openai_files.routes(dispatcher))
    add_page(app)
    return app


def _add_questions(app: FastAPI, dispatcher: Dispatcher) -> None:
    @app.get("/search", response_model=responses.RESULT, tags=["questions"])
    async def search(request: Request, query: Annotated[SearchQuery, Query()]) -> Response:
        """Return the passages that answer a question, best first."""
        return await answer_job(request, dispatcher, partial(jobs.search, question=query.q, options=query.options()))

    @app.post("/search", response_model=responses.RESULT, tags=["questions"])
    async def search_by_body(request: Request, body: SearchBody) -> Response:
        """Return the passages that answer a question, best first."""
        return await answer_job(request, dispatcher, partial(jobs.search, question=body.query, options=body.options()))

    @app.post("/context", response_model=responses.CONTEXT, tags=["questions"])
    async def context(request: Request, body: ContextBody) -> Response:
        """Return a block of fenced passages for a language model to answer from, and their citations."""
        job = partial(jobs.context, question=body.query, options=body.options(), max_tokens=body.max_tokens)
        return await answer_job(request, dispatcher, job)

    @app.post(ROUTE, include_in_schema=False)
    async def reply(request: Request, body: ReplyBody) -> Response:
        if request.scope["server"][1] is not None:  # this route serves only the socket beside the index
            raise Refusal("not_found", _NOTHING_HERE)
        if body.version != __version__:
            raise Refusal("stale", f"this server is nutgraf {__version__}")
        style = OutputStyle(body.output, body.width, body.colour, body.shorten)
        job = partial(jobs.reply, question=body.query, options=body.options(), style=style, stamp=body.stamp)
        return await answer_job(request, dispatcher, job)


def _add_look_ups(app: FastAPI, dispatcher: Dispatcher) -> None:
    @app.get("/articles/{article_id:path}", response_model=responses.ARTICLE_PASSAGES, tags=["look-ups"])
    async def article(request: Request, article_id: str, query: Annotated[ArticleQuery, Query()]) -> Response:
        """Return an article with all its passages, as it reads now or as it read once."""
        job = partial(jobs.article, article_id=article_id, as_of=query.as_of)
        return await answer_job(request, dispatcher, job)

    @app.get("/passages/{passage_id:path}", response_model=responses.ARTICLE_PASSAGES, tags=["look-ups"])
    async def passage(
        request: Request, passage_id: str, neighbours: Annotated[int, Query(ge=0, le=_MOST_NEIGHBOURS)] = 0
    ) -> Response:
        """Return a passage with its article's header, and with neighbours if requested."""
        job = partial(jobs.passage, passage_id=passage_id, reach=neighbours)
        return await answer_job(request, dispatcher, job)

    @app.get("/status", response_model=Status, tags=["look-ups"])
    async def status(request: Request) -> Response:
        """Return counts, dates, sources and the model of the index."""
        return await answer_job(request, dispatcher, partial(jobs.status))


def _add_operations(app: FastAPI, dispatcher: Dispatcher, metrics: Metrics) -> None:
    @app.get("/healthz", response_model=responses.Health, tags=["operations"])
    async def healthz() -> Response:
        """Answer while the server runs."""
        return EncodedJSON(b'{"status":"ok"}')

    @app.get("/ready", response_model=responses.Health, tags=["operations"])
    async def ready() -> Response:
        """Answer once the server can answer questions: it asks one, and awaits the answer."""
        if not dispatcher.ready:
            raise Refusal("busy", "the server is loading the model; ask again in a moment")
        await dispatcher.ask(WARM_UP)
        return EncodedJSON(b'{"status":"ok"}')

    @app.get("/metrics", response_class=Response, tags=["operations"])
    def all_metrics() -> Response:
        """Return the metrics in Prometheus' text format."""
        return Response(metrics.text(), media_type=CONTENT_TYPE)


def _add_document(app: FastAPI, *, needs_token: bool) -> None:
    @app.get("/openapi.json", include_in_schema=False)
    async def openapi(request: Request) -> Response:
        return JSONResponse(document(app, url=address_of(request), needs_token=needs_token))


async def _error_response(request: Request, error: Exception) -> Response:
    refusal = _refusal(error)
    headers = refusal.headers()
    if refusal.code == "method_not_allowed":
        headers["allow"] = ", ".join(_allowed(request))
        refusal = Refusal(refusal.code, f"this address takes {headers['allow']}")
    return Response(refusal.body(request.state.request_id), refusal.status, headers)


def _allowed(request: Request) -> list[str]:
    """Return the methods of an address: each may have a route of its own. HEAD is wherever GET is."""
    routes = [route for route in request.app.routes if isinstance(route, Route)]
    matching = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in matching for method in route.methods or ()}
    return sorted(methods | {"HEAD"} if "GET" in methods else methods)


def _refusal(error: Exception) -> Refusal:
    if isinstance(error, HTTPException):
        if isinstance(error.__cause__, Refusal):  # raised by the middleware while a body was read
            return error.__cause__
        code = CODES.get(error.status_code, "bad_request")
        return Refusal(code, _NOTHING_HERE if code == "not_found" else str(error.detail))
    if isinstance(error, RequestValidationError):
        return Refusal("invalid_request", _first_problem(error))
    return refusal_of(error)


def _first_problem(error: RequestValidationError) -> str:
    """Describe the first problem; of a field that there is not, tell the one that is meant."""
    first = misspelt_first(error.errors())[0]
    part, *where = first["loc"]
    if first["type"] == "json_invalid":
        return f"the body is no JSON: it is broken at character {where[0]}"
    if first["type"] == UNKNOWN:
        name = str(where[-1])
        fields = SearchQuery.model_fields if part == "query" else SearchBody.model_fields
        meant = known_name(name, {*fields, *FILTERS})
        return f"{told(first, where)}{f', but {meant}' if meant != name else ''}; /openapi.json lists them"
    if not where and first["type"] == "model_attributes_type":
        if isinstance(error.body, bytes):  # it was not read as JSON
            return "send the body as JSON, with the header Content-Type: application/json"
        return f"the body {told(first, where)}"
    return told(first, where)
