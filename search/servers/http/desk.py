"""The routes of the desk: coverage in the order of time, by outlet and by word, similar articles, lists, changes."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from .. import jobs
from . import responses
from .desk_requests import ChangesQuery, CiteQuery, CoverageQuery, LikeQuery, ListQuery, TermsQuery, TimelineQuery
from .disconnect import answer_job
from .dispatcher import Dispatcher


def routes(dispatcher: Dispatcher) -> APIRouter:
    """Make the routes, whose jobs go to `dispatcher`."""
    router = APIRouter(tags=["desk"])
    _add_coverage(router, dispatcher)
    _add_lists(router, dispatcher)
    _add_citations(router, dispatcher)
    _add_versions(router, dispatcher)
    return router


def _add_coverage(router: APIRouter, dispatcher: Dispatcher) -> None:
    @router.get("/timeline", response_model=responses.TIMELINE)
    async def timeline(request: Request, query: Annotated[TimelineQuery, Query()]) -> Response:
        """Return the coverage of a question in the order of time."""
        job = partial(jobs.timeline, question=query.q, options=query.options(), by=query.by)
        return await answer_job(request, dispatcher, job)

    @router.get("/sources", response_model=responses.SOURCES)
    async def sources(request: Request, query: Annotated[CoverageQuery, Query()]) -> Response:
        """Return the outlets that reported on a question, who was first, and who is silent."""
        job = partial(jobs.sources, question=query.q, options=query.options())
        return await answer_job(request, dispatcher, job)

    @router.get("/terms", response_model=responses.TERMS)
    async def terms(request: Request, query: Annotated[TermsQuery, Query()]) -> Response:
        """Return the words that are unusual in the coverage of a question, against the archive."""
        job = partial(jobs.terms, question=query.q, options=query.options(), limit=query.limit)
        return await answer_job(request, dispatcher, job)


def _add_lists(router: APIRouter, dispatcher: Dispatcher) -> None:
    @router.get("/articles", response_model=responses.ARTICLES)
    async def articles(request: Request, query: Annotated[ListQuery, Query()]) -> Response:
        """Return articles by filter, without a question."""
        job = partial(
            jobs.list_articles, filters=query.filters(), sort=query.sort, limit=query.limit, undated=query.undated
        )
        return await answer_job(request, dispatcher, job)

    @router.get("/like/{article_id:path}", response_model=responses.LIKE)
    async def like(request: Request, article_id: str, query: Annotated[LikeQuery, Query()]) -> Response:
        """Return articles of the same story as another one."""
        job = partial(jobs.like, article_id=article_id, k=query.k, filters=query.filters())
        return await answer_job(request, dispatcher, job)


def _add_citations(router: APIRouter, dispatcher: Dispatcher) -> None:
    @router.get("/cite", response_model=responses.CITATIONS)
    async def cite(request: Request, query: Annotated[CiteQuery, Query()]) -> Response:
        """Return citations of articles and passages, in a style for programs or for manuscripts."""
        job = partial(jobs.cite, ids=query.id, style=query.style)
        return await answer_job(request, dispatcher, job)


def _add_versions(router: APIRouter, dispatcher: Dispatcher) -> None:
    @router.get("/changes", response_model=responses.CHANGES)
    async def changes(request: Request, query: Annotated[ChangesQuery, Query()]) -> Response:
        """Return the articles that are new, edited or removed, perhaps only those that bear on a question."""
        job = partial(jobs.changes, question=query.q, since=query.since, filters=query.filters())
        return await answer_job(request, dispatcher, job)

    @router.get("/versions/{article_id:path}", response_model=responses.VERSIONS)
    async def versions(request: Request, article_id: str) -> Response:
        """Return an article as it reads now and as it read before."""
        return await answer_job(request, dispatcher, partial(jobs.versions, article_id=article_id))
