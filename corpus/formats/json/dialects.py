"""Dialects that programs print in place of JSON: Python's objects, MongoDB's shell, extra commas, other constants."""

from __future__ import annotations

import ast
import json
import re
from datetime import UTC, datetime

# A string without an end matches, too: a search that fails at each of its quotation marks would take quadratic time.
_DOUBLE, _SINGLE = r'"(?:[^"\\]++|\\.)*+"?+', r"'(?:[^'\\]++|\\.)*+'?+"
_TOKEN = re.compile(
    rf"(?P<double>{_DOUBLE})|(?P<single>{_SINGLE})"
    rf"|(?:ObjectId|ISODate|Number(?:Long|Int|Decimal)|UUID|new Date)\(\s*+(?P<inner>{_DOUBLE}|{_SINGLE}|-?\d++)\s*+\)"
    r"|datetime\.(?:datetime|date)\((?P<time>\d{4}(?:, \d{1,6}){2,6})(?P<zone>, tzinfo=[\w.<]{1,20}(?i:utc)>?)?\)"
    r"|(?P<comma>,)(?=\s*(?://[^\n]*\s*)?[}\]])|\b(?P<null>None|undefined|nan|NaN|NaT)\b|-?(?P<infinite>\bInfinity\b|\binf\b)"
    r"|\b(?P<truth>True|False)\b|(?P<remark>//[^\n]*+|/\*(?:[^*]++|\*(?!/))*+(?:\*/)?+)",
    re.DOTALL,
)


def read_dialect(text: str) -> object:
    """Parse a value as Python or the shell of MongoDB prints it, with commas before brackets, or with half surrogates.

    Raises:
        ValueError, RecursionError: It is not like that either.
    """
    return json.loads(_TOKEN.sub(_as_json, text))


def _as_json(match: re.Match[str]) -> str:
    inner = match["inner"]
    if match["double"] or (inner and inner[0] != "'"):
        return inner or match["double"]
    if match["single"] or inner:
        return json.dumps(_unquoted(inner or match["single"]))
    if match["time"]:
        numbers = [int(number) for number in match["time"].split(", ")]
        time = datetime(*numbers).replace(tzinfo=UTC if match["zone"] else None)  # type: ignore[arg-type]
        return f'"{time.isoformat()}"'
    if match["truth"]:
        return match["truth"].lower()
    return "" if match["comma"] or match["remark"] else "null"


def _unquoted(text: str) -> str:
    try:
        return str(ast.literal_eval(text))
    except (SyntaxError, MemoryError) as error:  # a line end or a broken escape in it
        raise ValueError(str(error)) from None
