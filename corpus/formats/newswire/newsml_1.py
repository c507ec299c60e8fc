"""NewsML 1, which some agencies still send: items with components."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...record import Record
from ..xml.tree import attribute, first, first_words, paragraphs, unescaped, within
from .nitf import nitf, readable

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


def newsml_1(root: Element) -> Iterator[Record]:
    """Read the items with a text."""
    for item in within(root, "NewsItem"):
        if fields := _fields(item, root):
            yield Record(getattr(item, "sourceline", None) or 1, derived=fields)


def _fields(item: Element, root: Element) -> dict[str, object]:
    contents = [
        [part for text in paragraphs(it) for part in unescaped(text)]
        for it in within(item, "DataContent", "body.content")
    ]
    text = max(contents, key=lambda it: sum(map(len, it)), default=[])
    if not text:
        return {}
    inner = first(item, "nitf")
    told = nitf(inner) if inner is not None else {}
    provider = first(item, "Provider")
    return {
        "id": first_words(item, "PublicIdentifier", "NewsItemId"),
        "title": first_words(item, "HeadLine") or told.get("title"),
        "text": "\n\n".join(text),
        "published": readable(first_words(item, "FirstCreated", "ThisRevisionCreated", "DateId")),
        "updated": readable(first_words(item, "ThisRevisionCreated")),
        "authors": [first_words(item, "ByLine")] if first_words(item, "ByLine") else told.get("authors"),
        "source": attribute(first(provider, "Party"), "FormalName") or _sender(root, item),
        "categories": [name for it in within(item, "NewsLineText") if (name := first_words(it, "Section"))],
        "language": attribute(first(item, "Language"), "FormalName") or attribute(item, "lang"),
    }


def _sender(root: Element, item: Element) -> str:
    return attribute(first(root, "NewsService"), "FormalName") or first_words(item, "ProviderId", "CopyrightHolder")
