"""Why a request is refused: codes that clients may rely on, each with its status, and the one shape of an error."""

from __future__ import annotations

import logging
import os
from functools import lru_cache
from pathlib import Path
from traceback import extract_tb, print_exception
from typing import Literal
from uuid import uuid4

import orjson

from ...corpus.errors import IndexFormatError, IndexMissingError, ModelMismatchError, NutgrafError
from ..query.options import QuestionError

_LOG = logging.getLogger("nutgraf.serve")

Code = Literal[
    "bad_request", "unauthorized", "origin_refused", "not_found", "method_not_allowed", "timeout", "stale", "too_large",
    "unsupported_media_type", "host_refused", "invalid_request", "question_refused", "headers_too_large", "internal",
    "busy", "deadline", "index_missing", "index_damaged", "model_mismatch",
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
    "busy": 503,
    "deadline": 503,
    "index_missing": 503,
    "index_damaged": 503,
    "model_mismatch": 503,
}
CODES: dict[int, Code] = {status: code for code, status in reversed(STATUS.items())}
"""The code of a status where nothing more is known."""
RETRY_AFTER: dict[Code, int] = {"busy": 1, "deadline": 1, "index_missing": 5, "index_damaged": 30, "model_mismatch": 30}
"""Seconds."""
_OF_THE_INDEX: tuple[tuple[type[NutgrafError], Code, str], ...] = (
    (IndexMissingError, "index_missing", "there is no index; it is looked for again with each request"),
    (ModelMismatchError, "model_mismatch", "the index was built with another model than this server has"),
    (IndexFormatError, "index_damaged", "the index is damaged; whoever keeps it is to run: nutgraf check --repair"),
)
"""What is told of each: our own messages name folders of this machine."""


class Refusal(Exception):  # noqa: N818  # it is an answer, too
    """A request that is not answered.

    Attributes:
        code: What clients branch on.
        message: One sentence for people.
    """

    def __init__(self, code: Code, message: str) -> None:
        super().__init__(code, message)  # so that it can be sent from a worker to the server
        self.code, self.message = code, message

    @property
    def status(self) -> int:
        """Of HTTP."""
        return STATUS[self.code]

    def body(self, request_id: str) -> bytes:
        """The one shape of an error, as JSON."""
        return orjson.dumps({"error": {"code": self.code, "message": self.message, "request_id": request_id}})

    def headers(self) -> dict[str, str]:
        """What goes with it."""
        headers = {"content-type": "application/json"}
        if self.code in RETRY_AFTER:
            headers["retry-after"] = str(RETRY_AFTER[self.code])
        if self.code == "unauthorized":
            headers["www-authenticate"] = "Bearer"
        return headers


def refusal_of(error: Exception) -> Refusal:
    """What a client is told of an error of ours."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, QuestionError):
        return Refusal("question_refused", str(error))
    for kind, code, message in _OF_THE_INDEX:
        if isinstance(error, kind):
            _tell_once(str(error))
            return Refusal(code, message)
    mark = uuid4().hex[:8]
    _LOG.error("internal error %s: %s; NUTGRAF_DEBUG=1 tells more", mark, _where(error))
    if os.environ.get("NUTGRAF_DEBUG"):
        print_exception(error)
    return Refusal("internal", f"something went wrong on our side; in the server's log it is internal error {mark}")


@lru_cache(100)
def _tell_once(message: str) -> None:
    """For whoever keeps the index, not with each request."""
    _LOG.warning("%s", message)


def _where(error: Exception) -> str:
    """What broke, and where. Not its message, which may hold what was asked."""
    calls = [f"{Path(it.filename).name}:{it.lineno}" for it in reversed(extract_tb(error.__traceback__)[-4:])]
    return f"{type(error).__name__} in {', called in '.join(calls)}"
