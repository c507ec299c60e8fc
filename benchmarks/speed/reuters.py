"""Read the ``.sgm`` files of Reuters-21578, a format that nutgraf does not read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

_STORY = re.compile(r"<REUTERS.*?</REUTERS>", re.DOTALL)
_TITLE = re.compile(r"<TITLE>(.*?)</TITLE>", re.DOTALL)
_BODY = re.compile(r"<BODY>(.*?)</BODY>", re.DOTALL)
_PARAGRAPH = re.compile(r"\n {4,}")
_SIGNATURE = re.compile(r"\s*reuter\s*$", re.IGNORECASE)
_CONTROL = re.compile(r"&#\d+;|[\x00-\x08\x0b-\x1f]")


def stories(file: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the title and the paragraphs of each story that has a body."""
    for story in _STORY.findall(file.read_text("latin-1")):
        title, body = _TITLE.search(story), _BODY.search(story)
        if body:
            text = _SIGNATURE.sub("", _plain(body[1]))
            yield _plain(title[1]).capitalize() if title else "", _PARAGRAPH.split(text)


def _plain(text: str) -> str:
    return unescape(_CONTROL.sub("", text)).strip()
