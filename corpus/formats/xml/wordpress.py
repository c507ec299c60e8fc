"""Authors in exports of WordPress, which names them by their logins."""

from __future__ import annotations

import re

_AUTHOR = re.compile(rb"<wp:author>(.*?)</wp:author>", re.DOTALL)
_CDATA = re.compile(rb"\s*(?:<!\[CDATA\[)?(.*?)(?:\]\]>)?\s*", re.DOTALL)


def author_names(content: bytes) -> dict[str, str]:
    """Find the names of authors by their logins, at the head of an export."""
    names = {}
    for match in _AUTHOR.finditer(content, 0, 1 << 20):
        login, name = (_element(match[1], tag) for tag in (b"author_login", b"author_display_name"))
        if login and name:
            names[login] = name
    return names


def _element(content: bytes, tag: bytes) -> str:
    _, found, rest = content.partition(b"<wp:" + tag + b">")
    match = _CDATA.fullmatch(rest.partition(b"</wp:" + tag + b">")[0]) if found else None
    return match[1].decode(errors="replace") if match else ""
