"""The output schemas of the tools. Those of `search` and `fetch` are given by MCP's clients; the other is our JSON."""

from __future__ import annotations

from pydantic import BaseModel, Field, create_model

from ...query.json_types import CopyJSON, ResultJSON
from ..json_models import models


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


# What a copy says is what its hit says, and would only take room.
Answer: type[BaseModel] = create_model(
    "Answer",
    __base__=models(without={CopyJSON: {"text"}})[ResultJSON],
    __doc__=ResultJSON.__doc__,
    left_out=(int, Field(description="Hits that were found and are not here, as the answer would be too long.")),
)
