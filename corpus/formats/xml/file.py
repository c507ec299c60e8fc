"""XML files: their root tells what they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from ...files.source import Source
from ...record import Fault, Record, StoppedError
from ..library.alto import alto, mets
from ..library.recognized import djvu, page_xml
from ..library.tei import tei
from ..newswire.newsml_1 import newsml_1
from ..newswire.newsml_g2 import newsml_g2
from ..newswire.nitf import nitf
from ..pages.page import page
from ..tables.workbook import spreadsheet
from .feed import NO_FEED, feed
from .records import records_in
from .tree import parse, within

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
    "workbook": spreadsheet,
    "djvuxml": djvu,
    "urlset": sitemap,
    "sitemapindex": sitemap,
}
"""Name of a root, in lower case -> its reader."""
FEEDS = frozenset({"rss", "feed", "rdf", "channel"})
PAGES = frozenset({"html"})

_NOTHING = "no feed, and no element in it holds a text and two more fields of an article"


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
        records = [] if root_name in FEEDS else [*_records(content)]
        for item in records or feed(source):
            is_unknown = isinstance(item, Fault) and item.reason == NO_FEED
            yield Fault(1, f"XML with the root {root_name}: {_NOTHING}") if is_unknown else item
        return
    root, nothing = parse(content), True
    for item in ROOTS[root_name](root):
        nothing = False
        yield item
    if nothing:  # another's element of that name
        yield from records_in(root)


def _records(content: bytes) -> list[Record]:
    try:
        return [*records_in(parse(content))]
    except StoppedError:  # feedparser reads feeds that are not well-formed
        return []
