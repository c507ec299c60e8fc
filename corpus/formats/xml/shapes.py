"""Articles in XML whose fields are not where their names alone find them: a row for each way to write one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...times.dates import day_of_parts
from .tree import UNSEEN, attribute, first_words, html_paragraphs, local, paragraphs, unescaped, within, words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_NOT_TEXT = UNSEEN | {
    "fig",
    "table-wrap",
    "ref-list",
    "fn-group",
    "ack",
    "title-group",
    "xref",
    "label",
    "info",
    "articleinfo",
}
_DAY = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class XmlShape:
    """One program's way to write an article in XML.

    Attributes:
        name: Who writes it.
        root: The names of its element, in lower case.
        needs: Paths that it has.
        fields: Where each field of an article is. A path such as ``pubfrosting/title`` is a name below a name; of paths
            with ``|`` between, the first with a text is taken; ``@`` before a name is an attribute of the root.
    """

    name: str
    root: str
    needs: tuple[str, ...]
    fields: Mapping[str, str]
    is_file: bool = False

    def fits(self, element: Element) -> bool:
        """True for an element of this shape."""
        is_its_own = local(element) == self.root and not (self.is_file and element.getparent() is not None)
        return is_its_own and all(_found(element, need) for need in self.needs)


SHAPES = (
    XmlShape("JATS", "article", ("article-meta",),
             {"title": "title-group/article-title", "text": "body|article-meta/abstract",
              "source": "journal-title|publisher-name", "published": "pub-date", "language": "@lang",
              "authors": "contrib/name|contrib/string-name|contrib/collab", "id": "article-id"}),
    XmlShape("ProQuest", "record", ("fulltext|textinfo/text", "publication/title|pubfrosting/title"),
             {"title": "recordtitle|titleatt/title", "text": "fulltext|textinfo/text",
              "source": "publication/title|pubfrosting/title", "id": "recordid|goid",
              "published": "numericpubdate|numericdate|startdate", "language": "rawlang|languagecode",
              "authors": "contributor/originalform|contributor/personname"}),
    XmlShape("PRISM", "article", ("head", "publicationName"),
             {"title": "head/title", "text": "body", "source": "publicationName", "authors": "head/creator",
              "published": "coverDate|publicationDate", "categories": "section", "id": "head/identifier"}),
    XmlShape("DocBook", "article", ("info/title|articleinfo/title", "para"),
             {"title": "info/title|articleinfo/title", "text": "@", "published": "pubdate|info/date",
              "authors": "author/personname|author", "language": "@lang"}),
    XmlShape("Evernote", "note", ("content", "title"),
             {"title": "title", "text": "content", "published": "created", "updated": "updated", "categories": "tag",
              "authors": "note-attributes/author", "url": "note-attributes/source-url"}),
    XmlShape("Reuters RCV1", "newsitem", ("headline", "text"),
             {"id": "@itemid", "title": "headline", "text": "text", "published": "@date", "authors": "byline",
              "language": "@lang"}),
    XmlShape("Delpher", "text", ("p", "title"), {"title": "title", "text": "@"}, is_file=True),
)  # fmt: skip
_SEVERAL = frozenset({"authors", "categories"})


def shaped_articles(root: Element) -> Iterator[tuple[int, dict[str, object]]]:
    """Yield the line and the fields of each article of a known shape."""
    for element in root.iter():
        shape = next((it for it in SHAPES if it.fits(element)), None)
        if shape:
            yield element.sourceline or 1, {key: _field(element, key, paths) for key, paths in shape.fields.items()}


def _found(element: Element, paths: str) -> list[Element]:
    """List the elements at the first path that leads to any."""
    for path in paths.split("|"):
        found = [element]
        for name in path.split("/"):
            found = [inner for it in found for inner in within(it, name)]
        if found:
            return found
    return []


def _field(element: Element, key: str, paths: str) -> object:
    if paths.startswith("@") and paths != "@":
        return attribute(element, paths[1:])
    found = [element] if paths == "@" else _found(element, paths)
    if key == "text":
        return "\n\n".join(part for it in found[:1] for part in _paragraphs(it))
    if key == "published":
        return next(filter(None, map(_day, found)), "")
    texts = [text for it in found if (text := _name(it))]
    return texts if key in _SEVERAL else next(iter(texts), "")


def _paragraphs(element: Element) -> list[str]:
    """Return the paragraphs of a text, also where its HTML stands there as text, but not its headline."""
    found = paragraphs(element, leave_out=_NOT_TEXT)
    whole = "\n\n".join(found)
    parts = html_paragraphs(whole) if unescaped(whole) != [whole] else found
    headline = first_words(element, "title") if local(element) == "text" else ""
    return parts[1:] if headline and parts and parts[0] == headline else parts


def _name(element: Element) -> str:
    """Return the words of an element, or the given names and the surname in it."""
    parts = [first_words(element, name) for name in ("given-names", "firstname", "surname", "lastname")]
    return " ".join(filter(None, parts)) or words(element)


def _day(element: Element) -> str:
    """Return a day: ``2023-04-18``, ``20230418``, or one of parts."""
    year, month, day = (first_words(element, name) for name in _DAY)
    if year and month and day:
        return day_of_parts(year, month, day)
    return "" if len(element) else words(element)
