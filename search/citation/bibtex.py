"""Citations as entries of BibTeX and BibLaTeX."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field
from pylatexenc.latexencode import RULE_DICT, UnicodeToLatexConversionRule, UnicodeToLatexEncoder

from .csl import CSLItem
from .names import CSLName

_NOT_OF_KEYS = re.compile(r"[^A-Za-z0-9:_.-]+")
_SPECIAL = {
    "\\": r"\textbackslash",
    "{": r"\textbraceleft",
    "}": r"\textbraceright",
    "~": r"\textasciitilde",
    "^": r"\textasciicircum",
    **{char: f"\\{char}" for char in "&%$#_"},
}
"""What LaTeX reads as a command. BibTeX counts braces, those behind a backslash too."""
_ENCODER = UnicodeToLatexEncoder(
    conversion_rules=[
        UnicodeToLatexConversionRule(RULE_DICT, {ord(char): command for char, command in _SPECIAL.items()})
    ],
    replacement_latex_protection="braces-all",
    unknown_char_policy="keep",
    unknown_char_warning=False,
)
"""Leaves all other characters as they are: LaTeX reads UTF-8."""


def as_bibtex(items: Sequence[CSLItem]) -> str:
    """Format `items` as entries, each under a key made of its id."""
    used: set[str] = set()
    library = Library([Entry("article", _key(item["id"], used), _fields(item)) for item in items])
    return write_string(library, unparse_stack=[])


def _key(name: str, used: set[str]) -> str:
    """Make a key of letters, digits and a few marks, which no other entry has."""
    stem = _NOT_OF_KEYS.sub("-", name).strip("-") or "article"
    key, number = stem, 2
    while key.casefold() in used:
        key, number = f"{stem}-{number}", number + 1
    used.add(key.casefold())
    return key


def _fields(item: CSLItem) -> list[Field]:
    day = date(*item["issued"]["date-parts"][0]) if "issued" in item else None
    values = {
        "author": " and ".join(map(_name, item.get("author", []))),
        "title": _ENCODER.unicode_to_latex(item.get("title", "")),
        "journal": _ENCODER.unicode_to_latex(item.get("container-title", "")),
        "year": f"{day.year:04}" if day else "",
        "month": f"{day.month}" if day else "",
        "day": f"{day.day}" if day else "",
        "url": quote(item.get("URL", ""), safe="%/:?#[]@!$&'()*+,;=~"),
        "note": item.get("note", ""),
    }
    # A headline in double braces keeps its capitals.
    return [
        Field(key, f"{{{{{value}}}}}" if key == "title" else f"{{{value}}}") for key, value in values.items() if value
    ]


def _name(name: CSLName) -> str:
    if "literal" in name:
        return f"{{{_ENCODER.unicode_to_latex(name['literal'])}}}"
    parts = (name["family"], name.get("suffix", ""), name["given"])
    return ", ".join(_ENCODER.unicode_to_latex(part) for part in parts if part)
