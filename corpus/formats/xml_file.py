"""XML files: their root tells what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ..fields.english_names import SUMMARY_ALIASES
from ..fields.names import FIELD_ALIASES, known_name
from ..record import Fault, Record, StoppedError
from ..source import Source
from .feed import NO_FEED, feed
from .library.alto import alto, mets
from .library.recognized import djvu, finereader, page_xml
from .library.tei import tei
from .newswire.newsml_1 import newsml_1
from .newswire.newsml_g2 import newsml_g2
from .newswire.nitf import nitf
from .pages.page import page
from .xml_shapes import shaped_articles
from .xml_tree import attribute, first_words, local, paragraphs, parse, within, words

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
    "djvuxml": djvu,
    "urlset": sitemap,
    "sitemapindex": sitemap,
}
"""Name of a root, in lower case -> its reader."""
FEEDS = frozenset({"rss", "feed", "rdf", "channel"})
PAGES = frozenset({"html"})

_TEXT = frozenset(FIELD_ALIASES["text"])
_SUMMARIES = frozenset(SUMMARY_ALIASES)
_ANY = frozenset(alias for aliases in FIELD_ALIASES.values() for alias in aliases) | _SUMMARIES
_NAMELESS = frozenset({"field", "column", "str", "arr", "date", "text", "int", "long", "data", "attr"})
"""Elements of databases and search engines that have the name of their field in an attribute."""
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
    if any(True for _ in within(root, "charParams", "formatting")) and local(root) == "document":
        yield from finereader(root)
        return
    known = [Record(line, derived=fields) for line, fields in shaped_articles(root)]
    if known:
        yield from known if len(known) > 1 else [replace(known[0], is_whole_file=True)]
        return
    found = [(element.sourceline or 1, _fields(element)) for element in root.iter() if len(element) >= _FEWEST]
    for texts in (_TEXT, _SUMMARIES):
        records = [Record(line, fields) for line, fields in found if _is_article(fields, texts)]
        yield from records
        if records:
            return


def _fields(element: Element) -> dict[str, object]:
    """Read the fields in an element: by its children's names, or ``<field name="title">`` as databases write them."""
    values: dict[str, list[str]] = {}
    for child in element:
        if value := _value(child, name := _name(child)):
            values.setdefault(name, []).append(value)
    return {name: found if len(found) > 1 else found[0] for name, found in values.items() if name}


def _name(element: Element) -> str:
    name = local(element)
    return attribute(element, "name").lower() or name if name in _NAMELESS else name


def _is_article(fields: Mapping[str, object], texts: frozenset[str]) -> bool:
    named = {known_name(name) for name in fields} & _ANY
    return len(named) >= _FEWEST and bool(texts & named)


def _value(element: Element, name: str) -> str:
    """Return what a field holds: a text with its paragraphs, another field on one line; "" for one made of fields.

    Of a person or an outlet that is made of fields, it is the name.
    """
    name = known_name(name)
    if not len(element):
        return (element.text or "").strip() if name in _TEXT else words(element)
    if name in _NAMED and (told := first_words(element, *_NAMES)):
        return told
    return "\n\n".join(paragraphs(element)) if any(local(child) in _PARTS_OF_TEXT for child in element) else ""
