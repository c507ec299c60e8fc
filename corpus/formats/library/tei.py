"""TEI, the XML of editions: a text, or the articles of an issue, with what its header tells of the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...record import Record
from ..xml.tree import UNSEEN, attribute, first, first_words, local, paragraphs, within, words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NOT_TEXT = UNSEEN | {"note", "fw", "figdesc", "byline", "docauthor", "orig", "sic", "abbr"}
"""Editors' notes, running heads, and what ``choice`` gives in a second form."""
_BREAKS = ("lb", "pb", "cb")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_HYPHEN = re.compile(r"[-‐¬\u00ad]\s*$")


def tei(root: Element) -> Iterator[Record]:
    """Read a text; of an issue, each division of the type ``article`` or the like that has a headline."""
    for element in within(root, *_BREAKS):
        if attribute(element, "break") != "no":
            element.tail = f" {element.tail or ''}"
        else:
            _join_word_before(element)
    for element in within(root, "orig", "sic", "abbr"):
        above = element.getparent()
        if above is not None and local(above) != "choice":
            element.tag = "seg"
    header, body = first(root, "teiHeader"), first(root, "body")
    source = first(header, "sourceDesc")
    title = first_words(first(header, "titleStmt"), "title")
    titles = [it for it in within(source, "title") if words(it) != title]  # a source is often called by its article
    journal = next((words(it) for it in titles if attribute(it, "level") == "j"), "")
    about = {
        "published": _day(source) or _day(first(header, "creation")),
        "source": journal or next(filter(None, map(words, titles)), "") or first_words(source, "publisher"),
        "authors": [*filter(None, map(words, within(first(header, "titleStmt"), "author")))],
        "language": attribute(first(header, "language"), "ident") or attribute(root, "lang"),
    }
    articles = [it for it in within(body, "div", "div1", "div2") if _is_article(it)]
    if len(articles) > 1:
        for article in articles:
            yield Record(article.sourceline or 1, derived={**about, **_fields(article)})
        return
    told = {**about, **_fields(body)} if body is not None else about
    yield Record(1, derived={**told, "title": title or told.get("title")}, is_whole_file=True)


def _join_word_before(element: Element) -> None:
    """Take the hyphen from the end of the text before a break that is inside a word."""
    before, above = element.getprevious(), element.getparent()
    if before is not None:
        before.tail = _HYPHEN.sub("", before.tail or "")
    elif above is not None:
        above.text = _HYPHEN.sub("", above.text or "")


def _fields(element: Element) -> dict[str, object]:
    names = [*filter(None, map(words, within(element, "byline", "docAuthor")))]
    found = {
        "title": first_words(element, "head"),
        "text": "\n\n".join(paragraphs(element, leave_out=_NOT_TEXT)),
        "authors": names,
        "published": attribute(first(element, "date"), "when") if local(element) != "body" else "",
    }
    return {name: value for name, value in found.items() if value}


def _is_article(element: Element) -> bool:
    kind = attribute(element, "type").lower()
    return ("article" in kind or kind in ("news", "report", "item")) and any(local(it) == "head" for it in element)


def _day(element: Element | None) -> str:
    """Return the first day that a machine can read; editors write others in words."""
    dates = [*within(element, "date")]
    told = next((day for it in dates if (day := attribute(it, "when"))), "")
    return told or next((day for it in dates if _DAY.fullmatch(day := words(it))), "")
