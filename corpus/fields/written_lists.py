"""Lists that a program wrote into a cell or a string: as JSON, Python, numpy, Postgres and PHP print them."""

from __future__ import annotations

import ast
import csv
import json
import re

_LONGEST, _LONGEST_LITERAL = 1_000_000, 100_000
"""Characters. Python takes a hundred bytes of memory for each one of a literal."""
_QUOTED = r"'(?:[^'\\]++|\\.)*+'|\"(?:[^\"\\]++|\\.)*+\""
_NUMPY = re.compile(rf"\[\s*(?:{_QUOTED})(?:\s+(?:{_QUOTED}))+\s*\]")
"""An array of numpy has no commas: Python would join its strings to one."""
_STRING = re.compile(_QUOTED)
_PHP = re.compile(r'a:\d{1,4}:\{(?:i:\d{1,4};s:\d{1,4}:"[^"]*";)+\}')
_PHP_STRING = re.compile(r's:\d+:"([^"]*)";')
_BARE = re.compile(r"\[[^\[\]{}\"'\n]{1,1000}\]")
"""A list as Java prints it, and so Athena, Hive and Spark do: ``[Mira Quell, Tobe Arn]``."""
_CLOSING = {"[": "]", "{": "}", "(": ")"}


def as_list(text: str) -> list[object] | None:
    """Read a list such as ``['a', 'b']``, ``["a"]`` or ``['a' 'b']``; None where it is none."""
    text = text.strip()
    if not (text.startswith("[") and text.endswith("]")) or len(text) > _LONGEST:
        return None
    if _NUMPY.fullmatch(text):
        return [_literal(match[0]) for match in _STRING.finditer(text)]
    value = _value(text)
    return value if isinstance(value, list) else None


def as_names(text: str) -> list[object] | None:
    """Read names: as `as_list`, or a set, tuple or object, ``{a,"b c"}`` as in Postgres, ``a:1:{...}`` as in PHP."""
    text = text.strip()
    if _PHP.fullmatch(text):
        return list(_PHP_STRING.findall(text))
    if len(text) < 2 or _CLOSING.get(text[0]) != text[-1] or len(text) > _LONGEST:
        return None
    if text[0] == "[":
        found = as_list(text)
        return [*map(str.strip, text[1:-1].split(","))] if found is None and _BARE.fullmatch(text) else found
    value = _value(text)
    if isinstance(value, set | tuple):
        return sorted(value, key=str) if isinstance(value, set) else list(value)
    if isinstance(value, dict):
        return [value]
    is_array = text[0] == "{" and not {":", "\n", "\r"} & set(text)
    return [*next(csv.reader([text[1:-1]], escapechar="\\"))] if is_array else None


def _value(text: str) -> object:
    """Read JSON or a literal of Python; None where it is neither."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return _literal(text)


def _literal(text: str) -> object:
    try:
        return None if len(text) > _LONGEST_LITERAL else ast.literal_eval(text)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return None
