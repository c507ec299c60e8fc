"""What is answered over HTTP, for the OpenAPI document: the shapes of `json_types`, and what HTTP alone adds."""

from __future__ import annotations

from pydantic import BaseModel, Field

from ...query.json_types import ArticlePassagesJSON, ContextJSON, ResultJSON
from ..json_models import Shape, models
from ..refusals import Code

_MODELS = models()
RESULT: type[BaseModel] = _MODELS[ResultJSON]
CONTEXT: type[BaseModel] = _MODELS[ContextJSON]
ARTICLE_PASSAGES: type[BaseModel] = _MODELS[ArticlePassagesJSON]


class ErrorDetail(Shape):
    """Why a request was refused."""

    code: Code
    message: str
    request_id: str


class Error(Shape):
    """A request that was not answered."""

    error: ErrorDetail


class Health(Shape):
    """The state of the server."""

    status: str = Field(examples=["ok"])
