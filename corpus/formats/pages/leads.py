"""The lead of a story, where it stands apart from it: a line above the story that the page gives as its description."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from .tree import one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LINES = ("p", "h2", "h3", "h4", "div", "li", "span")
_LONGEST = 1_500
"""Characters of a lead, with the white space of its markup."""
_SHORTEST, _LONG = 30, 100
"""Characters but white space of a line that is part of the description; of a description that a lead may continue."""
_DATELINE = 25
"""Characters but white space beside the description in the line: ``Luhe.``"""
_PROSE = 60
"""Characters but white space of a paragraph with which the story has begun."""


def with_lead(paragraphs: list[str], root: HtmlElement, descriptions: Iterable[str]) -> list[str]:
    """Return `paragraphs` behind the lead that they lack; as they are where the page shows none above them.

    Args:
        paragraphs: The story.
        root: The page.
        descriptions: What the page states as its description.
    """
    whole = _dense("".join(paragraphs))
    told = [it for text in descriptions if len(it := _dense(text).rstrip(".…")) >= _SHORTEST and it not in whole]
    leads: list[HtmlElement] = []
    for element in root.iter(*_LINES) if told and whole else ():
        text = element.text_content()
        line = _dense(text) if _SHORTEST <= len(text) <= _LONGEST else ""
        if len(line) < _SHORTEST:
            continue
        if line in whole:
            if element.tag == "p" and len(line) >= _PROSE:
                break
        elif any(_is_told(line, description) for description in told):
            if leads and leads[-1] in element.iterancestors():
                leads.pop()
            leads.append(element)
    return [*dict.fromkeys(map(one_line, leads)), *paragraphs]


def _is_told(line: str, description: str) -> bool:
    """True for the description, for a part of it, and for what begins with it if it is long: it may be cut."""
    if description not in line:
        return line in description
    return len(line) <= len(description) + _DATELINE or (len(description) >= _LONG and line.startswith(description))


def _dense(text: str) -> str:
    return "".join(text.split())
