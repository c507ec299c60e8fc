"""Detect invisible characters, and escape those that control a terminal.

Invisible characters do not disturb a reader, but can hide instructions for a language model. Control characters are
shown as escapes instead of being obeyed. Neither rich nor click does this: both pass on OSC 52 (the clipboard) and
8-bit CSI.
"""

from __future__ import annotations

import re
import unicodedata

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Joiners and fillers that Unicode classes as letters or marks, but that show nothing."""
_STEERING = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u202a-\u202e\u2066-\u2069"  # bidi overrides, embeddings and isolates: they reorder the text after them
    "\u2028\u2029"  # line ends that line counters miss
    "\ufff9-\ufffb\ufeff"  # annotations that hide text, and the byte order mark
    "\ud800-\udfff"  # half surrogate pairs, which no output stream accepts
    "\U000e0000-\U000e007f"  # tag characters: invisible text
    "]"
)
_SPACE = re.compile(r"\s+")
_WITHOUT_ACCENT = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"})
"""Letters that Unicode does not take apart into a letter and an accent."""


def without_accents(folded: str) -> str:
    """Take the accents off a text whose case is folded."""
    parts = unicodedata.normalize("NFKD", folded.translate(_WITHOUT_ACCENT))
    return "".join(char for char in parts if not unicodedata.combining(char))


def is_invisible(char: str) -> bool:
    """True where `char` is not white space and shows nothing.

    This covers controls, formats (zero widths, bidi, tags), fillers, and variation selectors, each of which can hide a
    byte.
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


def strip_invisible(text: str) -> str:
    """Remove the invisible characters of `text`."""
    return text if text.isascii() and text.isprintable() else "".join(char for char in text if not is_invisible(char))


def has_visible_text(text: str) -> bool:
    """True where `text` contains a character that is neither white space nor invisible."""
    return any(not (char.isspace() or is_invisible(char)) for char in text)


def terminal_safe(text: str) -> str:
    r"""Replace every character of `text` that controls a terminal with a visible escape such as ``\x1b``."""
    return _STEERING.sub(lambda match: _escape(match[0]), text)


def one_line(text: str) -> str:
    """Make `text` safe for a terminal, and put it on one line."""
    return terminal_safe(_SPACE.sub(" ", text))


def json_safe(line: bytes) -> bytes:
    r"""Write the same characters of JSON as ``\u`` escapes: the meaning does not change, and it is safe to print."""
    text = line.decode()
    return _STEERING.sub(lambda match: _json_escape(match[0]), text).encode()


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
