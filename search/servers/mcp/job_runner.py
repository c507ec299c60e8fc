"""`JobRunner`, the protocol behind the tools of MCP, and its implementation in the same process."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from threading import Event, Thread
from typing import Any, Protocol, TypeVar

from ...library.searcher import Searcher
from ..jobs import by_words

T = TypeVar("T")
_PATIENCE = 2.0
"""Seconds that a question waits for the model: clients give up after five, and some end the server then."""
_BY_WORDS = "the model is being prepared, so this was found by words alone; ask again in a minute"


class JobRunner(Protocol):
    """Answers jobs for the tools. An implementation must not block the event loop."""

    async def run(self, job: partial[T]) -> T:
        """Answer a job with JSON values.

        Raises:
            Refusal, QuestionError, NutgrafError: There is no answer.
        """


class InProcessRunner:
    """A `JobRunner` over a searcher in this process, which is called in threads.

    It loads the model at once, in the background. On a machine that has yet to compile it, questions are meanwhile
    answered by words alone, and the verdict says so.

    Args:
        searcher: The searcher.
        patience: Seconds that a question waits for the model.
    """

    def __init__(self, searcher: Searcher, *, patience: float = _PATIENCE) -> None:
        self._searcher, self._patience = searcher, patience
        self._loaded = Event()
        Thread(target=self._load, name="nutgraf-model", daemon=True).start()

    async def run(self, job: partial[T]) -> T:
        """See `JobRunner`."""
        return await asyncio.to_thread(self._answer, job)

    def _answer(self, job: partial[T]) -> T:
        without_model = by_words(job)
        if not without_model or self._loaded.wait(self._patience):
            return job(self._searcher)
        told: Any = without_model(self._searcher)
        told["verdict"]["reason"] += f" ({_BY_WORDS})"
        answer: T = told
        return answer

    def _load(self) -> None:
        with suppress(Exception):  # each question then raises the error itself
            self._searcher.embed(["warm-up"])
        self._loaded.set()
