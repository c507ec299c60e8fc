"""RSS and Atom, and the exports of WordPress and Blogger, which are such feeds: one article for each entry."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...errors import ExtraMissingError
from ...files.source import Source
from ...record import Fault, Record
from ...text.markup import is_html, one_line, paragraphs, unescaped
from ...text.shortcodes import without_shortcodes
from ...times.dates import at_offset_of
from .wordpress import author_names

_ENTRY = re.compile(rb"<(?:\w+:)?(?:item|entry)[\s>]")
_BLANK_LINES = re.compile(r"\n\s*\n")
_KIND = "http://schemas.google.com/g/2005#kind"
_TEXTS = ("summary", "yandex_full-text", "turbo_content", "media_description")
"""Where an entry without `content` has its text; the longest is taken."""
_NO_SECTIONS = frozenset({_KIND, "post_format", "nav_menu", "author"})
"""Schemes of terms that are no sections."""

NO_FEED = "the file is XML, but neither RSS nor Atom"


def feed(source: Source) -> Iterator[Record | Fault]:
    """Read the feed's entries in order.

    Raises:
        ExtraMissingError: feedparser is not installed.
    """
    try:
        import feedparser
    except ImportError:
        raise ExtraMissingError("an RSS or Atom feed", "feeds") from None
    content = source.read_bytes(raw=True, limit=source.limits.feed_bytes)
    # As a stream, because feedparser takes anything else for a URL or a file name.
    parsed = feedparser.parse(io.BytesIO(content), sanitize_html=False, resolve_relative_uris=False)
    problem = parsed.get("bozo_exception")
    broken = f"broken XML: {problem.getMessage()}" if hasattr(problem, "getMessage") else ""
    if not parsed.get("version"):
        yield Fault(1, broken or NO_FEED)
        return
    lines = _lines(content, len(parsed.entries))
    outlet = one_line(str(parsed.feed.get("title", "")))
    people = author_names(content)
    for line, entry in zip(lines, parsed.entries, strict=True):
        yield Record(line, derived=_fields(entry, outlet, people), state=_state(entry))
    if broken:
        yield Fault(None, f"{broken}; the entries after that place were not read")


def _fields(entry: Mapping[str, Any], outlet: str, people: Mapping[str, str]) -> dict[str, object]:
    contents = [content.get("value", "") for content in entry.get("content", [])]
    contents = contents or [entry.get(name) or "" for name in _TEXTS]
    text = max(contents, key=len)
    if "wp_post_type" in entry:
        text = without_shortcodes(text)
    itself = entry.get("source")
    return {
        "id": entry.get("id") or entry.get("link"),
        "title": one_line(entry.get("title", "")),
        "text": "\n\n".join(_paragraphs(text)),
        "published": _published(entry),
        "source": one_line((itself.get("title") if isinstance(itself, Mapping) else "") or outlet),
        "updated": entry["updated"] if "updated" in entry else None,  # noqa: SIM401  # `get` would give the other date
        "categories": [
            tag.get("label") or tag["term"]
            for tag in entry.get("tags", [])
            if tag.get("term") and tag.get("scheme") not in _NO_SECTIONS
        ],
        "authors": [people.get(name, name) for name in _authors(entry)],
        "url": entry.get("link"),
    }


def _authors(entry: Mapping[str, Any]) -> list[str]:
    authors = entry.get("authors", [])
    names = [author["name"] for author in authors if author.get("name")]
    single = entry.get("author")
    if len(authors) == 1 and names and single == f"{names[0]} ({authors[0].get('email')})":
        return names
    return [str(single)] if single and len(names) < 2 else names  # feedparser breaks a name after a mail address


def _published(entry: Mapping[str, Any]) -> object:
    local, utc = entry.get("wp_post_date"), entry.get("wp_post_date_gmt")
    if local and utc:
        return at_offset_of(local, utc) or entry.get("published")
    return entry.get("published") or entry.get("updated") or entry.get("created") or local


def _state(entry: Mapping[str, Any]) -> dict[str, object]:
    """Tell what WordPress and Blogger say of the publication of an entry."""
    kind = next((tag["term"] for tag in entry.get("tags", []) if tag.get("scheme") == _KIND and tag.get("term")), "")
    found = {
        "post_type": entry.get("wp_post_type") or entry.get("blogger_type") or kind.rpartition("#")[2],
        "status": entry.get("wp_status") or entry.get("blogger_status"),
        "draft": entry.get("app_draft"),
        "post_password": entry.get("wp_post_password"),
    }
    return {key: value for key, value in found.items() if value}


def _paragraphs(markup: str) -> list[str]:
    """Return the paragraphs of an entry's HTML or plain text, without tags, with white space collapsed."""
    if not is_html(markup):
        return [text for part in _BLANK_LINES.split(unescaped(markup)) if (text := " ".join(part.split()))]
    return paragraphs(markup if _BLANK_LINES.search(markup) else markup.replace("\n", " "))


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
