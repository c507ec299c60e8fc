"""Files of many records in JSON: objects, one on each line, in an array, or in what an API puts around them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from ...files.encoding import decoded, may_be_legacy
from ...files.limits import ReadLimits
from ...files.source import LongLine, Source, too_long
from ...record import Fault, Record, StoppedError
from ...shapes.envelopes import ENVELOPES, bulk_action, is_article, records_in
from .text import REST_UNREAD, JsonText
from .values import holds_more_values, loads

_AROUND = b" \t\r\n\x1e"
"""White space, and the mark before each record of a JSON text sequence (RFC 7464)."""
_DEEPEST = 4
"""Objects inside one another around the list of articles, in a file that is too large to be parsed whole."""


def json_lines(source: Source) -> Iterator[Record | Fault]:
    """Read the object on each line; a bad line gives a fault, and reading goes on. A comma may follow the object."""
    source, told = _decoded(source)
    yield from told
    yield from _lines(source, commas=True)


def _lines(source: Source, *, commas: bool) -> Iterator[Record | Fault]:
    known: dict[str, object] = {}
    for number, line in source.lines():
        if isinstance(line, LongLine):
            yield Fault(number, too_long(source.limits))
        elif line.strip():
            line = line.strip(_AROUND)
            line = line[:-1] if commas and line.endswith(b"},") else line
            for item in _records(number, line, source.limits):
                action = bulk_action(item.fields) if isinstance(item, Record) else None
                if action is None:
                    yield replace(item, fields={**known, **item.fields}) if known and isinstance(item, Record) else item
                known = action or {}


def json_file(source: Source) -> Iterator[Record | Fault]:
    """Read an array of objects, a single object, or one object on each line."""
    source, told = _decoded(source)
    yield from told
    uncounted = replace(source, on_bytes=lambda _: None)
    if JsonText(uncounted).peek() == b"[":
        yield from _arrays(JsonText(source), source.limits)
        return
    # Two lines are checked, because the first may be broken. With a comma behind it, an object stands in a list.
    is_json_lines = any(isinstance(item, Record) for item in islice(_lines(uncounted, commas=False), 2))
    yield from _alone(_lines(source, commas=False) if is_json_lines else _objects(source))


def _decoded(source: Source) -> tuple[Source, list[Fault]]:
    """Return a source with its encoding, and what is told of it. JSON is UTF-8, so that a short look is enough."""
    if source.encoding or not may_be_legacy(source):
        return source, []
    source, encoding = decoded(source)
    return source, [Fault(None, f"the file is not UTF-8; it was read as {encoding}", skipped=False)] if encoding else []


def _records(number: int, value: bytes | None, limits: ReadLimits) -> Iterator[Record | Fault]:
    """Parse an object, and find the articles in it; None stands for one that was too long to be kept."""
    found = too_long(limits) if value is None else loads(value, limits)
    if isinstance(found, str):
        yield Fault(number, found)
        return
    for value_of in found:
        for fields in records_in(value_of):
            yield Record(number, fields)


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


def _objects(source: Source) -> Iterator[Record | Fault]:
    """Read objects that follow one another, separated by white space or commas."""
    text, limits = JsonText(source), source.limits
    uncounted = JsonText(replace(source, on_bytes=lambda _: None, limits=limits))
    if _is_large_envelope(uncounted, limits):
        yield from _inside(text, limits, 0)
    while text.peek():
        yield from _next_records(text, limits)
        if text.peek() == b",":  # a list that lost its brackets
            text.skip()


def _is_large_envelope(text: JsonText, limits: ReadLimits) -> bool:
    """True where the file begins with an object that is too large for a record."""
    if text.peek() != b"{":
        return False
    value = text.value(limits.record_bytes)
    return value is None or holds_more_values(value, limits.values)


def _inside(text: JsonText, limits: ReadLimits, depth: int) -> Iterator[Record | Fault]:
    """Read the articles in the lists of an object, and in the objects in it, one at a time."""
    line, found = text.line, False
    text.skip()
    while text.peek() == b'"':
        key = (text.value(limits.record_bytes) or b"").strip(b'"').decode(errors="replace")
        if text.peek() != b":":
            break
        text.skip()
        for item in _value_of(key, text, limits, depth):
            found = True
            yield item
        if text.peek() == b",":
            text.skip()
    if text.peek() != b"}":
        raise StoppedError(f"broken JSON: expected a comma or the end of the object; {REST_UNREAD}", text.line)
    text.skip()
    if not found and not depth:
        yield Fault(line, too_long(limits))


def _value_of(key: str, text: JsonText, limits: ReadLimits, depth: int) -> Iterator[Record | Fault]:
    """Read the articles in the value of a key."""
    opening = text.peek()
    if opening == b"[":
        for item in _array(text, limits, nested=True):
            if isinstance(item, Fault) or key in ENVELOPES or is_article(item.fields):
                yield item
    elif opening == b"{" and depth < _DEEPEST:
        yield from _inside(text, limits, depth + 1)
    else:
        text.value(limits.record_bytes)


def _arrays(text: JsonText, limits: ReadLimits) -> Iterator[Record | Fault]:
    """Read arrays that follow one another, as pages of an API that were saved into one file."""
    while text.peek() == b"[":
        yield from _array(text, limits)
    if text.peek():
        raise StoppedError(f"broken JSON: unexpected data after the array; {REST_UNREAD}", text.line)


def _array(text: JsonText, limits: ReadLimits, *, nested: bool = False) -> Iterator[Record | Fault]:
    text.skip()
    while (char := text.peek()) != b"]":
        if not nested or char == b"{":
            yield from _next_records(text, limits)
        else:
            text.value(limits.record_bytes)
        if (char := text.peek()) == b",":
            text.skip()
        elif char != b"]":
            raise StoppedError(f"broken JSON: expected a comma or the end of the array; {REST_UNREAD}", text.line)
    text.skip()


def _next_records(text: JsonText, limits: ReadLimits) -> Iterator[Record | Fault]:
    line = text.line
    yield from _records(line, text.value(limits.record_bytes), limits)
