"""What is answered over HTTP, for the OpenAPI document. The answers are made by `Result.to_dict` and the like."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from ...library.context import Citation
from ..refusals import Code


class _Said(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ErrorDetail(_Said):
    """Why a request was refused."""

    code: Code
    message: str
    request_id: str


class Error(_Said):
    """A request that was not answered."""

    error: ErrorDetail


class Header(_Said):
    """An article without its text; what is not known is null."""

    id: str
    title: str | None
    published: str | None = Field(examples=["2023-04-14T09:30:00+02:00"])
    updated: str | None
    source: str | None
    categories: list[str]
    authors: list[str]
    url: str | None
    language: str | None


class Around(_Said):
    """A passage beside a hit, or of an article."""

    id: str
    paragraph: int
    text: str


class Copy(Around):
    """A near copy of a hit."""

    article: Header


class Hit(_Said):
    """A passage that answers."""

    rank: int
    id: str
    score: float = Field(description="What hits are ordered by; not to be compared between questions.")
    cosine: float | None
    bm25: float | None
    text: str
    highlight: list[int] = Field(description="Start and end of the sentence that answers best, in code points.")
    article: Header
    paragraph: int
    neighbours: list[Around] = []
    copies: list[Copy] = []


class Verdict(_Said):
    """Whether the best hit answers."""

    answer: str = Field(examples=["strong", "weak", "none"])
    probability: float
    reason: str


class IndexSaid(_Said):
    """The generation that it is from."""

    generation: int
    articles: int
    passages: int
    model: str


class Found(_Said):
    """The answer to a question."""

    query: str
    filters: dict[str, Any]
    mode: str
    understood: dict[str, Any]
    verdict: Verdict
    index: IndexSaid
    hits: list[Hit]


class ContextSaid(_Said):
    """A block for a prompt."""

    text: str
    citations: list[Citation]
    tokens: int
    query: str
    filters: dict[str, Any]
    mode: str
    verdict: Verdict
    index: IndexSaid


class HeaderWhole(Header):
    """An article without its text, with what else its record held."""

    extra: dict[str, Any]


class Shown(_Said):
    """An article, and passages of it."""

    article: HeaderWhole
    passages: list[Around]


class Health(_Said):
    """How the server is."""

    status: str = Field(examples=["ok"])
