"""Markdown in fields, as crawlers for language models write it: its words without the marks."""

from __future__ import annotations

import re

_IMAGE = re.compile(r"!\[[^\[\]\n]{0,500}\]\([^()\s]{0,2000}(?: \"[^\"\n]{0,500}\")?\)")
_LINK = re.compile(
    r"\[([^\[\]\n]{0,1000})\]\([^()\s]{0,2000}(?:\([^()\s]{0,500}\))?[^()\s]{0,500}(?: \"[^\"\n]{0,500}\")?\)"
)
_HEAD = re.compile(r"^ {0,3}(?:#{1,6} +|>+ ?|[-*+] +(?=\S))", re.MULTILINE)
_STRONG = re.compile(r"(\*\*|__|(?<!\w)[*_](?!\s))((?:(?!\1)[^\n]){1,1000}?)(?<!\s)\1")
_RULE = re.compile(r"^ {0,3}(?:[-*_] ?){3,80}$", re.MULTILINE)


def without_markdown(text: str) -> str:
    """Return Markdown without pictures, addresses of links, and the marks of headings, lists and emphasis."""
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    return _STRONG.sub(r"\2", _HEAD.sub("", _RULE.sub("", text)))
