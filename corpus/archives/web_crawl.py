"""Web archives (WARC): each page that a crawler kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import BinaryIO

from ..files.source import Source, too_long
from ..formats.pages.page import page
from ..formats.pages.response import response
from ..formats.text.plain import plain
from ..record import Fault, StoppedError
from ..sandbox.parser_process import Format
from .member import Member
from .stream import as_file, in_memory

_BLOCK = 1 << 16
_LONGEST_LINE = 1 << 16
_MOST_HEADERS = 1_000


def web_crawl(source: Source) -> Iterator[Member | Fault]:
    """Give the pages of a WARC file: responses and resources that are HTML, and texts converted from them.

    Raises:
        StoppedError: The file is damaged; the rest cannot be told from it.
    """
    file = as_file(source.blocks())
    number = 0
    while True:
        headers = _headers(file)
        if headers is None:
            return
        number += 1
        try:
            left = int(headers.get("content-length", ""))
        except ValueError:
            raise _damaged(number) from None
        read = _format(headers)
        if read and left <= source.limits.record_bytes:
            content = file.read(left)
            if len(content) < left:
                raise _damaged(number)
            yield Member("", Source(partial(in_memory, content), limits=source.limits), read, _given(headers), number)
            continue
        if read:
            yield Fault(number, too_long(source.limits))
        _skip(file, left, number)


def _headers(file: BinaryIO) -> Mapping[str, str] | None:
    """Read the headers of the next record, by name in lower case; None at the end."""
    line = b"\n"
    while line in (b"\r\n", b"\n"):
        line = file.readline(_LONGEST_LINE)
    if not line:
        return None
    if not line.startswith(b"WARC/"):
        raise StoppedError("not a WARC file, or damaged; the rest of it was not read")
    headers: dict[str, str] = {}
    for _ in range(_MOST_HEADERS):
        line = file.readline(_LONGEST_LINE)
        if line in (b"\r\n", b"\n", b""):
            return headers
        name, _, value = line.decode(errors="replace").partition(":")
        headers[name.strip().lower()] = value.strip()
    raise StoppedError("not a WARC file, or damaged; the rest of it was not read")


def _format(headers: Mapping[str, str]) -> Format | None:
    kind, content = headers.get("warc-type", ""), headers.get("content-type", "").lower()
    if kind == "response" and "http" in content:
        return response
    if kind == "resource" and "html" in content:
        return page
    return plain if kind == "conversion" and content.startswith("text/plain") else None


def _given(headers: Mapping[str, str]) -> dict[str, object]:
    return {"url": headers.get("warc-target-uri", "").strip("<>")}


def _skip(file: BinaryIO, left: int, number: int) -> None:
    while left > 0:
        block = file.read(min(left, _BLOCK))
        if not block:
            raise _damaged(number)
        left -= len(block)


def _damaged(number: int) -> StoppedError:
    return StoppedError(f"record {number} of the WARC file is damaged; the rest was not read")
