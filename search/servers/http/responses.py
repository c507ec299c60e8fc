"""Models of HTTP responses for the OpenAPI document: those of `json_types`, and the few that only HTTP has."""

from __future__ import annotations

from pydantic import BaseModel, Field

from ...query.json_types import ArticlePassagesJSON, ContextJSON, ResultJSON
from ..json_models import StrictModel, models
from ..refusals import Code

_MODELS = models()
RESULT: type[BaseModel] = _MODELS[ResultJSON]
CONTEXT: type[BaseModel] = _MODELS[ContextJSON]
ARTICLE_PASSAGES: type[BaseModel] = _MODELS[ArticlePassagesJSON]


class ErrorDetail(StrictModel):
    """The reason for an error."""

    code: Code
    message: str
    request_id: str


class Error(StrictModel):
    """An error in place of an answer."""

    error: ErrorDetail


class Health(StrictModel):
    """The state of the server."""

    status: str = Field(examples=["ok"])
