"""Lines of a press database's download: dates, labels and paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_MONTH = r"[^\W\d_]{3,12}\.?"
_DATE = re.compile(
    rf"(?P<american>{_MONTH} \d{{1,2}}, \d{{4}})|(?P<european>\d{{1,2}}(?:er|º|\.)? (?:de )?{_MONTH} (?:de )?\d{{4}})"
)
_TIME = re.compile(r"\b\d{1,2}:\d\d(?::\d\d)?(?: ?[AP]M)?(?: (?:GMT|UTC|EST|EDT))?\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]['\"”’»)\]]*$")
_LONGEST_WRAPPED = 100
"""Characters of a line that may have been wrapped: databases wrap at about 72."""
_BY = re.compile(r"^by:?\s+", re.IGNORECASE)


def date_in(line: str) -> str:
    """Return the date in a line, with its time if it has one; "" where there is none."""
    match = _DATE.search(line)
    if not match:
        return ""
    time = _TIME.search(line, match.end())
    day = re.sub(r"(?<=\d)(?:er|º|\.)(?= )|\bde ", "", match[0])
    return f"{day} {time[0]}" if time else day


def is_date(line: str) -> bool:
    """True for a line that is a date, with little beside it."""
    match = _DATE.search(line)
    return match is not None and match.start() < 20 and len(line.strip()) < 80


def names_in(line: str) -> list[str]:
    """Return the names in a byline."""
    bare = _BY.sub("", line.strip()).strip()
    return [bare] if bare else []


def joined(lines: Iterable[str]) -> str:
    """Join lines to paragraphs, which blank lines separate; lines that were wrapped become one."""
    paragraphs: list[list[str]] = [[]]
    for line in lines:
        if line.strip():
            paragraphs[-1].append(line.strip())
        else:
            paragraphs.append([])
    return "\n\n".join(_separator(paragraph).join(paragraph) for paragraph in paragraphs if paragraph)


def _separator(lines: Sequence[str]) -> str:
    """Return what joins the lines of a block: they are wrapped if they are short, and most end inside a sentence."""
    whole = sum(bool(_SENTENCE_END.search(line)) for line in lines[:-1])
    return " " if max(map(len, lines)) <= _LONGEST_WRAPPED and whole <= len(lines) / 2 else "\n"
