"""Texts that hold several articles: with rules between, or each below a line with its outlet and its day."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...record import Record
from ..text.head_lines import article_head
from ..text.line_fields import OUTLET_AND_DAY

RULE = re.compile(r"^[ \t]*([-=_*#~+])(?:[ \t]?\1){4,}[ \t]*$\n?", re.MULTILINE)
"""A line of dashes and the like."""
_ISSUE = re.compile(rf"^(?P<title>[^\s][^\n]{{2,250}})\n{OUTLET_AND_DAY.pattern}$\n?", re.MULTILINE)
"""A title above ``Post, 2023-04-18, Sida 6`` as in Retriever, or ``Post | 18.04.2023 | Side 4`` as in Infomedia."""
_FEWEST = 2


def parted_articles(text: str) -> list[Record]:
    """Return the articles of such a text; none for any other text."""
    found = [*_between_rules(text)] if RULE.search(text) else []
    if len(found) < _FEWEST:
        found = [*_below_issues(text)]
    return found if len(found) >= _FEWEST else []


def _between_rules(text: str) -> Iterator[Record]:
    """Yield the articles that lines of dashes part, each with fields at its head; a rule inside one stays in it."""
    fields: dict[str, str] = {}
    body, start, at = "", 0, 0
    for end, after in [*((mark.start(), mark.end()) for mark in RULE.finditer(text)), (len(text), len(text))]:
        part = text[at:end]
        head, rest = article_head(part.lstrip("\r\n"))
        if head:
            if fields and body.strip():
                yield _record(text, start, fields, body)
            fields, body, start = head, rest, at
        else:
            body += part
        at = after
    if fields and body.strip():
        yield _record(text, start, fields, body)


def _record(text: str, start: int, fields: dict[str, str], body: str) -> Record:
    return Record(text.count("\n", 0, start) + 1, {**fields}, derived={"text": body.strip()})


def _below_issues(text: str) -> Iterator[Record]:
    """Yield the articles below lines with outlet and day, if each such line stands below a blank line and a title."""
    marks = [mark for mark in _ISSUE.finditer(text) if _is_apart(text, mark.start())]
    for mark, end in zip(marks, [*(it.start() for it in marks[1:]), len(text)], strict=False):
        body = RULE.sub("", text[mark.end() : end]).strip()
        told = {
            "title": mark["title"].strip(),
            "source": mark["outlet"].strip(),
            "published": mark["day"],
            "text": body,
        }
        if body:
            yield Record(text.count("\n", 0, mark.start()) + 1, derived=dict[str, object](told))


def _is_apart(text: str, at: int) -> bool:
    """True where a blank line or a rule stands before `at`, or nothing."""
    line = text[text.rfind("\n", 0, max(at - 1, 0)) + 1 : at]
    return not line.strip() or RULE.fullmatch(line) is not None
