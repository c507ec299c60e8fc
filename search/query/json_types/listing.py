"""The JSON of a list of articles, and of citations."""

from typing import Annotated, Any, Literal, TypedDict, get_args

from ....index.filter import ArticleOrder
from .results import ArticleJSON, GenerationJSON


class ListedArticleJSON(ArticleJSON):
    """An article of a list."""

    passages: Annotated[int, "The number of its passages."]


class ArticleListJSON(TypedDict):
    """The articles that pass a filter."""

    filters: Annotated[dict[str, Any], "The filters that were set, by name."]
    sort: Annotated[ArticleOrder, "Their order; articles without a date come last."]
    index: GenerationJSON
    total: Annotated[int, "The number of articles that pass."]
    articles: Annotated[list[ListedArticleJSON], "The first of them, in order."]


CitationStyle = Literal["md", "bibtex", "ris", "csl-json", "apa", "chicago"]
STYLES: tuple[CitationStyle, ...] = get_args(CitationStyle)


class CitationsJSON(TypedDict):
    """Citations of articles and passages."""

    style: Annotated[CitationStyle, "Their style."]
    text: Annotated[str, "All of them, as one text."]
    items: Annotated[list[dict[str, Any]], "The same as items of CSL-JSON; the locator is the paragraph, from 1."]
    unknown: Annotated[list[str], "The ids that the index does not have."]
