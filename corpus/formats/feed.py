"""RSS and Atom: one article for each entry."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..errors import ExtraMissingError
from ..record import Fault, Record
from ..source import Source

_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "dd", "div", "dl", "dt", "figcaption", "figure", "footer", "h1", "h2",
     "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul"}
)  # fmt: skip
_BLANK_LINES = re.compile(r"\n\s*\n")
_PARAGRAPH, _LINE = "\u2029", "\u2028"


def feed(source: Source) -> Iterator[Record | Fault]:
    """Read the feed's entries in order.

    Raises:
        ExtraMissingError: feedparser or lxml is not installed.
    """
    try:
        import feedparser
        import lxml  # noqa: F401  # every entry needs it: fail before the first one
    except ImportError:
        raise ExtraMissingError("an RSS or Atom feed", "feeds") from None
    content = source.read_bytes(raw=True, limit=source.limits.feed_bytes)
    # As a stream, because feedparser takes anything else for a URL or a file name.
    parsed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    problem = parsed.get("bozo_exception")
    broken = f"broken XML: {problem.getMessage()}" if hasattr(problem, "getMessage") else ""
    if not parsed.get("version"):
        yield Fault(1, broken or "the file is XML, but neither RSS nor Atom")
        return
    lines = _lines(content, len(parsed.entries))
    for line, entry in zip(lines, parsed.entries, strict=True):
        yield Record(line, derived=_fields(entry, str(parsed.feed.get("title", ""))))
    if broken:
        yield Fault(None, f"{broken}; the entries after that place were not read")


def _fields(entry: Mapping[str, Any], source: str) -> dict[str, object]:
    contents = [content.get("value", "") for content in entry.get("content", [])] or [entry.get("summary", "")]
    return {
        "id": entry.get("id") or entry.get("link"),
        "title": " ".join(_paragraphs(entry.get("title", ""))),
        "text": "\n\n".join(_paragraphs(max(contents, key=len))),
        "published": entry.get("published") or entry.get("updated"),
        "source": " ".join(_paragraphs(source)),
        "updated": entry["updated"] if "updated" in entry else None,  # noqa: SIM401  # `get` would give the other date
        "categories": [tag["term"] for tag in entry.get("tags", []) if tag.get("term")],
        "authors": entry.get("author"),
        "url": entry.get("link"),
    }


def _paragraphs(markup: str) -> list[str]:
    """Return the paragraphs of an entry's HTML or plain text, without tags, with white space collapsed."""
    is_html = "<" in markup or "&" in markup
    blocks = _text_of(markup).split(_PARAGRAPH) if is_html else _BLANK_LINES.split(markup)
    lines = ([" ".join(line.split()) for line in block.split(_LINE)] for block in blocks)
    return [paragraph for block in lines if (paragraph := "\n".join(block).strip())]


def _text_of(markup: str) -> str:
    """Return the text of HTML, with `_PARAGRAPH` around each block and `_LINE` for each line break."""
    from lxml import etree, html

    try:
        root = html.fragment_fromstring(markup, create_parent="div")
    except (etree.LxmlError, ValueError):  # characters that XML forbids
        return markup
    for element in root.iter(etree.Element):
        if element.tag in _BLOCKS:
            element.text = f"{_PARAGRAPH}{element.text or ''}"
            element.tail = f"{_PARAGRAPH}{element.tail or ''}"
        elif element.tag == "br":
            element.tail = f"{_LINE}{element.tail or ''}"
        elif element.tag in ("script", "style"):
            element.text = ""
    return str(root.text_content())


def _lines(content: bytes, count: int) -> list[int]:
    """Return the line at which each entry begins; 1 for all entries where the lines are uncertain."""
    starts = [match.start() for match in _ENTRY.finditer(content)]
    if len(starts) != count:
        return [1] * count
    lines, line, at = [], 1, 0
    for start in starts:
        line, at = line + content.count(b"\n", at, start), start
        lines.append(line)
    return lines
