"""Text from articles and file names, made safe for a terminal: what could steer it is shown, not obeyed.

Neither rich nor click does this: both let OSC 52 (the clipboard) and 8-bit CSI through.
"""

from __future__ import annotations

import re

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


def safe(text: str) -> str:
    r"""`text` with every character that steers a terminal as a visible escape such as ``\x1b``."""
    return _STEERING.sub(lambda match: _escape(match[0]), text)


def one_line(text: str) -> str:
    """`text` safe, and on one line."""
    return safe(_SPACE.sub(" ", text))


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
