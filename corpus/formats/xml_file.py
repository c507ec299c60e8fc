"""XML files: their root tells what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..fields.names import FIELD_ALIASES, folded
from ..record import Fault, Record, StoppedError
from ..source import Source
from .feed import NO_FEED, feed
from .library.alto import alto, mets
from .library.recognized import page_xml
from .library.tei import tei
from .newswire.newsml_1 import newsml_1
from .newswire.newsml_g2 import newsml_g2
from .newswire.nitf import nitf
from .pages.page import page
from .xml_shapes import shaped_articles
from .xml_tree import first_words, local, paragraphs, parse, within, words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_PROLOG = re.compile(
    rb"(?:\s|<\?[^>]*>|<!--(?:[^-]|-(?!->))*-->|<!DOCTYPE[^>\[]*(?:\[[^\]]*\])?[^>]*>)*+", re.IGNORECASE
)
_ROOT = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)")
_BOM = b"\xef\xbb\xbf"


def _one(read: Callable[[Element], dict[str, object]]) -> Callable[[Element], Iterator[Record | Fault]]:
    """Make a reader of a root that is one article."""

    def reads(root: Element) -> Iterator[Record | Fault]:
        yield Record(1, derived=read(root), is_whole_file=True)

    return reads


def sitemap(root: Element) -> Iterator[Record | Fault]:
    """Tell that a map of a site lists pages, and holds no text of them."""
    count = sum(1 for _ in within(root, "loc"))
    yield Fault(None, f"a map of a site: it lists {count:,} pages, and holds no text; save the pages, and index those")


ROOTS: Mapping[str, Callable[[Element], Iterator[Record | Fault]]] = {
    "nitf": _one(nitf),
    "newsmessage": newsml_g2,
    "newsitem": newsml_g2,
    "packageitem": newsml_g2,
    "newsml": newsml_1,
    "alto": alto,
    "mets": mets,
    "tei": tei,
    "tei.2": tei,
    "pcgts": page_xml,
    "urlset": sitemap,
    "sitemapindex": sitemap,
}
"""Name of a root, in lower case -> its reader."""
FEEDS = frozenset({"rss", "feed", "rdf", "channel"})
PAGES = frozenset({"html"})

_TEXT = frozenset(FIELD_ALIASES["text"])
_ANY = frozenset(alias for aliases in FIELD_ALIASES.values() for alias in aliases)
_NAMED = frozenset(alias for name in ("source", "authors", "categories") for alias in FIELD_ALIASES[name])
_NAMES = ("name", "title", "displayname", "label")
_PARTS_OF_TEXT = frozenset({"p", "para", "paragraph", "br", "div"})
_NOTHING = "no feed, and no element in it holds a text and two more fields of an article"
_FEWEST = 3
"""Fields of an element that is taken for an article."""


def root_of(head: bytes) -> str:
    """Return the name of the root of XML or HTML that begins with `head`, in lower case; "" for other content."""
    head = head.removeprefix(_BOM)
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.decode("utf-16", errors="replace").encode()
    start = _PROLOG.match(head)
    root = _ROOT.match(head, start.end() if start else 0)
    if not root:
        return "html" if re.match(rb"\s*<!doctype\s+html", head, re.IGNORECASE) else ""
    return root[1].decode().lower()


def xml_file(source: Source) -> Iterator[Record | Fault]:
    """Read feeds, newswire, recognized text, pages, and elements that hold the fields of an article.

    Raises:
        ExtraMissingError: lxml, feedparser or trafilatura is not installed.
        StoppedError: The file is not well-formed.
    """
    content = source.read_bytes(raw=True, limit=source.limits.feed_bytes)
    root_name = root_of(content[: 1 << 16])
    if root_name in PAGES:
        yield from page(source)
        return
    if root_name not in ROOTS:
        records = [] if root_name in FEEDS else [*_articles(content)]
        for item in records or feed(source):
            is_unknown = isinstance(item, Fault) and item.reason == NO_FEED
            yield Fault(1, f"XML with the root {root_name}: {_NOTHING}") if is_unknown else item
        return
    yield from ROOTS[root_name](parse(content))


def _articles(content: bytes) -> Iterator[Record]:
    """Read the elements that hold the fields of an article, each in an element of its own, as databases write them."""
    try:
        root = parse(content)
    except StoppedError:
        return
    known = [Record(line, derived=fields) for line, fields in shaped_articles(root)]
    if known:
        yield from known if len(known) > 1 else [replace(known[0], is_whole_file=True)]
        return
    for element in root.iter():
        fields = {local(child): _value(child) for child in element if local(child)}
        named = {folded(name) for name, value in fields.items() if value and folded(name) in _ANY}
        if len(named) >= _FEWEST and _TEXT & named:
            yield Record(element.sourceline or 1, fields)


def _value(element: Element) -> str:
    """Return what a field holds: a text with its paragraphs, another field on one line; "" for one made of fields.

    Of a person or an outlet that is made of fields, it is the name.
    """
    name = folded(local(element))
    if not len(element):
        return (element.text or "").strip() if name in _TEXT else words(element)
    if name in _NAMED and (told := first_words(element, *_NAMES)):
        return told
    return "\n\n".join(paragraphs(element)) if any(local(child) in _PARTS_OF_TEXT for child in element) else ""
