"""Errors of the servers: codes that clients may rely on, their HTTP statuses, and the JSON of an error."""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from pathlib import Path
from traceback import extract_tb, print_exception
from typing import Literal
from uuid import uuid4

import orjson

from ...corpus.errors import (
    EngineError,
    ExtraMissingError,
    IndexFormatError,
    IndexMissingError,
    ModelMismatchError,
    NutgrafError,
)
from ..query.question import QuestionError

_LOG = logging.getLogger("nutgraf.serve")

Code = Literal[
    "bad_request", "unauthorized", "origin_refused", "not_found", "method_not_allowed", "timeout", "stale", "too_large",
    "unsupported_media_type", "host_refused", "invalid_request", "question_refused", "headers_too_large", "internal",
    "not_installed", "busy", "deadline", "worker_died", "index_missing", "index_damaged", "model_mismatch",
    "engine_away",
]  # fmt: skip
STATUS: dict[Code, int] = {
    "bad_request": 400,
    "unauthorized": 401,
    "origin_refused": 403,
    "not_found": 404,
    "method_not_allowed": 405,
    "timeout": 408,
    "stale": 409,
    "too_large": 413,
    "unsupported_media_type": 415,
    "host_refused": 421,
    "invalid_request": 422,
    "question_refused": 422,
    "headers_too_large": 431,
    "internal": 500,
    "not_installed": 501,
    "busy": 503,
    "deadline": 503,
    "worker_died": 503,
    "index_missing": 503,
    "index_damaged": 503,
    "model_mismatch": 503,
    "engine_away": 503,
}
CODES: dict[int, Code] = {status: code for code, status in reversed(STATUS.items())}
"""The code for a status where nothing more is known."""
RETRY_AFTER: dict[Code, int] = {
    "busy": 1,
    "deadline": 1,
    "worker_died": 1,
    "index_missing": 5,
    "engine_away": 5,
    "index_damaged": 30,
    "model_mismatch": 30,
}
"""Seconds until a client should ask again."""
_INDEX_ERRORS: tuple[tuple[type[NutgrafError], Code, str], ...] = (
    (
        EngineError,
        "engine_away",
        "the engine behind the server does not answer; the server asks it again at each request",
    ),
    (IndexMissingError, "index_missing", "the server finds no index; it looks again at each request"),
    (
        ModelMismatchError,
        "model_mismatch",
        "the server does not have the model that built the index; its log says more",
    ),
    (IndexFormatError, "index_damaged", "the index is damaged; the operator should run: nutgraf check --repair"),
)
"""The message to clients for each error; the errors' own messages name folders of this machine."""


class Refusal(Exception):  # noqa: N818  # it is also a response
    """A request that cannot be answered.

    Attributes:
        code: The code for programs.
        message: A sentence for people.
    """

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(code, message)  # pickling, from a worker to the server, needs them as arguments
        self.code, self.message = code, message

    @property
    def status(self) -> int:
        """The HTTP status."""
        return STATUS[self.code]

    def body(self, request_id: str) -> bytes:
        """Return the error as JSON."""
        return orjson.dumps({"error": {"code": self.code, "message": self.message, "request_id": request_id}})

    def headers(self) -> dict[str, str]:
        """Return the headers of the response."""
        headers = {"content-type": "application/json"}
        if self.code in RETRY_AFTER:
            headers["retry-after"] = str(RETRY_AFTER[self.code])
        if self.code == "unauthorized":
            headers["www-authenticate"] = "Bearer"
        return headers


def refusal_of(error: Exception) -> Refusal:
    """Translate an error to a refusal that names no folder and quotes no question."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, QuestionError):
        return Refusal("question_refused", str(error))
    if isinstance(error, ExtraMissingError):
        return Refusal("not_installed", str(error))
    for kind, code, message in _INDEX_ERRORS:
        if isinstance(error, kind):
            _warn_once(str(error))
            return Refusal(code, message)
    number = uuid4().hex[:8]
    _LOG.error("internal error %s: %s; set NUTGRAF_DEBUG=1 for the full traceback", number, _where(error))
    if os.environ.get("NUTGRAF_DEBUG"):
        print_exception(error)
    return Refusal("internal", f"the server failed; its log has the details under internal error {number}")


@lru_cache(100)
def _warn_once(message: str) -> None:
    """Log a message for the operator once, not with each request."""
    _LOG.warning("%s", message)


def _where(error: Exception) -> str:
    """Describe an error by type and place, without its message, which may quote the question."""
    frames = reversed(extract_tb(error.__traceback__)[-4:])
    calls = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames]
    return f"{type(error).__name__} in {', called in '.join(calls)}"
