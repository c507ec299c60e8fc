"""The shapes in which the tools of MCP answer: what they declare, and what is sent."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, Field


class Lead(BaseModel):
    """A passage that may answer."""

    id: str = Field(description="of the passage; `fetch` takes it")
    title: str = Field(description="headline, source and date")
    url: str = Field(description="to cite; nutgraf:... for an article without a web address")
    text: str = Field(description="the sentence that answers best, quoted")


class Leads(BaseModel):
    """Passages, best first."""

    results: list[Lead]


class Document(BaseModel):
    """An article, or a passage with its surroundings."""

    id: str
    title: str = Field(description="headline, source and date")
    text: str = Field(description="quoted from the article; paragraphs are separated by blank lines")
    url: str = Field(description="to cite; nutgraf:... for an article without a web address")
    metadata: dict[str, str] = Field(
        description="source, published, categories, authors, article_id, paragraph, as far as known; where the text "
        "goes on, `next` is the id that fetches the rest"
    )


class Header(BaseModel):
    """An article without its text; what is not known is null."""

    id: str = Field(description="`fetch` takes it")
    title: str | None
    published: str | None = Field(description="ISO 8601, at the offset that the article gives")
    updated: str | None
    source: str | None
    categories: list[str]
    authors: list[str]
    url: str | None
    language: str | None


class Neighbour(BaseModel):
    """A passage next to a hit."""

    paragraph: int
    id: str
    text: str


class Repeated(BaseModel):
    """A passage elsewhere that says nearly word for word the same."""

    id: str
    article: Header
    paragraph: int


class Passage(BaseModel):
    """A passage that may answer."""

    rank: int
    id: str = Field(description="`fetch` takes it")
    score: float = Field(description="orders these hits; it means nothing beside those of another question")
    cosine: float | None
    bm25: float | None
    text: str = Field(description="quoted; a long passage is cut, which […] marks")
    highlight: tuple[int, int] = Field(description="where in `text` the sentence that answers best starts and ends")
    article: Header
    paragraph: int = Field(description="from 0")
    neighbours: list[Neighbour] = []
    copies: list[Repeated] = []


class Judgement(BaseModel):
    """Whether the best hit answers the question."""

    answer: Literal["strong", "weak", "none"] = Field(
        description="strong: it most likely does. weak: it may. none: most likely the archive does not tell"
    )
    probability: float
    reason: str


class Answer(BaseModel):
    """The answer to a question, all of it out of one generation of the index."""

    query: str
    filters: dict[str, Any]
    mode: str
    understood: dict[str, Any] = Field(description="what the question quotes, and the sources and dates it names")
    verdict: Judgement
    index: dict[str, Any]
    hits: list[Passage] = Field(description="best first")
    left_out: int = Field(description="hits that were found and are not here, as the answer would be too long")
