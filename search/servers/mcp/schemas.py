"""The output schemas of the tools. Clients of MCP prescribe those of `search` and `fetch`; the other is our JSON."""

from __future__ import annotations

from pydantic import BaseModel, Field, create_model

from ...query.json_types.results import CopyJSON, HitJSON, ResultJSON
from ..json_models import models


class SearchHit(BaseModel):
    """A passage that may answer the question."""

    id: str = Field(description="The passage's id, for `fetch`.")
    title: str = Field(description="Headline, source and date.")
    url: str = Field(description="Address to cite; nutgraf:... where the article has no web address.")
    text: str = Field(description="The sentence that answers best, quoted.")


class SearchHits(BaseModel):
    """Passages, best first."""

    results: list[SearchHit]


class Document(BaseModel):
    """An article, or a passage with its neighbours."""

    id: str
    title: str = Field(description="Headline, source and date.")
    text: str = Field(description="Text quoted from the article; blank lines separate the paragraphs.")
    url: str = Field(description="Address to cite; nutgraf:... where the article has no web address.")
    metadata: dict[str, str] = Field(
        description="source, published, categories, authors, article_id and paragraph, as far as known; `next` is the "
        "id of the rest of the text, where there is more."
    )


# The text of a copy is nearly that of its hit, and signals mean nothing to a model: both would only take room.
Answer: type[BaseModel] = create_model(
    "Answer",
    __base__=models(without={CopyJSON: {"text"}, HitJSON: {"signals"}, ResultJSON: {"facets"}})[ResultJSON],
    __doc__=ResultJSON.__doc__,
    left_out=(int, Field(description="Number of further hits, left out because the answer would be too long.")),
)
