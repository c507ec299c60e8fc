"""The story of a page that is filled by its scripts: the HTML that they hold as strings."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST = 4_000_000
"""Characters of a script. The longest state of a page has about two million."""
_FEWEST = 3
"""Paragraphs of a string that is taken for a story."""
_PARAGRAPH = re.compile(r"(?:\\u003c|<)p\b")
_MARKS = ("<p", "\\u003cp")
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"')


def story_in_scripts(root: HtmlElement) -> list[str]:
    """Return the paragraphs of the longest HTML in a string of the page's scripts; none where there is none."""
    best: list[str] = []
    for script in root.iter("script"):
        text = script.text or ""
        if len(text) > _LONGEST or not any(mark in text for mark in _MARKS) or len(_PARAGRAPH.findall(text)) < _FEWEST:
            continue
        for match in _STRING.finditer(text):
            if len(_PARAGRAPH.findall(match[0])) < _FEWEST:
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
    return [text for block in root.iter("p", "h2", "h3") if (text := " ".join(block.text_content().split()))]
