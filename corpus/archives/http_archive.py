"""HTTP archives (HAR), as the developer tools of browsers save a session: the pages in them."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from functools import partial

import orjson

from ..files.source import Source
from ..formats.json.values import holds_more_values
from ..formats.pages.page import page
from ..record import Fault, StoppedError
from .member import Member
from .stream import in_memory

_HTML = ("text/html", "application/xhtml+xml")
_RECORDS = 5
"""How many times as many values as a record a whole file may hold."""


def http_archive(source: Source) -> Iterator[Member | Fault]:
    """Give the pages that a browser got, each with its address; not pictures, scripts and errors.

    Raises:
        StoppedError: The file is no HTTP archive, or too long.
    """
    content = source.read_bytes(raw=True, limit=source.limits.feed_bytes)
    if holds_more_values(content, _RECORDS * source.limits.values):
        raise StoppedError(f"the file holds more than {_RECORDS * source.limits.values:,} values")
    try:
        log = orjson.loads(content.removeprefix(b"\xef\xbb\xbf"))["log"]
        entries = [entry for entry in log["entries"] if isinstance(entry, Mapping)]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise StoppedError("not an HTTP archive (HAR), or damaged") from None
    for number, entry in enumerate(entries, start=1):
        if (markup := _page_of(entry.get("response"))) is not None:
            request = entry.get("request")
            address = request.get("url") if isinstance(request, Mapping) else None
            part = Source(partial(in_memory, markup), encoding="utf-8", limits=source.limits)
            yield Member("", part, read=page, given={"url": address if isinstance(address, str) else ""}, line=number)


def _page_of(response: object) -> bytes | None:
    """Return the page of a response; None where it has none, or reports an error."""
    content = response.get("content") if isinstance(response, Mapping) and response.get("status") == 200 else None
    if not isinstance(content, Mapping) or not str(content.get("mimeType", "")).startswith(_HTML):
        return None
    text = content.get("text")
    if not isinstance(text, str):
        return None
    if content.get("encoding") != "base64":
        return text.encode(errors="replace")
    try:
        return base64.b64decode(text)
    except (binascii.Error, ValueError):
        return None
