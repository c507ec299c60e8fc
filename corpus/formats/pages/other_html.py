"""HTML that is no page of the web: downloads of press databases, tables, recognized text, lists of bookmarks."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from io import BytesIO

from ...files.source import Source
from ...record import Fault, Record
from ..library.recognized import hocr
from ..press.pages import articles_of
from ..tables.table import table
from .rows import rows_of

_RECOGNIZED = b"ocr_page"
"""A class of hOCR."""
_BOOKMARKS, _POCKET = b"<!DOCTYPE NETSCAPE-Bookmark", b' time_added="'
"""In exports of bookmarks, from browsers and from Pocket."""
_HEAD = 10_000


def other_html(source: Source, content: bytes) -> Iterable[Record | Fault] | None:
    """Read the `content` of `source` if it is one of these kinds; None for any other page.

    Raises:
        ExtraMissingError: lxml is not installed.
    """
    if articles := articles_of(content):
        return articles
    if content.startswith(_BOOKMARKS) or _POCKET in content[:_HEAD]:
        return [Fault(1, "a list of web pages: it holds no text; save the pages, and index those")]
    if rows := rows_of(content):
        return table(Source(partial(BytesIO, rows), limits=source.limits))
    return hocr(content) if _RECOGNIZED in content else None
