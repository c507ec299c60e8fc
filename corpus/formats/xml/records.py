"""Articles in XML of any program: elements that hold the fields of an article, as databases write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from ...fields.english_names import SUMMARY_ALIASES
from ...fields.names import FIELD_ALIASES, KNOWN_NAMES, folded, is_field, is_text, known_name
from ...fields.values import NAME_PARTS, name_parts
from ...record import Record
from ..library.recognized import finereader
from .shapes import shaped_articles
from .tree import attribute, first_words, local, paragraphs, within, without_namespace, words

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

_TEXT = frozenset(FIELD_ALIASES["text"])
_SUMMARIES = frozenset(SUMMARY_ALIASES)
_NAMELESS = frozenset({"field", "column", "str", "arr", "date", "text", "int", "long", "data", "attr"})
"""Elements of databases and search engines that have the name of their field in an attribute."""
_NAMED = frozenset(alias for name in ("source", "authors", "categories") for alias in FIELD_ALIASES[name])
_NAMES = ("name", "title", "displayname", "label")
_PARAGRAPHS = frozenset({"p", "para", "paragraph"})
_PARTS_OF_TEXT = _PARAGRAPHS | {"br", "div"}
_FEWEST = 3
"""Fields of an element that is taken for an article."""


def records_in(root: Element) -> Iterator[Record]:
    """Read the articles of a known shape, or else the elements that hold the fields of an article."""
    if any(True for _ in within(root, "charParams", "formatting")) and local(root) == "document":
        yield from finereader(root)
        return
    known = [Record(line, derived=fields) for line, fields in shaped_articles(root)]
    if known:
        yield from known if len(known) > 1 else [replace(known[0], is_whole_file=True)]
        return
    found = [(it, _fields(it)) for it in root.iter() if len(it) + len(it.attrib) >= _FEWEST]
    for texts in (_TEXT, _SUMMARIES):
        records = [
            Record(element.sourceline or 1, fields, state=_attributes(element) | fields)
            for element, fields in found
            if _is_article(fields, texts)
        ]
        yield from records
        if records:
            return


def _fields(element: Element) -> dict[str, object]:
    """Read the fields in an element: its children, ``<field name="title">`` as in databases, and its attributes.

    Where only the attributes are fields, the paragraphs in the element are its text.
    """
    values: dict[str, list[str]] = {}
    for child in element:
        name = _name(child)
        for part in child if local(child) == "arr" else [child]:
            if value := _value(part, name):
                values.setdefault(name, []).append(value)
    for key, value in element.attrib.items():
        if is_field(name := without_namespace(key)) and value.strip():
            values.setdefault(name, [str(value).strip()])
    if not any(map(is_text, values)) and (text := _own_text(element)):
        values = {name: found for name, found in values.items() if name in element.attrib} | {"text": [text]}
    return {name: found if len(found) > 1 else found[0] for name, found in values.items() if name}


def _attributes(element: Element) -> dict[str, object]:
    return {without_namespace(key): str(value) for key, value in element.attrib.items()}


def _name_in(attributes: Mapping[str, object]) -> str:
    """Join the parts of a person's name that stand in attributes: ``<author first-name="Ada" last-name="Vond"/>``."""
    return " ".join(name_parts({folded(key): value for key, value in attributes.items()}))


def _own_text(element: Element) -> str:
    """Return the paragraphs that stand in an element itself."""
    parts = [words(child) for child in element if local(child) in _PARAGRAPHS]
    return "\n\n".join(filter(None, parts))


def _name(element: Element) -> str:
    name = local(element)
    return attribute(element, "name").lower() or name if name in _NAMELESS else name


def _is_article(fields: Mapping[str, object], texts: frozenset[str]) -> bool:
    named = {known_name(name) for name in fields} & KNOWN_NAMES
    return len(named) >= _FEWEST and bool(texts & named)


def _value(element: Element, name: str) -> str:
    """Return what a field holds: a text with its paragraphs, another field on one line; "" for one made of fields.

    Of a person or an outlet that is made of fields, it is the name.
    """
    name = known_name(name)
    if not len(element):
        told = (element.text or "").strip() if name in _TEXT else words(element)
        return told or (_name_in(_attributes(element)) if name in _NAMED else "")
    if name in _NAMED:
        parts = (first_words(element, part) for part in NAME_PARTS)
        if told := first_words(element, *_NAMES) or " ".join(filter(None, parts)):
            return told
    return "\n\n".join(paragraphs(element)) if any(local(child) in _PARTS_OF_TEXT for child in element) else ""
