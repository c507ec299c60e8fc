"""Joins lines that were wrapped for print or for a screen, and the words that were broken at their ends."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Container, Sequence
from itertools import pairwise

_LONGEST_LINE = 120
"""Characters. A text with longer lines is not wrapped; print columns have 30 to 60, mails 72, typescripts 80."""
_NARROWEST = 22
"""Characters of the long lines of wrapped text; shorter ones are lists and tables."""
_FEWEST_LINES = 3
_CONTINUING_SHARE = 0.4
"""Share of the line ends that must lie inside sentences."""
_SMALL_SHARE = 0.25
"""Share of the lines that must begin with a small letter; in German, half of the words have a capital."""
_FULL = 0.7
"""Share of the usual length from which on a line is full, so that its end says nothing."""
_MOSTLY = 2 / 3
"""Share of the lines of print that are full, at least."""
_INDENT = 2
_LINE_END = re.compile(r"\r\n?|\n|\f")
_SENTENCE_END = re.compile(r"[.!?:;…。！？]['\"”’»)\]]*\s*$")
_BROKEN = re.compile(r"(?<=[^\W\d_])[-‐¬\u00ad⸗]\s*$")
_BULLET = re.compile(r"\s*(?:[-*•–—]\s|\(?\d{1,3}[.)]\s|[a-z]\)\s)")
_HALF_WORD = re.compile(r"[^\W\d_]+$")
_OTHER_HALF = re.compile(r"[^\W\d_]+")
_HYPHENATED = re.compile(r"[^\W\d_]+-[^\W\d_]+")
_LAST_CHARACTERS = 40
"""Characters at the end of a line in which a broken word is looked for."""
_ASIAN = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uff60]")


def unwrapped(text: str) -> str:
    """Return wrapped text with each paragraph on one line and a blank line between two; other text as it is."""
    lines = _single_spaced(_LINE_END.split(text))
    if len(lines) < _FEWEST_LINES or max(map(len, lines)) > _LONGEST_LINE:
        return text
    width = _width(lines)
    if width * (2 if _ASIAN.search(text) else 1) < _NARROWEST or not _is_wrapped(lines):
        return text
    paragraphs: list[list[str]] = []
    above = ""
    for line in lines:
        if not line.strip():
            above = ""
        elif above and _goes_on(above, line, width):
            paragraphs[-1].append(line.strip())
            above = line
        else:
            paragraphs.append([line.strip()])
            above = line
    hyphenated = frozenset(_HYPHENATED.findall(text))
    return "\n\n".join(_joined(paragraph, hyphenated) for paragraph in paragraphs)


def _single_spaced(lines: Sequence[str]) -> Sequence[str]:
    """Return lines without the blank ones below each, as typists and programs that read print space them.

    Most of such lines are full, unlike paragraphs that are short. More blank lines than usual part two paragraphs.
    """
    filled = [number for number, line in enumerate(lines) if line.strip()]
    gaps = [below - above for above, below in pairwise(filled)]
    usual, count = Counter(gaps).most_common(1)[0] if gaps else (1, 0)
    if usual == 1 or count < _MOSTLY * len(gaps):
        return lines
    full = _FULL * _width(lines)
    if sum(len(line.strip()) >= full for line in lines) < _MOSTLY * max(len(filled), _FEWEST_LINES):
        return lines
    spaced = ((lines[number], gap > usual) for number, gap in zip(filled, [0, *gaps], strict=True))
    return [part for line, is_apart in spaced for part in (("", line) if is_apart else (line,))]


def _width(lines: Sequence[str]) -> int:
    """Return the length of a full line: that of all but the longest tenth."""
    lengths = sorted(len(line.strip()) for line in lines if line.strip())
    return lengths[int(0.9 * (len(lengths) - 1))] if lengths else 0


def _is_wrapped(lines: Sequence[str]) -> bool:
    """True where many lines end inside a sentence, and go on with a small letter."""
    pairs = continuing = small = 0
    for above, below in pairwise(lines):
        if not above.strip() or not below.strip():
            continue
        pairs += 1
        first = below.lstrip()[0]
        inside = not _SENTENCE_END.search(above)
        continuing += inside
        small += inside and (first.islower() or bool(_ASIAN.match(first)))
    return pairs > 1 and continuing >= _CONTINUING_SHARE * pairs and small >= _SMALL_SHARE * pairs


def _goes_on(above: str, below: str, width: int) -> bool:
    """True where the paragraph of `above` goes on in `below`."""
    if _is_heading(above) or _is_heading(below) or _BULLET.match(below):
        return False
    if _indent(below) >= _indent(above) + _INDENT and _SENTENCE_END.search(above):
        return False
    if _BROKEN.search(above) and below.lstrip()[0].islower():
        return True
    if len(above.strip()) >= _FULL * width:
        return True
    return not _SENTENCE_END.search(above) and below.lstrip()[0].islower()


def _is_heading(line: str) -> bool:
    letters = [char for char in line if char.isalpha()]
    return len(letters) > 2 and all(unicodedata.category(char) == "Lu" for char in letters)


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _joined(lines: Sequence[str], hyphenated: Container[str]) -> str:
    pieces = [lines[0]]
    for above, below in pairwise(lines):
        if _BROKEN.search(above[-_LAST_CHARACTERS:]):
            pieces[-1:] = _without_break(pieces[-1], below, hyphenated), below
        elif _ASIAN.match(above[-1]) and _ASIAN.match(below):
            pieces.append(below)
        else:
            pieces.append(f" {below}")
    return "".join(pieces)


def _without_break(above: str, below: str, hyphenated: Container[str]) -> str:
    """Return a line without the mark of a broken word at its end, or with a hyphen that belongs to the word."""
    bare = _BROKEN.sub("", above)
    half, other = _HALF_WORD.search(bare[-_LAST_CHARACTERS:]), _OTHER_HALF.match(below)
    is_name = not below[0].islower()  # Anglo-Saxon
    is_kept = is_name or (half and other and f"{half[0]}-{other[0]}" in hyphenated)
    return f"{bare}-" if is_kept else bare
