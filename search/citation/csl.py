"""CSL-JSON of an article or a passage: the one form that all styles and formats of citations are made from.

The keys are those of the schema `csl-data.json` of the Citation Style Language, 1.0.2.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, TypedDict

from ...corpus.article import Article, Passage
from ...corpus.text.characters import one_line
from .names import CSLName, csl_names

CSLDate = TypedDict("CSLDate", {"date-parts": list[list[int]]})
CSLItem = TypedDict(
    "CSLItem",
    {
        "id": str,
        "type": str,
        "title": str,
        "author": list[CSLName],
        "container-title": str,
        "issued": CSLDate,
        "URL": str,
        "language": str,
        "locator": str,
        "note": str,
    },
    total=False,
)
"""An item of CSL-JSON. What is not known is left out."""


_OTHER_SCHEME = re.compile(r"(?!https?:)[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
"""An address that is no web page, such as `javascript:` or a file; but `example.org:8080` is one."""


def csl_item(article: Article, passage: Passage | None = None) -> CSLItem:
    """Make the item of an article, or of one of its passages, which has its paragraph as locator, counted from 1."""
    header = {
        "id": article.id, "title": article.title, "authors": article.authors, "source": article.source,
        "published": article.published and article.published.isoformat(), "url": article.url,
        "language": article.language,
    }  # fmt: skip
    return csl_of_json(header, passage.id if passage else "", passage.number if passage else 0)


def csl_of_json(article: Mapping[str, Any], passage_id: str = "", paragraph: int = 0) -> CSLItem:
    """Make the item of an article in JSON, see `ArticleJSON`, or of one of its passages, by id and paragraph from 0."""
    item: CSLItem = {"id": passage_id or article["id"], "type": "article-newspaper"}
    outlet = one_line(article["source"] or "").strip()
    if title := one_line(article["title"] or "").strip():
        item["title"] = title
    if authors := csl_names(tuple(article["authors"]), outlet):
        item["author"] = authors
    if outlet:
        item["container-title"] = outlet
    if article["published"]:
        day = date.fromisoformat(article["published"][:10])
        item["issued"] = {"date-parts": [[day.year, day.month, day.day]]}
    if (url := one_line(article["url"] or "").strip()) and not _OTHER_SCHEME.match(url):
        item["URL"] = url
    if article["language"]:
        item["language"] = article["language"]
    if passage_id:
        item["locator"] = str(paragraph + 1)
        item["note"] = f"paragraph {paragraph + 1}"  # reference managers drop a locator
    return item
