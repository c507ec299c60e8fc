"""Web pages: one article in each file, separated by trafilatura from menus and advertisements."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from copy import deepcopy
from typing import TYPE_CHECKING

from ...dates import parse_date
from ...errors import ExtraMissingError
from ...fields.markup import paragraphs
from ...record import Fault, Record
from ...source import Source
from ..front_matter import split_front_matter
from ..library.recognized import hocr
from ..press.pages import articles_of
from .facts import facts
from .parts import completed, drop_menus, drop_unread, prose
from .scripts import story_in_scripts

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from trafilatura.settings import Document

_FRONT_MATTER = (b"---\n", b"---\r\n", b"+++\n", b"+++\r\n")
_RECOGNIZED = b"ocr_page"
"""A class of hOCR."""
_DATES = {"extensive_search": False, "original_date": True}
"""How the extractor looks for a date: an extensive search would guess one from anywhere on the page."""
_TOLD = {"published", "authors", "categories"}
"""Fields that the extractor would look for in the body of a page."""
_MOST_OF_IT = 0.6
"""Share of the prose of a page that its article has, or else other extractors are asked, too."""
_MUCH_MORE = 2
"""How many times longer the text in a page's metadata or scripts is than the one it shows, if that is not the story."""


def page(source: Source) -> Iterator[Record | Fault]:
    """Read the page's article, with its paragraphs in order, or the articles of a press database's download.

    Raises:
        ExtraMissingError: trafilatura is not installed.
    """
    content = source.read_bytes()
    if articles := articles_of(content):
        yield from articles
        return
    if _RECOGNIZED in content:
        yield from hocr(content)
        return
    head: dict[str, object] = {}
    if content.startswith(_FRONT_MATTER):  # the source of a page, as Jekyll and Hugo keep it
        head, body, _ = split_front_matter(content.decode(errors="replace"))
        content = body.encode()
    fields = article_of(content)
    if fields is None and head:
        fields = {"text": "\n\n".join(paragraphs(body))}
    if not fields or not fields.get("text"):
        yield Fault(1, "the page contains no article")
    else:
        yield Record(1, head, derived=fields, is_whole_file=True)


def article_of(content: bytes | str) -> dict[str, object] | None:
    """Return the fields of the article of an HTML page; None where it contains none.

    Raises:
        ExtraMissingError: trafilatura is not installed.
    """
    try:
        import trafilatura
    except ImportError:
        raise ExtraMissingError("an HTML page", "html") from None
    for name in ("trafilatura", "htmldate"):  # they log what we report ourselves; this handler keeps it off stderr
        if not logging.getLogger(name).handlers:
            logging.getLogger(name).addHandler(logging.NullHandler())
    root = trafilatura.load_html(content)
    if root is None:
        return None
    stated = facts(root)
    unseen = [_lines(stated.pop("text", None)), story_in_scripts(root)]
    drop_unread(root)
    extracted = trafilatura.extract_metadata(_head(root) if stated.keys() >= _TOLD else root, date_config=_DATES)
    title = (extracted.title or "").strip()
    drop_menus(root)
    shown = _shown(root, title)
    if not shown and not any(unseen):
        return None
    for other in unseen:
        if _is_better(other, shown):
            shown = other
    return {**_found(extracted), "title": title, "text": "\n\n".join(shown), **stated} | {
        "published": _time(stated.get("published"), extracted.date)
    }


def _head(root: HtmlElement) -> HtmlElement:
    """Copy a page without its body, but for its headlines and JSON-LD: a search of all of it takes long."""
    body = root.makeelement("body")
    body.extend(deepcopy(it) for it in root.iter("h1", "script") if next(it.iterancestors("head"), None) is None)
    page = root.makeelement("html", root.attrib)
    page.extend([*(deepcopy(it) for it in root.iterchildren("head")), body])
    return page


def _shown(root: HtmlElement, title: str) -> list[str]:
    """Extract the paragraphs of the article, those of its other containers too.

    What other extractors would find takes a third of the time, and is only asked for where much of the page's prose is
    missing.
    """
    import trafilatura

    shown: list[str] = []
    for fast in (True, False):
        found = trafilatura.bare_extraction(root, fast=fast, include_comments=False)
        if found is None or isinstance(found, dict):
            continue
        lines = _lines(found.text)
        if lines and lines[0] == title:
            del lines[0]
        lines = completed(lines, root)
        if sum(map(len, lines)) >= sum(map(len, shown)):
            shown = lines
        if sum(map(len, shown)) >= _MOST_OF_IT * prose(root):
            break
    return shown


def _is_better(other: list[str], paragraphs: list[str]) -> bool:
    """True for the story of a page that its scripts fill, and for the same text with its paragraphs told apart."""
    lengths = sum(map(len, other)), sum(map(len, paragraphs))
    is_same = len(other) > len(paragraphs) and "".join("".join(other).split()) == "".join("".join(paragraphs).split())
    return is_same or lengths[0] > _MUCH_MORE * lengths[1]


def _lines(text: object) -> list[str]:
    """Split text into its paragraphs; markup is no text."""
    if not isinstance(text, str) or "</" in text:
        return []
    return [line for paragraph in text.splitlines() if (line := paragraph.strip())]


def _found(extracted: Document) -> dict[str, object]:
    """Return the fields that trafilatura found itself."""
    return {
        "source": extracted.sitename,
        "categories": extracted.categories,
        "authors": extracted.author.split("; ") if extracted.author else None,
        "url": extracted.url,
    }


def _time(stated: object, found: str | None) -> object:
    """Return the time that the page states, if it is one, or the day that the extractor found."""
    try:
        parse_date(stated)
    except ValueError:
        return found or stated
    return stated
