"""Print in two columns that stand beside each other on each line, as a page of a newspaper saved as text."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median

_GAP = re.compile(r"(?<=\S) {3,}(?=\S)")
_FEWEST = 5
"""Lines of a page that show columns."""
_MOST_OF_THEM = 0.6
_SHORTEST = 18
"""Characters of a line of a column, in the middle: shorter cells are those of a table."""
_LETTERS = 0.7


def in_columns(text: str) -> str:
    """Return a text with its columns one after the other, page by page; "" for a text without columns."""
    pages = text.split("\f")
    parted = [_parted(page.expandtabs().split("\n")) for page in pages]
    if not any(parted):
        return ""
    return "\n\n".join(whole or page for whole, page in zip(parted, pages, strict=True))


def _parted(lines: list[str]) -> str:
    """Part the lines of a page at the place where most of them have a gap; "" where there is none."""
    full = [line for line in lines if line.strip()]
    starts = Counter(match.end() for line in full for match in _GAP.finditer(line))
    if not starts:
        return ""
    at, count = starts.most_common(1)[0]
    if count < max(_FEWEST, _MOST_OF_THEM * len(full)):
        return ""
    left, right = [line[:at].rstrip() for line in lines], [line[at:].rstrip() for line in lines]
    are_parted = sum(line[at - 2 : at].strip() == "" for line in full) >= _MOST_OF_THEM * len(full)
    return "\n".join([*left, "", *right]) if are_parted and _is_prose(left) and _is_prose(right) else ""


def _is_prose(lines: list[str]) -> bool:
    full = [line.strip() for line in lines if line.strip()]
    words = "".join(full)
    return (
        len(full) >= _FEWEST
        and median(map(len, full)) >= _SHORTEST
        and sum(char.isalpha() or char.isspace() for char in words) > _LETTERS * len(words)
    )
