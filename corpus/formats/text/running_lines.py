"""Lines that print repeats on each page beside its text: running heads and feet, and numbers of pages."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ...record import Fault

MOST_PAGES = 2_000
_EDGE = 2
"""Lines at the head and at the foot of a page that may be repeated ones."""
_FEWEST, _SHARE = 2, 0.4
"""Pages that have such a line, at least, and their share: left and right pages may have different ones."""
_LONGEST, _MOST_TOLD = 120, 3
_LAST_CHARACTERS = 20
_NUMBER = re.compile(r"\d+")
_SENTENCE_END = re.compile(r"[.!?:;…。！？]['\"”’»)\]]*\s*$")


def joined_pages(pages: Sequence[str]) -> tuple[str, list[str]]:
    """Join the pages of a print without the lines that are repeated at their heads and feet.

    The same line, but for its numbers, stands at the same edge of several pages. Of heads without a number the first is
    kept: it may be the headline, which the next pages repeat. A paragraph that goes on on the next page stays whole.

    Returns:
        The text, and each kind of line that was left out, once.
    """
    split = [[line for line in page.splitlines() if line.strip()] and page.splitlines() for page in pages]
    split = [_trimmed(lines) for lines in split if lines]
    left: dict[str, str] = {}
    for at_foot in (False, True):
        for _ in range(_EDGE):
            _leave_out(split, left, at_foot=at_foot)
    text = ""
    for page in map("\n".join, split):
        goes_on = text and not _SENTENCE_END.search(text[-_LAST_CHARACTERS:]) and page.lstrip()[:1].islower()
        text += (("\n" if goes_on else "\n\n") if text and page else "") + page
    return text, [*left.values()]


def left_out(lines: Sequence[str]) -> Iterator[Fault]:
    """Tell which lines were left out; nothing where there are none."""
    if lines:
        told = "; ".join(lines[:_MOST_TOLD]) + ("; ..." if len(lines) > _MOST_TOLD else "")
        yield Fault(None, f"left out what its pages repeat at their edges: {told}", skipped=False)


def _trimmed(lines: list[str]) -> list[str]:
    """Return lines without the blank ones before the first and behind the last."""
    filled = [number for number, line in enumerate(lines) if line.strip()]
    return lines[filled[0] : filled[-1] + 1] if filled else []


def _leave_out(pages: list[list[str]], left: dict[str, str], *, at_foot: bool) -> None:
    """Take the outermost line off each page at whose edge it is a repeated one."""
    edge = -1 if at_foot else 0
    keys = [_key(lines[edge], number) if lines else "" for number, lines in enumerate(pages)]
    counts = Counter(filter(None, keys))
    seen = set[str]()
    for number, key in enumerate(keys):
        if counts[key] < max(_FEWEST, _SHARE * len(pages)):
            continue
        line = pages[number][edge].strip()
        if at_foot or key in seen or _NUMBER.search(line):
            left.setdefault(key, line)
            pages[number] = _trimmed(pages[number][:-1] if at_foot else pages[number][1:])
        seen.add(key)


def _key(line: str, page: int) -> str:
    """Return what a line has in common with those of other pages: its words, and for a bare number its first page."""
    line = line.strip()
    if not 0 < len(line) <= _LONGEST:
        return ""
    if line.strip(" -–—").isdecimal():
        return str(int(line.strip(" -–—")) - page)
    return _NUMBER.sub("#", " ".join(line.casefold().split()))
