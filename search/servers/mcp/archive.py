"""`Archive`, the protocol behind the tools of MCP, and its implementation in the same process."""

from __future__ import annotations

import asyncio
from typing import Protocol

from ...library import lookup
from ...library.searcher import Searcher
from ...query.json_types import ArticlePassagesJSON, ResultJSON
from ...query.options import SearchKeywords


class Archive(Protocol):
    """Searches and look-ups for the tools. An implementation must not block the event loop."""

    async def search(self, question: str, options: SearchKeywords) -> ResultJSON:
        """Answer a question with `Result.to_dict()`."""

    async def look_up(self, name: str, *, reach: int = 0) -> ArticlePassagesJSON | None:
        """Look up an id, and return `ArticlePassages.to_dict()`; None where no article or passage has it."""


class InProcessArchive:
    """An `Archive` over a searcher in this process, which is called in threads."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    async def search(self, question: str, options: SearchKeywords) -> ResultJSON:
        """See `Archive`."""
        return (await self._searcher.asearch(question, **options)).to_dict()

    async def look_up(self, name: str, *, reach: int = 0) -> ArticlePassagesJSON | None:
        """See `Archive`."""
        return await asyncio.to_thread(self._look_up, name, reach)

    def _look_up(self, name: str, reach: int) -> ArticlePassagesJSON | None:
        article_passages = lookup.look_up(self._searcher.store, name, reach=reach)
        return article_passages.to_dict() if article_passages else None
