"""Files of many records in JSON: one object on each line, or an array of objects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

import orjson

from ..limits import ReadLimits
from ..record import Fault, Record, StoppedError
from ..source import NOT_UTF_8, LongLine, Source, too_long
from .json_text import REST_UNREAD, JsonText

# It matches at every place, also in a string without an end: a search that fails would take quadratic time.
_SEPARATOR = re.compile(rb'(?:[^",\[{]++|"(?:[^"\\]++|\\.)*+"?+)*+(?:[,\[{]|\Z)', re.DOTALL)


def json_lines(source: Source) -> Iterator[Record | Fault]:
    """Read one object from each line; a bad line gives a fault, and reading goes on."""
    for number, line in source.lines():
        if isinstance(line, LongLine):
            yield Fault(number, too_long(source.limits))
        elif line.strip():
            yield _record(number, line, source.limits)


def json_file(source: Source) -> Iterator[Record | Fault]:
    """Read an array of objects, a single object, or one object on each line."""
    uncounted = Source(source.open, gzipped=source.gzipped, limits=source.limits)
    if JsonText(uncounted).peek() == b"[":
        return _array(JsonText(source), source.limits)
    # Two lines are checked, because the first may be broken.
    is_json_lines = any(isinstance(item, Record) for item in islice(json_lines(uncounted), 2))
    return _alone(json_lines(source) if is_json_lines else _objects(JsonText(source), source.limits))


def _record(number: int, value: bytes | None, limits: ReadLimits) -> Record | Fault:
    """Parse the value of a record; None stands for one that was too long to be kept."""
    if value is None:
        return Fault(number, too_long(limits))
    if _holds_more_values(value, limits.values):  # each takes up to 250 bytes of memory
        return Fault(number, f"the record holds more than {limits.values:,} values")
    try:
        fields = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        return Fault(number, _problem(value, error))
    if isinstance(fields, dict):
        return Record(number, fields)
    hint = "; name a file .json if it is one array" if isinstance(fields, list) else ""
    return Fault(number, f"not an object but {type(fields).__name__}{hint}")


def _holds_more_values(value: bytes, most: int) -> bool:
    """True where JSON holds more than `most` values; counted exactly only if there may be too many."""
    if value.count(b",") + value.count(b"[") + value.count(b"{") <= most:
        return False
    return next(islice(_SEPARATOR.finditer(value), most + 1, None), None) is not None


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


def _objects(text: JsonText, limits: ReadLimits) -> Iterator[Record | Fault]:
    """Read objects that follow one another, separated by nothing but white space."""
    while text.peek():
        yield _next_record(text, limits)


def _array(text: JsonText, limits: ReadLimits) -> Iterator[Record | Fault]:
    text.skip()
    while (char := text.peek()) != b"]":
        yield _next_record(text, limits)
        if (char := text.peek()) == b",":
            text.skip()
        elif char != b"]":
            raise StoppedError(f"broken JSON: expected a comma or the end of the array; {REST_UNREAD}", text.line)
    text.skip()
    if text.peek():
        raise StoppedError(f"broken JSON: unexpected data after the array; {REST_UNREAD}", text.line)


def _next_record(text: JsonText, limits: ReadLimits) -> Record | Fault:
    line = text.line
    return _record(line, text.value(limits.record_bytes), limits)
