"""The names with which a story is signed in its own text, where no element is marked as a byline."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from .bylines import LONGEST_MARKUP, names_in
from .tree import PROSE, one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_LONGEST = 120
"""Characters of a line with names."""
_MOST_LINES = 3
"""Lines below the last paragraph, of which one may be signed."""
_BOLD, _SLANTED = ("strong", "b"), ("em", "i")
_AT_THE_RIGHT = re.compile(r"text-align:\s*right|(?:^|[\s_-])(?:text|align)-?right(?=[\s_-]|$)")
_CREDIT = re.compile(r"(?:foto|bild|photo|picture|image|imagen)s?\b[^:;|]{0,12}:", re.IGNORECASE)
"""What the credit of a picture begins with."""
_PARTS = re.compile(r"\s*[;|]\s*")
_COMMA = re.compile(r"\s*[,/]\s*")
_INITIALS = re.compile(r"[^\W\d_]{2,4}")
_DAY = r"(?:\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}-\d\d-\d\d|\d{1,2}\.? [^\W\d]+ \d{4}|[^\W\d]+ \d{1,2}, \d{4})\b"
_NAMES_AND_DAY = re.compile(rf"([^|•·–—]{{5,60}}?)\s*[|•·–—]\s*{_DAY}.*")
_DAY_AND_NAMES = re.compile(rf"{_DAY}[^|•·–—]{{0,30}}?\s*[|•·–—]\s*([^|•·–—]{{5,60}})")
"""A line of names and of a day."""


def signature(root: HtmlElement) -> list[str]:
    """List the names in the first or the last line of the story, or in one above it with its day.

    Only what is surely a name counts. The first line is in bold, and has nothing but names. So has the last, in bold,
    in italics or at the right; or it credits a picture too: ``ada, tar; Photo: Luhe Press``. No word of a name stands
    anywhere else on the page, as those of labels, sections and places do, and those of whom the story is about.
    """
    paragraphs = _paragraphs(root)
    if not paragraphs:
        return []
    first, last = paragraphs[0], paragraphs[-1]
    above = next(_lines(first.itersiblings(preceding=True)), None)
    if above is not None and _is_all_in(above, _BOLD) and (names := _sure(names_in(one_line(above)), root)):
        return names
    for below in islice(_lines(last.itersiblings()), _MOST_LINES):
        text = one_line(below)
        if names := _credited(text) or _signed(below, text, root):
            return names
    return _dated(root, first)


def _paragraphs(root: HtmlElement) -> list[HtmlElement]:
    """Return the long paragraphs of the element that directly holds most of the prose."""
    inside: dict[HtmlElement, list[HtmlElement]] = defaultdict(list)
    for element in root.iter("p"):
        parent = element.getparent()
        if parent is not None and len(element.text_content()) >= PROSE:
            inside[parent].append(element)
    return max(inside.values(), key=len, default=[])


def _lines(elements: Iterator[HtmlElement]) -> Iterator[HtmlElement]:
    """Yield the elements with a text."""
    return (element for element in elements if one_line(element))


def _is_all_in(element: HtmlElement, tags: tuple[str, ...]) -> bool:
    inner = next(element.iter(*tags), None)
    return inner is not None and one_line(inner) == one_line(element)


def _signed(element: HtmlElement, text: str, root: HtmlElement) -> list[str]:
    if _AT_THE_RIGHT.search(f"{element.get('style') or ''} {element.get('class') or ''} {element.get('align') or ''}"):
        names = names_in(text)
        return names if _shown_text(root).count(text) == 1 else []
    return _sure(names_in(text), root) if _is_all_in(element, _BOLD + _SLANTED) else []


def _credited(text: str) -> list[str]:
    """List the initials and names before the credit of a picture."""
    first, *others = _PARTS.split(text)
    if len(text) > _LONGEST or not any(map(_CREDIT.match, others)):
        return []
    names = _COMMA.split(first)
    return names if all(_INITIALS.fullmatch(name) and name.islower() for name in names) else names_in(first)


def _dated(root: HtmlElement, first: HtmlElement) -> list[str]:
    for element in root.iter("div", "p", "span", "li"):
        if element is first:
            break
        text = element.text_content() if len(element) <= _MOST_LINES else ""
        line = " ".join(text.split()) if len(text) <= LONGEST_MARKUP else ""
        if match := _NAMES_AND_DAY.fullmatch(line):
            return _sure(names_in(match[1]), root)
        if (match := _DAY_AND_NAMES.fullmatch(line)) and (names := _sure(names_in(match[1]), root)):
            return names
    return []


def _sure(names: list[str], root: HtmlElement) -> list[str]:
    """Return the names if no word of them stands anywhere else on the page; none if one does."""
    words = [word for name in names for word in name.casefold().split()]
    shown = _shown_text(root).casefold() if names else ""
    return names if all(shown.count(word) == words.count(word) for word in words) else []


def _shown_text(root: HtmlElement) -> str:
    texts = root.xpath("//body//text()[not(parent::script or parent::style or parent::noscript)]")
    return " ".join(" ".join(texts).split())
