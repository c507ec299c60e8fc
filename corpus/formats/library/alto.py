"""ALTO, the XML of recognized text on pages, alone or in a METS file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...record import Record
from ..xml.tree import attribute, first_words, local, within

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HYPHENS = "¬\u00ad-"


_ENDS_BROKEN = re.compile(rf"[^\W\d_][{_HYPHENS}]$")
"""A word that a program left broken without saying so."""


def alto(root: Element) -> Iterator[Record]:
    """Read a page: each of its text blocks is a paragraph, each hyphenated word is given whole."""
    blocks = [text for block in within(root, "TextBlock") if (text := " ".join(_words(block)))]
    yield Record(1, derived={"text": "\n\n".join(blocks), "language": _language(root)}, is_whole_file=True)


def mets(root: Element) -> Iterator[Record]:
    """Read what a METS file holds itself: the recognized text, with the title and date of its description."""
    blocks = [text for block in within(root, "TextBlock") if (text := " ".join(_words(block)))]
    fields = {
        "title": first_words(root, "titleInfo") or first_words(root, "title"),
        "text": "\n\n".join(blocks),
        "published": first_words(root, "dateIssued", "date"),
        "source": first_words(root, "publisher"),
        "language": first_words(root, "languageTerm", "language"),
    }
    yield Record(1, derived=fields, is_whole_file=True)


def _words(block: Element) -> list[str]:
    """Return the words of a block, each hyphenated one whole: as the program tells it, or joined at its hyphen."""
    words: list[str] = []
    starts_line = False
    is_broken = False  # the last word goes on in the next line
    for element in block.iter():
        name = local(element)
        starts_line = starts_line or name == "textline"
        if name == "hyp":
            is_broken = bool(words)
        if name != "string":
            continue
        content, part = attribute(element, "CONTENT"), attribute(element, "SUBS_TYPE")
        whole = attribute(element, "SUBS_CONTENT")
        if is_broken:
            told = whole or words[-1].rstrip(_HYPHENS) + content
            words[-1] = words[-1] if part == "HypPart2" and words[-1] == whole else told
        elif part == "HypPart1" and whole:
            words.append(whole)
        elif content and starts_line and words and _ENDS_BROKEN.search(words[-1]) and content[0].islower():
            words[-1] = words[-1].rstrip(_HYPHENS) + content
        elif content:
            words.append(content)
        starts_line = False
        is_broken = part == "HypPart1"
    return words


def _language(root: Element) -> str:
    return next((tag for it in within(root, "Page", "TextBlock") if (tag := attribute(it, "LANG"))), "")
