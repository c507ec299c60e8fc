"""What pydantic finds wrong with a request, in the words of the command line and of Python, for HTTP and MCP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Problem = Mapping[str, Any]
"""A finding of pydantic, see its `ErrorDetails`."""
UNKNOWN = "extra_forbidden"
_IN_WORDS = {
    UNKNOWN: "there is no such field",
    "missing": "is missing",
    "string_type": "must be a string",
    "string_too_short": "must not be empty",
    "string_too_long": "must have at most {max_length} characters",
    "list_type": "must be a list",
    "too_long": "must have at most {max_length} values",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "float_parsing": "must be a number",
    "float_type": "must be a number",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "model_attributes_type": "must be an object",
}
_LONGEST_PLACE, _LONGEST = 100, 300
"""Characters of the name of a field, and of what is wrong with it."""


def misspelt_first(problems: Sequence[Any]) -> list[Problem]:
    """Order problems: a field that there is not comes before one that is missing, as it is its misspelling."""
    return sorted(problems, key=lambda problem: problem["type"] != UNKNOWN)


def told(problem: Problem, place: Sequence[int | str]) -> str:
    """Describe a problem, without the value sent: it may be long, or not Unicode.

    Args:
        problem: The problem.
        place: The keys that lead to the field; none for the whole of the request.
    """
    words = _IN_WORDS.get(problem["type"])
    text = words.format_map(problem.get("ctx", {})) if words else str(problem["msg"]).removeprefix("Value error, ")
    where = ".".join(map(str, place))[:_LONGEST_PLACE]
    return f"{where}: {text[:_LONGEST]}".removeprefix(": ").encode("utf-8", "replace").decode()
