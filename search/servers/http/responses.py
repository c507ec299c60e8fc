"""Models of HTTP responses for the OpenAPI document: those of `json_types`, and the few that only HTTP has."""

from __future__ import annotations

from pydantic import BaseModel, Field

from ...query.json_types.changes import ChangesJSON, VersionsJSON
from ...query.json_types.coverage import LikeJSON, SourcesJSON, TermsJSON, TimelineJSON
from ...query.json_types.listing import ArticleListJSON, CitationsJSON
from ...query.json_types.results import ArticlePassagesJSON, ContextJSON, ResultJSON
from ..json_models import ReplyModel, models
from ..refusals import Code

_MODELS = models()
RESULT: type[BaseModel] = _MODELS[ResultJSON]
CONTEXT: type[BaseModel] = _MODELS[ContextJSON]
TIMELINE: type[BaseModel] = _MODELS[TimelineJSON]
SOURCES: type[BaseModel] = _MODELS[SourcesJSON]
TERMS: type[BaseModel] = _MODELS[TermsJSON]
LIKE: type[BaseModel] = _MODELS[LikeJSON]
ARTICLES: type[BaseModel] = _MODELS[ArticleListJSON]
CITATIONS: type[BaseModel] = _MODELS[CitationsJSON]
CHANGES: type[BaseModel] = _MODELS[ChangesJSON]
VERSIONS: type[BaseModel] = _MODELS[VersionsJSON]
ARTICLE_PASSAGES: type[BaseModel] = _MODELS[ArticlePassagesJSON]


class ErrorDetail(ReplyModel):
    """The reason for an error."""

    code: Code
    message: str
    request_id: str


class Error(ReplyModel):
    """An error in place of an answer."""

    error: ErrorDetail


class Health(ReplyModel):
    """The state of the server."""

    status: str = Field(examples=["ok"])
