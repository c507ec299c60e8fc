"""The articles as resources of MCP: people attach one to a conversation, where tools are called by a model."""

from __future__ import annotations

from functools import partial
from urllib.parse import quote

from mcp.shared.exceptions import MCPError
from mcp_types import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ReadResourceRequestParams,
    ReadResourceResult,
    Resource,
    ResourceTemplate,
    TextResourceContents,
)

from ...query.json_types.listing import ListedArticleJSON
from .. import jobs
from ..refusals import refusal_of
from .job_runner import JobRunner
from .responses import SCHEME, safe_id, title_of
from .tool import QUOTED
from .tools import fetched

_LISTED = 100
"""Articles of the list, the newest: an archive has too many to list."""
_KIND = "text/plain"
_TEMPLATE = ResourceTemplate(
    uri_template=f"{SCHEME}{{id}}",
    name="article",
    title="An article or a passage",
    description=f"The text of an article, or of a passage with its neighbours, by the id from a search. {QUOTED}",
    mime_type=_KIND,
)


async def list_resources(runner: JobRunner) -> ListResourcesResult:
    """List the newest articles."""
    try:
        found = await runner.run(partial(jobs.list_articles, sort="newest", limit=_LISTED))
    except Exception as error:
        raise MCPError(INTERNAL_ERROR, refusal_of(error).message) from None
    return ListResourcesResult(resources=[_listed(article) for article in found["articles"]])


async def list_templates() -> ListResourceTemplatesResult:
    """List the template of the addresses of all articles and passages."""
    return ListResourceTemplatesResult(resource_templates=[_TEMPLATE])


async def read_resource(runner: JobRunner, request: ReadResourceRequestParams) -> ReadResourceResult:
    """Read an article or a passage.

    Raises:
        MCPError: There is none of that address, or the archive cannot be read.
    """
    uri = str(request.uri)
    try:
        found = await fetched(runner, uri)
    except Exception as error:
        refusal = refusal_of(error)
        raise MCPError(INVALID_PARAMS if refusal.code == "not_found" else INTERNAL_ERROR, refusal.message) from None
    rest = found.metadata.get("next")
    more = f"\n\n(The text goes on: {SCHEME}{quote(rest, safe='')})" if rest else ""
    text = f"{found.title}\n{found.url}\n\n{found.text}{more}\n"
    return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type=_KIND, text=text)])


def _listed(article: ListedArticleJSON) -> Resource:
    return Resource(
        uri=SCHEME + quote(article["id"], safe=""),
        name=safe_id(article["id"]),
        title=title_of(article),
        description=QUOTED,
        mime_type=_KIND,
    )
