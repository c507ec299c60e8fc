"""Files of many records: JSON, one object a line or in an array."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from itertools import islice

import orjson

from ..record import Fault, Record
from ..source import LONGEST, NOT_UTF_8, Source, StoppedError

TOO_LONG = f"the record is longer than {LONGEST >> 20} MiB"
REST = "the rest of the file was not read"

_SPACE = re.compile(r"[ \t\r\n]*")
# Only where a value ends is asked of it: what a value is, orjson says, so that a record means the same in every file.
_SCANNER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def json_lines(source: Source) -> Iterator[Record | Fault]:
    """One object a line; a bad line is a fault, and reading goes on with the next."""
    for number, line in source.lines():
        if line is None:
            yield Fault(number, TOO_LONG)
        elif line.strip():
            yield _record(number, line)


def json_file(source: Source) -> Iterator[Record | Fault]:
    """An array of objects, one object, or objects one a line."""
    uncounted = Source(source.open, packed=source.packed)
    if _Text(uncounted).peek() == "[":
        return _array(_Text(source))
    # Two lines are looked at: the first one may be the one that is broken.
    one_a_line = any(isinstance(it, Record) for it in islice(json_lines(uncounted), 2))
    return _alone(json_lines(source) if one_a_line else _objects(_Text(source)))


def _record(number: int, value: bytes) -> Record | Fault:
    try:
        fields = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        return Fault(number, _why(value, error))
    if isinstance(fields, dict):
        return Record(number, fields)
    hint = "; a file that is one array is named .json" if isinstance(fields, list) else ""
    return Fault(number, f"not an object but {type(fields).__name__}{hint}")


def _why(value: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        value.decode()
    except UnicodeDecodeError:
        return NOT_UTF_8
    return f"broken JSON: {error.msg}"


def _alone(found: Iterator[Record | Fault]) -> Iterator[Record | Fault]:
    """What was found, with a record that nothing follows marked as the whole file."""
    first = next(found, None)
    if not isinstance(first, Record):
        yield from [first] if first else []
        yield from found
        return
    try:
        second = next(found, None)
    except StoppedError:  # damage after the record does not harm the record
        yield first
        raise
    yield Record(first.line, first.fields, alone=second is None)
    if second is not None:
        yield second
        yield from found


def _objects(text: _Text) -> Iterator[Record | Fault]:
    """Objects that follow one another with nothing but white space between."""
    while text.peek():
        yield _record(text.line, text.value())


def _array(text: _Text) -> Iterator[Record | Fault]:
    text.skip("[")
    while (char := text.peek()) != "]":
        yield _record(text.line, text.value())
        if (char := text.peek()) == ",":
            text.skip(",")
        elif char != "]":
            raise StoppedError(f"broken JSON: a comma or the end of the array is missing; {REST}", text.line)
    text.skip("]")
    if text.peek():
        raise StoppedError(f"broken JSON: there is more text after the array; {REST}", text.line)


class _Text:
    """JSON text of which only the part at hand is in memory.

    Attributes:
        line: The line it stands at, from 1.
    """

    def __init__(self, source: Source) -> None:
        self.line = 1
        self._blocks = source.utf8_blocks()
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
        self._buffer = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """Move to the next character that is not white space and give it back, or "" at the end."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._move(match.end() if match else self._at)
            if self._at < len(self._buffer) or self._ended:
                return self._buffer[self._at : self._at + 1]
            self._grow(1)

    def skip(self, char: str) -> None:
        """Move past `char`, which is known to stand here."""
        self.peek()
        self._move(self._at + len(char))

    def value(self) -> bytes:
        """Move past the JSON value that begins here, and give it back.

        Raises:
            StoppedError: It is broken, so that nobody knows where it ends.
        """
        while True:
            rest = len(self._buffer) - self._at
            try:
                _, end = _SCANNER.raw_decode(self._buffer, self._at)
            except RecursionError:
                raise StoppedError(f"broken JSON: nested too deep; {REST}", self.line) from None
            except json.JSONDecodeError as error:
                if self._ended or rest >= LONGEST:
                    reason = f"broken JSON: {error.msg}" if self._ended else f"{TOO_LONG}, or broken JSON"
                    raise StoppedError(f"{reason}; {REST}", self.line) from None
            else:
                if end < len(self._buffer) or self._ended:  # a number may go on in the next block
                    value = self._buffer[self._at : end]
                    self._move(end)
                    return value.encode(errors="surrogateescape")
            self._grow(rest)  # twice as much each time, so that the tries cost little together

    def _move(self, to: int) -> None:
        self.line += self._buffer.count("\n", self._at, to)
        self._at = to

    def _grow(self, count: int) -> None:
        parts = [self._buffer[self._at :]]
        while count > 0 and not self._ended:
            block = next(self._blocks, None)
            self._ended = block is None
            parts.append(self._decoder.decode(block or b"", final=self._ended))
            count -= len(parts[-1])
        self._buffer, self._at = "".join(parts), 0
