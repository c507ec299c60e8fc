"""Text that was damaged or cut on its way: UTF-8 that was read as another encoding, and marks of a cut."""

from __future__ import annotations

import re

_LIKE_MOJIBAKE = re.compile(
    "[\xc2-\xf4\u0102\u0103\u0139\u013a\u0413\u0420\u0421\u0432\u251c]"
    "[\x80-\xbf\u0104\u0105\u010c-\u011b\u0139-\u017e\u0192\u02c6-\u02dd\u0402-\u040f\u0450-\u045f\u0490\u0491"
    "\u2013-\u203a\u20ac\u2116\u2122\u2500-\u257f]"
    "|\u201a\xc4.|\u221a[^\\s\\d]"
)
"""Two bytes of a character in UTF-8, as read in Windows-1252 or a like encoding, or in that of old Macs."""
_CUT = re.compile(r"\s*(?:\u2026|\.\.\.)?\s*\[\s*\+?\s*\d+\s*char(?:acter)?s\s*\]\s*$")


_OF_WINDOWS = {
    byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
"""Controls that stand for a character of Windows-1252 which was read as Latin-1, as in HTML."""
_LOST_BYTE = re.compile("\u00e2\u20ac(?=[\\s.,;:!?)\\]]|$)")
"""A closing quotation mark whose last byte has no character in Windows-1252, and was dropped."""


def repaired(text: str) -> str:
    """Return `text` with its mojibake repaired where the repair is sure, line by line."""
    if text.isascii():
        return text
    if not _LIKE_MOJIBAKE.search(text):
        return text.translate(_OF_WINDOWS)
    from ftfy import fix_encoding  # type: ignore[import-untyped,unused-ignore]

    lines = _LOST_BYTE.sub("\u00e2\u20ac\x9d", text).split("\n")
    lines = [str(fix_encoding(line)) if _LIKE_MOJIBAKE.search(line) else line for line in lines]
    return "\n".join(lines).translate(_OF_WINDOWS)


def without_cut_mark(text: str) -> str:
    """Return `text` without a mark such as ``[+2219 chars]`` at its end, which shows that the rest was left out."""
    return _CUT.sub("\u2026", text) if text.rstrip().endswith("]") else text
