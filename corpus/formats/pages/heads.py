"""The head of a story that an extractor left in its text: a short page as one paragraph, and the byline."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from ...fields.people import split_people
from .tree import one_line

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = ("h1", "h2", "h3", "h4", "p", "li", "blockquote")
_LONGEST_BYLINE = 80
"""Characters of a byline."""


def told_apart(paragraphs: list[str], root: HtmlElement) -> list[str]:
    """Return the only paragraph of a page as those that the page shows; several as they are.

    An extractor writes a story of fewer than 250 characters on one line, with its headline and byline in front.
    """
    if len(paragraphs) != 1:
        return paragraphs
    return _pieces(paragraphs[0], map(one_line, root.iter(*_BLOCKS)))


def _pieces(line: str, blocks: Iterable[str]) -> list[str]:
    """List the blocks that follow each other in the line, and what stands between them."""
    pieces, at = list[str](), 0
    for block in blocks:
        start = line.find(block, at) if block else -1
        if start >= 0:
            pieces += [line[at:start], block]
            at = start + len(block)
    return [*filter(None, map(str.strip, [*pieces, line[at:]]))]


def without_byline(paragraphs: list[str], authors: Collection[str]) -> list[str]:
    """Return `paragraphs` without a first one that only names the authors, who are told beside the text."""
    if len(paragraphs) < 2 or len(paragraphs[0]) > _LONGEST_BYLINE:
        return paragraphs
    names = [name.casefold() for name in split_people(paragraphs[0])]
    told = {name.casefold() for name in authors}
    return paragraphs[1:] if names and told.issuperset(names) else paragraphs
