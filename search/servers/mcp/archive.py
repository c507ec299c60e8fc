"""`Archive`, the protocol behind the tools of MCP, and its implementation in the same process."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from ...library.searcher import Searcher
from ..jobs import Job, answer


class Archive(Protocol):
    """Answers jobs for the tools. An implementation must not block the event loop."""

    async def ask(self, job: Job) -> Any:  # noqa: ANN401  # JSON
        """Answer a job with JSON values.

        Raises:
            Refusal, QuestionError, NutgrafError: There is no answer.
        """


class InProcessArchive:
    """An `Archive` over a searcher in this process, which is called in threads."""

    def __init__(self, searcher: Searcher) -> None:
        self._searcher = searcher

    async def ask(self, job: Job) -> Any:  # noqa: ANN401  # JSON
        """See `Archive`."""
        return await asyncio.to_thread(answer, self._searcher, job)
