"""NewsML-G2, the news agencies' XML of messages with items: texts, and pictures and films with their captions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...record import Fault, Record
from ..xml.tree import attribute, first, first_words, local, paragraphs, unescaped, within, words
from .nitf import nitf

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_WITHDRAWN = ("canceled", "cancelled", "withheld")
_HEADS = frozenset({"head", "header", "footer", "aside", "figure", "script", "style", "media"})


def newsml_g2(root: Element) -> Iterator[Record | Fault]:
    """Read the items of a message, or the item that is the root; of a package alone, its list of items."""
    items = [root] if local(root) == "newsitem" else [*within(root, "newsItem")]
    for item in items:
        status = attribute(first(item, "pubStatus"), "qcode").rpartition(":")[2]
        line = getattr(item, "sourceline", None) or 1
        fields = _fields(item)
        if status in _WITHDRAWN:
            yield Fault(line, f"left out: the agency has {status} it", skipped=False)
        elif fields["text"]:
            yield Record(line, derived=fields)
    packages = [root] if local(root) == "packageitem" else [*within(root, "packageItem")]
    for package in packages if not items else []:
        if (fields := _fields(package) | _listed(package))["text"]:
            yield Record(getattr(package, "sourceline", None) or 1, derived=fields)


def _listed(package: Element) -> dict[str, object]:
    """Return the headlines and the descriptions of a package's items as its text."""
    told = [words(it) for ref in within(package, "itemRef") for it in within(ref, "headline", "title", "description")]
    return {"text": "\n\n".join(dict.fromkeys(filter(None, told)))}


def _fields(item: Element) -> dict[str, object]:
    content = first(item, "contentMeta")
    meta = first(item, "itemMeta")
    here = content if content is not None else item
    inner = first(item, "nitf")
    told = nitf(inner) if inner is not None else {}
    title = (
        first_words(here, "headline") or told.get("title") or (first_words(meta, "title") if meta is not None else "")
    )
    return {
        "id": attribute(item, "guid"),
        "title": title,
        "text": _text(item, here, str(title)),
        "published": first_words(meta, "firstCreated", "versionCreated"),
        "updated": first_words(meta, "versionCreated"),
        "authors": told.get("authors") or _authors(here),
        "source": _source(here, meta),
        "categories": _subjects(here),
        "language": attribute(first(here, "language"), "tag") or attribute(item, "lang"),
    }


def _text(item: Element, content: Element, title: str) -> str:
    """Return the longest of the contents of an item, or the caption of a picture."""
    found: list[list[str]] = []
    for inline in within(item, "inlineXML"):
        body = first(inline, "body.content", "section", "body")
        article = first(body, "section") if body is not None else None
        found.append(paragraphs(next(it for it in (article, body, inline) if it is not None), leave_out=_HEADS))
    found += [paragraphs(inline) for inline in within(item, "inlineData")]
    found = [[part for it in text for part in unescaped(it)] for text in found]
    text = max(found, key=lambda it: sum(map(len, it)), default=[])
    if not text:
        captions = (words(it) for it in within(content, "description"))
        text = [max(captions, key=len, default="")]
    if len(text) > 1 and text[0] == title:
        del text[0]
    return "\n\n".join(text)


def _authors(content: Element) -> list[str]:
    bylines = [words(it) for it in within(content, "by")]
    creators = [first_words(it, "name") for it in within(content, "creator") if "source" not in attribute(it, "role")]
    return [*dict.fromkeys(filter(None, bylines or creators))]


def _source(content: Element, meta: Element | None) -> str:
    told = [it for name in ("infoSource", "creditline") for it in within(content, name)]
    told += within(meta, "provider")
    names = (
        words(it) if local(it) == "creditline" else first_words(it, "name") or attribute(it, "literal") for it in told
    )
    return next(filter(None, names), "")


def _subjects(content: Element) -> list[str]:
    names = (first_words(it, "name") for it in within(content, "subject"))
    return [*dict.fromkeys(filter(None, names))][:20]
