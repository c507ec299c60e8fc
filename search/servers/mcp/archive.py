"""`Archive`: what the tools of MCP ask; and the one that is in the same process."""

from __future__ import annotations

import asyncio
from typing import Protocol

from ...library.lookup import look_up
from ...library.searcher import Searcher
from ...query.json_types import ArticlePassagesJSON, ResultJSON
from ...query.options import SearchKeywords


class Archive(Protocol):
    """What the tools ask. The event loop must not be blocked."""

    async def search(self, question: str, options: SearchKeywords) -> ResultJSON:
        """`Result.to_dict()` of an answer."""

    async def show(self, name: str, *, reach: int = 0) -> ArticlePassagesJSON | None:
        """`ArticlePassages.to_dict()` of what `look_up` returns; None if there is no such thing."""


class Direct:
    """A searcher, asked in threads."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    async def search(self, question: str, options: SearchKeywords) -> ResultJSON:
        """See `Archive`."""
        return (await self._searcher.asearch(question, **options)).to_dict()

    async def show(self, name: str, *, reach: int = 0) -> ArticlePassagesJSON | None:
        """See `Archive`."""
        return await asyncio.to_thread(self._show, name, reach)

    def _show(self, name: str, reach: int) -> ArticlePassagesJSON | None:
        shown = look_up(self._searcher.store, name, reach=reach)
        return shown.to_dict() if shown else None
