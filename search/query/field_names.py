"""Names of fields, as other search tools have them: "intitle:wolf", "site:gazette.example wolf"."""

from __future__ import annotations

import re

from .places import blank_out

_FIELD = re.compile(
    r"(?<!\S)(?:(?:site|domain|url|inurl|filetype|ext|lang|language):\S+|"
    r"(?:(?:all)?in(?:title|text)|title|headline|text|body|content|source|outlet|publisher|section|category|topic|tag|"
    r"author|by):(?=[\w\"“(]))",
    re.IGNORECASE,
)
"""What follows a name is searched for, unless it is an address or the like, which no text has."""


def without_field_names(question: str) -> str:
    """The question without them, equally long, so that places in it stay; the whole where nothing else is left."""
    if ":" not in question:
        return question
    text = blank_out(question, (match.span() for match in _FIELD.finditer(question)))
    return text if text.strip() else question
