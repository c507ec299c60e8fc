"""Documents of word processors (.docx) and books (.epub): zip archives of XML."""

from __future__ import annotations

import posixpath
import zipfile
from collections.abc import Iterator
from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ...errors import ExtraMissingError
from ...files.source import Source
from ...record import Fault, Record, StoppedError
from ..press.databases import articles_in
from ..text.story_head import story_head
from ..xml.tree import attribute, first, first_words, html_paragraphs, local, parse, within, words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_HEADINGS = ("title", "heading1")
"""Styles of a document's title."""
_LONGEST_TITLE = 300
"""Characters of the first paragraph of a chapter that is its title."""


def document(source: Source) -> Iterator[Record | Fault]:
    """Read a document, whose first heading is its title; a press database's download becomes its articles.

    Raises:
        ExtraMissingError: lxml is not installed.
        StoppedError: The file is damaged.
    """
    archive = opened(source)
    body = parse(part(archive, "word/document.xml", source))
    title, paragraphs = "", []
    for element in within(body, "p"):
        text = _text_of(element)
        if not text.strip():
            paragraphs.append("")
        elif not title and not any(paragraphs) and _style(element) in _HEADINGS:
            title = text.strip()
        else:
            paragraphs.append(text.strip())
    yield from articles_of(
        archive, source, title, paragraphs, about="docProps/core.xml", author="creator", made="created"
    )


def articles_of(
    archive: zipfile.ZipFile, source: Source, title: str, paragraphs: list[str], *, about: str, author: str, made: str
) -> Iterator[Record | Fault]:
    """Make the article of a document, or those of a press database's download.

    Args:
        archive: The document.
        source: The file it is in.
        title: Its first heading, or empty.
        paragraphs: Its paragraphs, in order, empty ones among them.
        about: The part that tells what the document is, which not every document has.
        author: The element of `about` that names the author.
        made: The element of `about` that tells when the document was made.

    Raises:
        StoppedError: `about` is damaged.
    """
    if records := articles_in("\n".join([title, *paragraphs])):
        yield from records
        return
    told = parse(part(archive, about, source)) if about in archive.namelist() else None
    text = "\n\n".join(filter(None, paragraphs))
    about_it = {"title": "title", "authors": author, "made": made} if told is not None else {}
    fields = {name: first_words(told, element) for name, element in about_it.items()} | (
        {"title": title} if title else {}
    )
    above, text = story_head(text, has_title=bool(title))
    yield Record(1, derived={**fields, **above, "text": text}, is_whole_file=True)


def book(source: Source) -> Iterator[Record | Fault]:
    """Read a book: each of its chapters is an article.

    Raises:
        ExtraMissingError: lxml is not installed.
        StoppedError: The file is damaged.
    """
    archive = opened(source)
    package = attribute(first(parse(part(archive, "META-INF/container.xml", source)), "rootfile"), "full-path")
    root = parse(part(archive, package, source))
    folder = posixpath.dirname(package)
    files = {
        attribute(it, "id"): attribute(it, "href")
        for it in within(root, "item")
        if "nav" not in attribute(it, "properties").split()  # the table of contents
    }
    told = {
        "source": first_words(root, "title"),
        "authors": [words(it) for it in within(root, "creator")],
        "published": first_words(root, "date"),
        "language": first_words(root, "language"),
    }
    for number, chapter in enumerate(within(root, "itemref"), start=1):
        name = posixpath.normpath(posixpath.join(folder, unquote(files.get(attribute(chapter, "idref"), ""))))
        if name in archive.namelist() and (paragraphs := html_paragraphs(_decoded(part(archive, name, source)))):
            title, *rest = paragraphs
            text = "\n\n".join(rest if rest and len(title) < _LONGEST_TITLE else paragraphs)
            above, text = story_head(text, has_title=bool(rest), is_dated=bool(told["published"]))
            yield Record(number, derived={**told, "title": title if rest else "", **above, "text": text})


def _decoded(content: bytes) -> str | bytes:
    """Decode a chapter: XML that names no encoding is UTF-8, which an HTML parser does not know."""
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content


def opened(source: Source) -> zipfile.ZipFile:
    """Open the archive that a document is.

    Raises:
        ExtraMissingError: lxml is not installed.
        StoppedError: It is no such archive, or damaged.
    """
    try:
        import lxml  # noqa: F401  # each of its files needs it
    except ImportError:
        raise ExtraMissingError("a document", "documents") from None
    try:
        return zipfile.ZipFile(BytesIO(source.read_bytes(raw=True, limit=source.limits.feed_bytes)))
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError):
        raise StoppedError("not a document of this kind, or damaged") from None


def part(archive: zipfile.ZipFile, name: str, source: Source) -> bytes:
    """Read a file of the archive.

    Raises:
        StoppedError: It is missing, damaged, encrypted or too long.
    """
    try:
        with archive.open(name) as file:
            content = file.read(source.limits.record_bytes + 1)
    except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError):
        raise StoppedError(f"damaged: {name[:100]} cannot be read") from None
    if len(content) > source.limits.record_bytes:
        raise StoppedError(f"{name[:100]} is too long")
    return content


def _style(paragraph: Element) -> str:
    return attribute(first(paragraph, "pStyle"), "val").lower()


def _text_of(paragraph: Element) -> str:
    """Return the text of a paragraph, with its line breaks; deleted text is not in it."""
    pieces = []
    for element in paragraph.iter():
        name = local(element)
        if name == "t":
            pieces.append(element.text or "")
        elif name in ("br", "cr"):
            pieces.append("\n")
        elif name == "tab":
            pieces.append(" ")
    return "".join(pieces)
