"""Dumps of a MediaWiki: each of its pages that is an article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from ..files.source import Source, too_long
from ..formats.text.wiki import wiki_page
from ..record import Fault, StoppedError
from .member import Member
from .stream import in_memory

_START, _END = b"<page>", b"</page>"
_LONGEST_HEAD = 1 << 20
_SITE = re.compile(rb"<sitename>([^<]{1,1000})</sitename>")
_LANGUAGE = re.compile(rb"<mediawiki[^>]{0,2000}\sxml:lang=\"([\w-]{1,35})\"")
_NUMBER = re.compile(rb"<id>\s*(\d{1,19})\s*</id>")
_NAMESPACE = re.compile(rb"<ns>\s*(-?\d+)\s*</ns>")


def wiki_dump(source: Source) -> Iterator[Member | Fault]:
    """Give the pages of a dump that lie in its main namespace; the others are talks, templates and the like.

    Text in a dump has no angle brackets of its own, so that a page can be told without parsing what is before it.
    """
    held, line, head = bytearray(), 1, b""
    is_long = False
    for block in source.blocks():
        looked_at = max(0, len(held) - len(_END))
        held += block
        while (at := held.find(_END, looked_at)) >= 0:
            looked_at = 0
            start = held.find(_START, 0, at)
            if start >= 0 and not head:
                head = bytes(held[: min(start, _LONGEST_HEAD)])
            if is_long:
                yield Fault(line, too_long(source.limits))
            elif 0 <= start < at:
                line += held.count(b"\n", 0, start)
                yield from _page(bytes(held[start : at + len(_END)]), head, line, source)
                line -= held.count(b"\n", 0, start)
            line += held.count(b"\n", 0, at + len(_END))
            del held[: at + len(_END)]
            is_long = False
        if len(held) > source.limits.record_bytes:
            is_long = True
            line += held.count(b"\n", 0, len(held) - len(_END))
            del held[: -len(_END)]
    if is_long or _START in held:
        raise StoppedError("the dump ends early, in a page", line)


def _page(content: bytes, head: bytes, line: int, source: Source) -> Iterator[Member]:
    namespace = _NAMESPACE.search(content)
    if (namespace and namespace[1] != b"0") or b"<redirect" in content:
        return
    site, language, number = _SITE.search(head), _LANGUAGE.search(head), _NUMBER.search(content)
    name = site[1].decode(errors="replace") if site else ""
    given: dict[str, object] = {
        "id": f"{name}:{number[1].decode()}" if name and number else None,
        "source": name,
        "language": language[1].decode() if language else None,
    }
    yield Member("", Source(partial(in_memory, content), limits=source.limits), wiki_page, given, line)
