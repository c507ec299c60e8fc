"""Characters that are not what they seem: those that nobody sees, and those that steer a terminal.

Invisible ones are harmless to a reader, and a place to hide orders to a language model. Steering ones are shown as
escapes, not obeyed: neither rich nor click does this, both let OSC 52 (the clipboard) and 8-bit CSI through.
"""

from __future__ import annotations

import re
import unicodedata

_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Joiners and fillers that are letters or marks by category, and blank to the eye."""
_STEERING = re.compile(
    "["
    "\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 but tab and newline, DEL, C1
    "\u202a-\u202e\u2066-\u2069"  # bidi overrides, embeddings and isolates: they reorder what follows
    "\u2028\u2029"  # line ends that no line counter counts
    "\ufff9-\ufffb\ufeff"  # annotations that hide text, and the byte order mark
    "\ud800-\udfff"  # half surrogate pairs, which no output stream takes
    "\U000e0000-\U000e007f"  # tag characters: text that nobody sees
    "]"
)
_SPACE = re.compile(r"\s+")


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


def strip_invisible(text: str) -> str:
    """`text` as it is seen."""
    return text if text.isascii() and text.isprintable() else "".join(it for it in text if not is_invisible(it))


def has_visible_text(text: str) -> bool:
    """True where `text` shows a reader anything: white space and invisible characters alone are nothing."""
    return any(not (char.isspace() or is_invisible(char)) for char in text)


def terminal_safe(text: str) -> str:
    r"""`text` with every character that steers a terminal as a visible escape such as ``\x1b``."""
    return _STEERING.sub(lambda match: _escape(match[0]), text)


def one_line(text: str) -> str:
    """`text` safe, and on one line."""
    return terminal_safe(_SPACE.sub(" ", text))


def json_safe(line: bytes) -> bytes:
    r"""JSON with the same characters as ``\u`` escapes: what it says is the same, and it may be shown."""
    text = line.decode()
    return _STEERING.sub(lambda match: _json_escape(match[0]), text).encode()


def _escape(char: str) -> str:
    code = ord(char)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _json_escape(char: str) -> str:
    units = char.encode("utf-16-be")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
