"""JSON text, read block by block: finds where each value ends, without making it."""

from __future__ import annotations

import re

from ...files.source import Source
from ...record import StoppedError

REST_UNREAD = "the rest of the file was not read"

_SPACE = re.compile(rb"[ \t\r\n\x1e]*")
"""White space, and the mark before each record of a JSON text sequence (RFC 7464)."""
_SCALAR = re.compile(rb'[^\s,:\[\]{}"]*')
_IN_STRING = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_FLAT = rb'[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+"'
# Lists and objects without others inside are passed in one step, as a file may consist of them.
_NO_BRACKETS = re.compile(rb"(?:%b|\[(?:%b)*+\]|\{(?:%b)*+\})*+" % (_FLAT, _FLAT, _FLAT), re.DOTALL)


class JsonText:
    """JSON text, of which one block is in memory, and the value that is being read.

    Only brackets and strings are told apart; whoever parses the value finds other errors in it.

    Attributes:
        line: Current line, from 1.
    """

    def __init__(self, source: Source) -> None:
        self.line = 1
        self._blocks = source.utf8_blocks()
        self._block, self._at = b"", 0

    def peek(self) -> bytes:
        """Move to the next byte that is not white space, and return it; b"" at the end."""
        while True:
            self._move(_end(_SPACE, self._block, self._at))
            if self._at < len(self._block) or not self._next_block():
                return self._block[self._at : self._at + 1]

    def skip(self) -> None:
        """Move past the byte that `peek` returns."""
        self.peek()
        self._move(self._at + 1)

    def value(self, most: int) -> bytes | None:
        """Move past the JSON value that begins here, and return it; None if it is longer than `most` bytes.

        Raises:
            StoppedError: The value has no end, so that the rest cannot be told from it.
        """
        line, scan, held = self.line, _Scan(), bytearray()
        kept = True
        while True:
            end = scan.feed(self._block, self._at)
            kept = kept and len(held) + end - self._at <= most
            if kept:
                held += memoryview(self._block)[self._at : end]
            else:
                held.clear()
            self._move(end)
            if scan.ended:
                break
            if not self._next_block():
                if scan.is_open:
                    raise StoppedError(f"broken JSON: unexpected end of data; {REST_UNREAD}", line)
                break
        if kept and not held:
            raise StoppedError(f"broken JSON: expected a value; {REST_UNREAD}", line)
        return bytes(held) if kept else None

    def _move(self, to: int) -> None:
        self.line += self._block.count(b"\n", self._at, to)
        self._at = to

    def _next_block(self) -> bool:
        """Go on to the next block; False at the end."""
        self._block, self._at = next(filter(None, self._blocks), b""), 0
        return bool(self._block)


class _Scan:
    """Looks for the end of one value.

    Attributes:
        ended: True where the last block holds its end.
    """

    def __init__(self) -> None:
        self.ended = False
        self._depth = 0
        self._in_string = self._escaped = self._in_scalar = False

    @property
    def is_open(self) -> bool:
        """True if the value cannot end here."""
        return self._in_string or self._depth > 0

    def feed(self, block: bytes, at: int) -> int:
        """Return the index in `block` after the value, or after its part that is in this block."""
        while at < len(block) and not self.ended:
            at = self._string(block, at) if self._in_string else self._structure(block, at)
        return at

    def _string(self, block: bytes, at: int) -> int:
        """Move on in a string that began before."""
        if self._escaped:
            self._escaped = False
            return at + 1
        at = _end(_IN_STRING, block, at)
        if at == len(block):
            return at
        self._in_string, self._escaped = block[at] != ord('"'), block[at] != ord('"')  # else it is a last backslash
        self.ended = not self.is_open
        return at + 1

    def _structure(self, block: bytes, at: int) -> int:
        if not self._depth and (self._in_scalar or block[at] not in b'"[{'):
            self._in_scalar = True
            at = _end(_SCALAR, block, at)
            self.ended = at < len(block)
            return at
        if self._depth:
            at = _end(_NO_BRACKETS, block, at)
        if at < len(block):
            self._in_string = block[at] == ord('"')
            self._depth += (block[at] in b"[{") - (block[at] in b"]}")
            self.ended = not self.is_open
            at += 1
        return at


def _end(pattern: re.Pattern[bytes], block: bytes, at: int) -> int:
    match = pattern.match(block, at)
    return match.end() if match else at
