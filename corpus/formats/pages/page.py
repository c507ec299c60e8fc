"""Web pages: one article in each file, separated by trafilatura from menus and advertisements."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import TYPE_CHECKING, Any

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
from .tree import parsed

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_FRONT_MATTER = (b"---\n", b"---\r\n", b"+++\n", b"+++\r\n")
_RECOGNIZED = b"ocr_page"
"""A class of hOCR."""
_DATES: dict[str, Any] = {"extensive_search": False, "original_date": True}
"""How the extractor looks for a date: an extensive search would guess one from anywhere on the page."""
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
        import trafilatura  # noqa: F401
    except ImportError:
        raise ExtraMissingError("an HTML page", "html") from None
    for name in ("trafilatura", "htmldate"):  # they log what we report ourselves; this handler keeps it off stderr
        if not logging.getLogger(name).handlers:
            logging.getLogger(name).addHandler(logging.NullHandler())
    root = parsed(content)
    if root is None:
        return None
    stated = facts(root)
    unseen = [_lines(stated.pop("text", None)), story_in_scripts(root)]
    drop_unread(root)
    found = _found(root, stated)
    title = str(found["title"])
    drop_menus(root)
    shown = _shown(root, title)
    if not shown and not any(unseen):
        return None
    for other in unseen:
        if _is_better(other, shown):
            shown = other
    published = _time(stated.get("published"), found["published"])
    return {**found, "text": "\n\n".join(shown), **stated, "published": published}


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


def _found(root: HtmlElement, stated: Mapping[str, object]) -> dict[str, object]:
    """Return the fields that trafilatura finds: in the head, and in the body those that the page does not state."""
    import htmldate
    import trafilatura.metadata as finders

    found = finders.extract_metadata(_head(root), date_config=_DATES)
    author, day, categories = found.author, found.date, found.categories
    if not author and "authors" not in stated:
        author = finders.extract_author(root)
    if not categories and "categories" not in stated and any(map(_names_category, root.iter("a"))):
        categories = finders.extract_catstags("category", root)
    if not day:
        day = htmldate.find_date(root, url=found.url, **_DATES)
    return {
        "title": (found.title or finders.extract_title(root) or "").strip(),
        "source": found.sitename,
        "categories": categories,
        "authors": author.split("; ") if author else None,
        "url": found.url,
        "published": day,
    }


def _names_category(link: HtmlElement) -> bool:
    """True for a link that a search for categories, which takes long, would look for."""
    return "/categor" in (link.get("href") or "")


def _time(stated: object, found: object) -> object:
    """Return the time that the page states, if it is one, or the day that the extractor found."""
    try:
        parse_date(stated)
    except ValueError:
        return found or stated
    return stated
