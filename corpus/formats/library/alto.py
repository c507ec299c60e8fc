"""ALTO, the XML of recognized text on pages, alone or in a METS file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...record import Record
from ..xml_tree import attribute, first_words, local, within

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


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


def _words(block: Element) -> Iterator[str]:
    """Yield the words of a block; a hyphenated one is given at its first part, and left out at its second."""
    pending = ""  # the first part of a word that the program did not join itself
    for element in block.iter():
        if local(element) != "string":
            continue
        content, part = attribute(element, "CONTENT"), attribute(element, "SUBS_TYPE")
        whole = attribute(element, "SUBS_CONTENT")
        if part == "HypPart2":
            if pending or not whole:
                yield pending + content
            pending = ""
            continue
        if pending:
            yield pending
            pending = ""
        if part == "HypPart1" and not whole:
            pending = content.rstrip("-¬\u00ad")
        elif text := whole if part == "HypPart1" else content:
            yield text
    if pending:
        yield pending


def _language(root: Element) -> str:
    return next((tag for it in within(root, "Page", "TextBlock") if (tag := attribute(it, "LANG"))), "")
