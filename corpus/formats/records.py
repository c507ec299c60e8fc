"""Files of many records in JSON: one object on each line, or an array of objects."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from itertools import islice

import orjson

from ..record import Fault, Record
from ..source import MAX_RECORD_BYTES, NOT_UTF_8, Source, StoppedError

TOO_LONG = f"the record is longer than {MAX_RECORD_BYTES >> 20} MiB"
REST_UNREAD = "the rest of the file was not read"

_SPACE = re.compile(r"[ \t\r\n]*")
# The scanner only finds the end of a value; orjson parses it, so that a record means the same in every file.
_SCANNER = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)


def json_lines(source: Source) -> Iterator[Record | Fault]:
    """Read one object from each line; a bad line gives a fault, and reading goes on."""
    for number, line in source.lines():
        if line is None:
            yield Fault(number, TOO_LONG)
        elif line.strip():
            yield _record(number, line)


def json_file(source: Source) -> Iterator[Record | Fault]:
    """Read an array of objects, a single object, or one object on each line."""
    uncounted = Source(source.open, gzipped=source.gzipped)
    if _Text(uncounted).peek() == "[":
        return _array(_Text(source))
    # Two lines are checked, because the first may be broken.
    is_json_lines = any(isinstance(item, Record) for item in islice(json_lines(uncounted), 2))
    return _alone(json_lines(source) if is_json_lines else _objects(_Text(source)))


def _record(number: int, value: bytes) -> Record | Fault:
    try:
        fields = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        return Fault(number, _problem(value, error))
    if isinstance(fields, dict):
        return Record(number, fields)
    hint = "; name a file .json if it is one array" if isinstance(fields, list) else ""
    return Fault(number, f"not an object but {type(fields).__name__}{hint}")


def _problem(value: bytes, error: orjson.JSONDecodeError) -> str:
    try:
        value.decode()
    except UnicodeDecodeError:
        return NOT_UTF_8
    return f"broken JSON: {error.msg}"


def _alone(records: Iterator[Record | Fault]) -> Iterator[Record | Fault]:
    """Yield the records, with a record that is the only one marked as the whole file."""
    first = next(records, None)
    if not isinstance(first, Record):
        yield from [first] if first else []
        yield from records
        return
    try:
        second = next(records, None)
    except StoppedError:  # damage after the record does not affect it
        yield first
        raise
    yield Record(first.line, first.fields, is_whole_file=second is None)
    if second is not None:
        yield second
        yield from records


def _objects(text: _Text) -> Iterator[Record | Fault]:
    """Read objects that follow one another, separated by nothing but white space."""
    while text.peek():
        yield _record(text.line, text.value())


def _array(text: _Text) -> Iterator[Record | Fault]:
    text.skip("[")
    while (char := text.peek()) != "]":
        yield _record(text.line, text.value())
        if (char := text.peek()) == ",":
            text.skip(",")
        elif char != "]":
            raise StoppedError(f"broken JSON: expected a comma or the end of the array; {REST_UNREAD}", text.line)
    text.skip("]")
    if text.peek():
        raise StoppedError(f"broken JSON: unexpected data after the array; {REST_UNREAD}", text.line)


class _Text:
    """JSON text, read block by block.

    Attributes:
        line: Current line, from 1.
    """

    def __init__(self, source: Source) -> None:
        self.line = 1
        self._blocks = source.utf8_blocks()
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")
        self._buffer = ""
        self._at = 0
        self._ended = False

    def peek(self) -> str:
        """Move to the next character that is not white space, and return it; "" at the end."""
        while True:
            match = _SPACE.match(self._buffer, self._at)
            self._move(match.end() if match else self._at)
            if self._at < len(self._buffer) or self._ended:
                return self._buffer[self._at : self._at + 1]
            self._grow(1)

    def skip(self, char: str) -> None:
        """Move past `char`, which is the next character."""
        self.peek()
        self._move(self._at + len(char))

    def value(self) -> bytes:
        """Move past the JSON value that begins here, and return it.

        Raises:
            StoppedError: The value is broken, so that its end cannot be found.
        """
        while True:
            rest = len(self._buffer) - self._at
            try:
                _, end = _SCANNER.raw_decode(self._buffer, self._at)
            except RecursionError:
                raise StoppedError(f"broken JSON: nested too deeply; {REST_UNREAD}", self.line) from None
            except json.JSONDecodeError as error:
                if self._ended or rest >= MAX_RECORD_BYTES:
                    reason = f"broken JSON: {error.msg}" if self._ended else f"{TOO_LONG}, or broken JSON"
                    raise StoppedError(f"{reason}; {REST_UNREAD}", self.line) from None
            else:
                if end < len(self._buffer) or self._ended:  # a number may continue in the next block
                    value = self._buffer[self._at : end]
                    self._move(end)
                    return value.encode(errors="surrogateescape")
            self._grow(rest)  # doubled each time, so that all attempts together take linear time

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
