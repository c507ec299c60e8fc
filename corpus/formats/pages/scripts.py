"""The scripts of a page, and the story that they fill it with: the HTML that they hold as strings."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, NamedTuple

from .tree import one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST = 4_000_000
"""Characters of a script. The longest state of a page has about two million."""
_FEWEST = 3
"""Paragraphs of a string that is taken for a story."""
_SHORTEST = 100
"""Characters of such a string. Most strings of a script are short."""
_PARAGRAPH = re.compile(r"(?:\\u003c|<)p\b")
_MARKS = ("<p", "\\u003cp")
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"')


class Script(NamedTuple):
    """A script: its type, such as ``application/ld+json``, and its text."""

    kind: str
    text: str


def scripts_of(root: HtmlElement) -> list[Script]:
    """Return the scripts of the page that hold a text."""
    return [Script((it.get("type") or "").strip().lower(), text) for it in root.iter("script") if (text := it.text)]


def story_in_scripts(scripts: list[Script]) -> list[str]:
    """Return the paragraphs of the longest HTML in a string of the page's scripts; none where there is none."""
    best: list[str] = []
    for _, text in scripts:
        if len(text) > _LONGEST or sum(map(text.count, _MARKS)) < _FEWEST:
            continue
        for match in _STRING.finditer(text):
            if match.end() - match.start() < _SHORTEST or len(_PARAGRAPH.findall(match[0])) < _FEWEST:
                continue
            paragraphs = _paragraphs(match[0])
            if sum(map(len, paragraphs)) > sum(map(len, best)):
                best = paragraphs
    return best


def _paragraphs(string: str) -> list[str]:
    """Return the paragraphs of a JSON string of HTML; the string may hold JSON, whose quotes are escaped once more."""
    from lxml import etree, html

    try:
        markup = json.loads(string)
        root = html.fragment_fromstring(markup.replace("\\u003c", "<").replace("\\u003e", ">"), create_parent="div")
    except (ValueError, etree.LxmlError):
        return []
    return [text for block in root.iter("p", "h2", "h3") if (text := one_line(block))]
