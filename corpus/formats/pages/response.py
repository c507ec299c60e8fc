"""An answer of a web server, as crawlers keep it: its page."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from http.client import parse_headers
from io import BytesIO

from ...files.source import Source
from ...record import Fault, Record, StoppedError
from .page import article_of

_HTML = ("text/html", "application/xhtml+xml")


def response(source: Source) -> Iterator[Record | Fault]:
    """Read the article of the page in an HTTP response; one that is no page, or reports an error, gives nothing.

    Raises:
        ExtraMissingError: trafilatura is not installed.
    """
    file = BytesIO(source.read_bytes(raw=True))
    status = file.readline(1_000).split()
    if len(status) < 2 or not status[0].startswith(b"HTTP/") or status[1] != b"200":
        return
    headers = {name.lower(): value.lower() for name, value in parse_headers(file).items()}
    if not headers.get("content-type", "").startswith(_HTML):
        return
    content = _decoded(file.read(), headers, source.limits.record_bytes)
    if fields := article_of(content):
        yield Record(1, derived=fields)


def _decoded(content: bytes, headers: Mapping[str, str], most: int) -> bytes:
    """Undo the encodings of the transfer; crawlers often keep headers of encodings that they have undone."""
    if "chunked" in headers.get("transfer-encoding", ""):
        content = _joined_chunks(content)
    encoding = headers.get("content-encoding", "")
    if encoding in ("", "identity") or (encoding == "gzip" and not content.startswith(b"\x1f\x8b")):
        return content
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise StoppedError(f"not read: its page is encoded as {encoding[:30]}")
    decompressor = zlib.decompressobj(wbits=47 if "gzip" in encoding else 15)
    try:
        unpacked = decompressor.decompress(content, most)
    except zlib.error:
        raise StoppedError("not read: its page is damaged") from None
    if decompressor.unconsumed_tail:
        raise StoppedError("not read: its page is too long")
    return unpacked


def _joined_chunks(content: bytes) -> bytes:
    """Join the chunks of a transfer; the content itself where it is not in chunks."""
    joined, at = bytearray(), 0
    while at < len(content):
        end = content.find(b"\r\n", at)
        try:
            size = int(content[at:end].split(b";")[0], 16) if end >= 0 else -1
        except ValueError:
            size = -1
        if size < 0:
            return content if not joined else bytes(joined)
        if size == 0:
            break
        joined += content[end + 2 : end + 2 + size]
        at = end + 2 + size + 2
    return bytes(joined)
