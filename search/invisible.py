"""Characters that nobody sees: harmless to a reader, and a place to hide orders to a language model."""

from __future__ import annotations

import unicodedata

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Joiners and fillers that are letters or marks by category, and blank to the eye."""


def is_invisible(char: str) -> bool:
    """Whether `char` is no white space and yet leaves no mark.

    Such are controls, formats (zero widths, bidi, tags), fillers, and variation selectors, which can carry a byte each.
    """
    if char.isspace():
        return False
    code = ord(char)
    return (
        unicodedata.category(char) in ("Cc", "Cf", "Co", "Cs", "Cn")
        or char in _BLANK
        or 0xFE00 <= code <= 0xFE0F
        or 0xE0100 <= code <= 0xE01EF
        or 0x180B <= code <= 0x180F
    )


def without_invisible(text: str) -> str:
    """`text` as it is seen."""
    return text if text.isascii() and text.isprintable() else "".join(it for it in text if not is_invisible(it))
