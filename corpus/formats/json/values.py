"""One value of JSON: parsed within limits, with the constants that Python writes for missing numbers."""

from __future__ import annotations

import re
from itertools import islice

import orjson

from ...files.limits import ReadLimits
from ...files.source import NOT_UTF_8
from .dialects import read_dialect

# It matches at every place, also in a string without an end: a search that fails would take quadratic time.
_SEPARATOR = re.compile(rb'(?:[^",\[{]++|"(?:[^"\\]++|\\.)*+"?+)*+(?:[,\[{]|\Z)', re.DOTALL)


def loads(value: bytes, limits: ReadLimits) -> list[dict[str, object]] | str:
    """Parse an object, or the objects of an array; the reason, for a message, if it is none or cannot be parsed.

    ``NaN`` and ``Infinity`` become null: Python writes them for what is missing, though JSON does not have them.
    """
    if holds_more_values(value, limits.values):  # each takes up to 250 bytes of memory
        return f"the record holds more than {limits.values:,} values"
    try:
        fields = orjson.loads(value)
    except orjson.JSONDecodeError as error:
        try:
            text = value.decode()
        except UnicodeDecodeError:
            return NOT_UTF_8
        try:
            fields = read_dialect(text)
        except (ValueError, RecursionError):
            return f"broken JSON: {error.msg}"
    found = fields if isinstance(fields, list) and fields else [fields]
    kinds = [type(item).__name__ for item in found if not isinstance(item, dict)]
    return f"not an object but {kinds[0]}" if kinds else found


def holds_more_values(value: bytes, most: int) -> bool:
    """True where JSON holds more than `most` values; counted exactly only if there may be too many."""
    if value.count(b",") + value.count(b"[") + value.count(b"{") <= most:
        return False
    return next(islice(_SEPARATOR.finditer(value), most + 1, None), None) is not None
