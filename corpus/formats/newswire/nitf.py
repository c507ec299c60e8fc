"""NITF, the news agencies' and papers' XML of one article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ..xml.tree import UNSEEN, attribute, first, first_words, paragraphs, within, words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TITLES_OF_PEOPLE = frozenset({"byttl", "virtloc"})
_COMPACT = re.compile(r"(\d{8}T\d{6})([+-]\d{2}:?\d{2}|Z)?")


_AND = re.compile(r"(?:\band\b|\bund\b|\bet\b|[,&])\s*[^\W\d_]\w+\s+[^\W\d_]\w+")
"""A name behind another that is not marked."""


def nitf(root: Element) -> dict[str, object]:
    """Return the fields of the article in a ``nitf`` element."""
    docdata = first(root, "docdata")
    body = _body(root)
    head = first(root, "body.head")
    text = paragraphs(body) if body is not None else []
    if not text and (abstract := first(root, "abstract")) is not None:
        text = paragraphs(abstract)
    return {
        "id": attribute(first(root, "doc-id"), "id-string"),
        "title": first_words(root, "hl1", "headline", "hedline", "title"),
        "text": "\n\n".join(text),
        "published": time_of(docdata, "date.issue", "date.release")
        or attribute(first(root, "story.date"), "norm")
        or attribute(first(root, "pubdata"), "date.publication"),
        "authors": [name for it in within(head, "byline") for name in _names(it)],
        "source": _source(root),
        "categories": _sections(root),
        "language": attribute(root, "lang"),
    }


def _body(root: Element) -> Element | None:
    """Return the whole text, where the beginning of it stands beside it once more."""
    whole = (it for it in within(root, "block") if attribute(it, "class") == "full_text")
    return next(whole, first(root, "body.content"))


def time_of(element: Element | None, *names: str) -> str:
    """Return the time in the attribute ``norm`` of the first of `names` that has one."""
    norms = (attribute(it, "norm") for name in names for it in within(element, name))
    return next((readable(norm) for norm in norms if norm), "")


def readable(time: str) -> str:
    """Write a time like ``20230418T100000+0200`` with a colon in its offset, as ISO 8601 wants it."""
    match = _COMPACT.fullmatch(time)
    if not match or not match[2] or ":" in match[2] or match[2] == "Z":
        return time
    return f"{match[1]}{match[2][:3]}:{match[2][3:]}"


def _names(byline: Element) -> list[str]:
    lines = paragraphs(byline, leave_out=UNSEEN | _TITLES_OF_PEOPLE)
    names = [name for line in lines for it in line.split("\n") if (name := re.sub(r"^\s*by\s+", "", it, flags=re.I))]
    people = [*filter(None, (words(it) for it in within(byline, "person")))]
    # Not each name need be marked: "By <person>A B</person> and C D".
    is_marked = people and not _AND.search(_without(" ".join(names), people))
    return people if is_marked else names


def _without(text: str, people: list[str]) -> str:
    for name in people:
        text = text.replace(name, "")
    return text


def _source(root: Element) -> str:
    told = (
        attribute(first(root, "pubdata"), "name"),
        first_words(root, "distributor"),
        attribute(first(root, "doc.copyright"), "holder"),
        attribute(first(root, "doc-id"), "regsrc"),
    )
    return next(filter(None, told), "")


def _sections(root: Element) -> list[str]:
    told = (attribute(it, "content") for it in within(root, "meta") if attribute(it, "name") == "online_sections")
    section = attribute(first(root, "pubdata"), "position.section") or next(told, "")
    subjects = [attribute(it, "tobject.subject.type") for it in within(root, "tobject.subject")]
    return [section] if section else [*dict.fromkeys(filter(None, subjects))]
