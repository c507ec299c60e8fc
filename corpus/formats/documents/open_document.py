"""Documents of LibreOffice and OpenOffice (.odt)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...files.source import Source
from ...record import Fault, Record
from ..xml.tree import local, parse, within
from .office import articles_of, opened, part

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_UNREAD = frozenset({"annotation", "note", "tracked-changes", "frame"})
"""Elements inside a paragraph that are no words of it."""


def open_document(source: Source) -> Iterator[Record | Fault]:
    """Read the paragraphs of a document, whose first heading is its title; a press database's download is its articles.

    Raises:
        ExtraMissingError: lxml is not installed.
        StoppedError: The file is damaged.
    """
    archive = opened(source)
    root = parse(part(archive, "content.xml", source))
    for changes in list(within(root, "tracked-changes")):
        changes.clear()
    title = ""
    paragraphs: list[str] = []
    for element in root.iter():
        if (name := local(element)) not in ("h", "p"):
            continue
        text = "".join(_words(element)).strip()
        if name == "h" and text and not title and not any(paragraphs):
            title = text
        else:
            paragraphs.append(text)
    yield from articles_of(
        archive, source, title, paragraphs, about="meta.xml", author="initial-creator", made="creation-date"
    )


def _words(paragraph: Element) -> Iterator[str]:
    """Yield the words of a paragraph; tabs and spaces are elements of their own."""
    yield paragraph.text or ""
    for inner in paragraph:
        name = local(inner)
        if name in ("s", "tab"):
            yield " "
        elif name == "line-break":
            yield "\n"
        elif name not in _UNREAD:
            yield from _words(inner)
        yield inner.tail or ""
