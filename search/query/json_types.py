"""The JSON that nutgraf speaks: every shape and the meaning of every key, once for all faces.

`Result.to_dict` and the like return these shapes, HTTP and MCP build their schemas from them. The text beside a type is
its description there. Plain typing, as pydantic would cost the command line time.
"""

from typing import Annotated, Any, Literal, NotRequired, TypedDict

# The annotations are evaluated here: as strings, those that are not required could not be told from the others.


class ArticleJSON(TypedDict):
    """An article without its text; what is not known is null."""

    id: Annotated[str, "The article's id."]
    title: Annotated[str | None, "The headline."]
    published: Annotated[str | None, "ISO 8601, at the offset that the article gives: 2023-04-14T09:30:00+02:00."]
    updated: Annotated[str | None, "When it was last changed, in the same form."]
    source: Annotated[str | None, "The outlet."]
    categories: Annotated[list[str], "The sections; empty where not known."]
    authors: Annotated[list[str], "The authors; empty where not known."]
    url: Annotated[str | None, "Its web address."]
    language: Annotated[str | None, "A BCP 47 tag, such as en."]


class WholeArticleJSON(ArticleJSON):
    """An article without its text, with what else its record held."""

    extra: Annotated[dict[str, Any], "The record's other keys."]


class PassageJSON(TypedDict):
    """A passage: of an article, or beside a hit."""

    id: Annotated[str, "The passage's id."]
    paragraph: Annotated[int, "Its place in the article, from 0."]
    text: Annotated[str, "The paragraph."]


class CopyJSON(TypedDict):
    """A passage elsewhere that says nearly word for word what a hit says."""

    id: Annotated[str, "The passage's id."]
    text: Annotated[str, "The paragraph."]
    article: Annotated[ArticleJSON, "Its article."]
    paragraph: Annotated[int, "Its place in the article, from 0."]


class HitJSON(TypedDict):
    """A passage that may answer."""

    rank: Annotated[int, "From 1."]
    id: Annotated[str, "The passage's id."]
    score: Annotated[float, "Orders these hits; not to be compared with the hits of another question."]
    cosine: Annotated[float | None, "Of the question and the best sentence; null where the mode is bm25."]
    bm25: Annotated[float | None, "The lexical score; null where the mode is dense."]
    text: Annotated[str, "The paragraph, quoted from the article."]
    highlight: Annotated[list[int], "Start and end in `text` of the sentence that answers best, in code points."]
    article: Annotated[ArticleJSON, "Its article."]
    paragraph: Annotated[int, "Its place in the article, from 0."]
    neighbours: NotRequired[Annotated[list[PassageJSON], "The passages around it, if asked for."]]
    copies: NotRequired[Annotated[list[CopyJSON], "Near copies of it elsewhere, if there are any."]]


class VerdictJSON(TypedDict):
    """Whether the best hit answers the question."""

    answer: Annotated[
        Literal["strong", "weak", "none"],
        "strong: it most likely does. weak: it may. none: most likely the archive does not tell.",
    ]
    probability: Annotated[float, "That the best hit answers, 0 to 1."]
    reason: Annotated[str, "What the verdict is based on, in words."]


class PeriodJSON(TypedDict):
    """A stretch of time, both ends included."""

    since: Annotated[str | None, "ISO 8601; null for an open end."]
    until: Annotated[str | None, "ISO 8601; null for an open end."]


class UnderstoodJSON(TypedDict, total=False):
    """What the question says besides its subject; what is empty is left out."""

    phrases: Annotated[list[str], "What it quotes."]
    sources: Annotated[list[str], "The outlets it names."]
    periods: Annotated[list[PeriodJSON], "The dates it names."]


class GenerationJSON(TypedDict):
    """The generation of the index that the answer is from."""

    generation: Annotated[int, "Its number."]
    articles: Annotated[int, "Articles in it."]
    passages: Annotated[int, "Passages in it."]
    model: Annotated[str, "The name of the embedding model."]


class ResultJSON(TypedDict):
    """The answer to a question, all of it from one generation of the index."""

    query: Annotated[str, "The question."]
    filters: Annotated[dict[str, Any], "The filters that were set, by name."]
    mode: Annotated[str, "The mode of the search."]
    understood: UnderstoodJSON
    verdict: VerdictJSON
    index: GenerationJSON
    hits: Annotated[list[HitJSON], "Best first."]


class ArticlePassagesJSON(TypedDict):
    """An article, and passages of it."""

    article: WholeArticleJSON
    passages: Annotated[list[PassageJSON], "In the article's order."]


class CitationJSON(TypedDict):
    """A passage of a block for a prompt, and where it is from."""

    number: Annotated[int, "By which the model cites it, from 1."]
    id: Annotated[str, "The passage's id."]
    title: Annotated[str, "The headline, or empty."]
    source: Annotated[str, "The outlet, or empty."]
    published: Annotated[str | None, "ISO 8601 in UTC, or null."]
    url: Annotated[str, "Its web address, or empty."]
    text: Annotated[str, "What the block holds of the passage."]
    whole: Annotated[bool, "True for the whole passage, false for the sentence that answers best."]
    digest: Annotated[str, "SHA-256 of the passage's own text, in hex."]


class ContextJSON(TypedDict):
    """A block for a prompt, with its citations."""

    text: Annotated[str, "The block."]
    citations: Annotated[list[CitationJSON], "The passages in it, by number."]
    tokens: Annotated[int, "The length of the block."]
    query: Annotated[str, "The question."]
    filters: Annotated[dict[str, Any], "The filters that were set, by name."]
    mode: Annotated[str, "The mode of the search."]
    verdict: VerdictJSON
    index: GenerationJSON
