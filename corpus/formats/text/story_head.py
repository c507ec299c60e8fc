"""The lines above a story, as people write them: its headline, byline, outlet and day, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .line_fields import DAY, are_people, day_behind_place, day_in, is_day, is_outlet, line_fields, tells_who

LONGEST_HEADLINE = 250
_MOST_LINES, _MOST_OTHERS, _SENTENCES, _FEWEST_SIGNS = 8, 4, 2, 4
_MOST_DAYS = 3
"""Days in the lines of a head; more are those of a table or a list of events."""
_BEGINNING = 3_000
"""Characters of a text in which its head ends."""
_DATELINE = re.compile(
    rf"^[ \t]*[^\W\d_a-zß-ÿ][^\d\n—–]{{1,40}}[,(] ?(?P<day>{DAY})\)?(?: \([^()\n]{{2,40}}\))? ?(?:[—–-]|--) ",
    re.MULTILINE,
)
"""``ESTMARK, March 5, 2024 (Luhe Wire) — The harbour ...``, with which a text begins."""
_SIGNATURE, _LONGEST_SIGNATURE = re.compile(r"\n[ \t]*[—–] ?([^\n]{3,60})\s*\Z"), 100
"""``— Ada Vond``, the last line of a story; it stays in the text."""
_NO_HEADLINE_END = re.compile(r"[.:;,…。；：，-]['\"”’»)\]]*$")
_BULLET = re.compile(r"[-*•–—#>|=+~/]|\(?\d{1,3}[.)]\s")
_NO_WORDS = re.compile(r"https?:|www\.|[@{}<>©]|\|.*\||^copyright\b", re.IGNORECASE)
_SENTENCE = re.compile(r"[.!?…。！？؟।]['\"”’»)\]」』]*(?:\s|$)")
_PROSE = 80
"""Characters of the paragraph below a headline that stands alone; 30 in scripts that have no spaces."""
_NO_SPACES = re.compile("[\u2e80-\u9fff\uff00-\uff60\u0e00-\u0e7f]")
_LETTERS = 0.7
_BLANK, _BLANK_LINES = re.compile(r"[ \t]*(?:\r?\n|\Z)"), re.compile(r"\n\s*\n")


class _Line(NamedTuple):
    """A line of a text with a word in it.

    Attributes:
        text: The line.
        end: Where the next line begins.
        is_apart: True where a blank line stands above it, or nothing.
    """

    text: str
    end: int
    is_apart: bool


def story_head(text: str, *, has_title: bool = False, is_dated: bool = False) -> tuple[dict[str, str], str]:
    """Split off the headline, the byline, the outlet and the day above a story.

    Lines between them that tell nothing of these, such as a lead, stay in the text.

    Args:
        text: The text.
        has_title: True where its headline was split off before.
        is_dated: True where its day is told elsewhere. A line of a name alone counts only below a headline and near a
            day: without one, it may be anything that is written with capitals.

    Returns:
        The fields, and the text below them; no fields and the whole text where it has no such head.
    """
    fields, others, end = dict[str, str](), list[_Line](), 0
    lines = [*_first_lines(text)]
    days = sum(is_day(line.text) or day_in(line.text) is not None for line in lines)
    if days > _MOST_DAYS:
        return {}, text
    is_dated = is_dated or days > 0
    for line in lines:
        is_below_title = has_title or any(is_headline(other.text) for other in others)
        may_name = is_below_title and (is_dated or tells_who(line.text))
        found = line_fields(line.text, text[line.end :] if may_name else "")
        if is_below_title and "published" in fields and is_outlet(line.text):
            found = {"source": line.text}
        if found and fields.keys().isdisjoint(found):
            fields |= found
            end = line.end
        elif is_below_title and "published" not in fields and (day := day_behind_place(line.text)):
            fields["published"] = day
            others.append(line)
            end = line.end
        elif len(others) < _MOST_OTHERS and (is_headline(line.text) or _may_stand(line, len(others) + has_title)):
            others.append(line)
        else:
            break
    above = _joined([line for line in others if line.end <= end])
    if not has_title:
        fields, above, end = _with_title(fields, above, end, others, text)
    is_apart = "title" in fields or has_title or _BLANK.match(text[end:])
    if not fields or not is_apart or not text[end:].strip():
        return {}, text
    return _told_in(text, end) | fields, "\n\n".join([*above, text[end:].lstrip("\r\n")])


def _told_in(text: str, start: int) -> dict[str, str]:
    """Return the day of the dateline and the name that signs a story, both of which stay in its text."""
    fields = dict[str, str]()
    if dateline := _DATELINE.search(text, start, start + _BEGINNING):
        fields["published"] = dateline["day"]
    signed = _SIGNATURE.search(text, max(start, len(text) - _LONGEST_SIGNATURE))
    if signed and are_people(signed[1], text[: signed.start()]):
        fields["authors"] = signed[1]
    return fields


def _with_title(
    fields: dict[str, str], above: list[str], end: int, others: list[_Line], text: str
) -> tuple[dict[str, str], list[str], int]:
    """Take the outlet and the headline from the lines above the end of the head, or the headline alone below it."""
    outlet = next((line for line in above if "published" in fields and is_outlet(line)), "")
    if outlet and "source" not in fields:
        fields = {**fields, "source": outlet.rstrip(".")}
        above = [line for line in above if line != outlet]
    titles = [line for line in above if not day_in(line) and ("published" in fields or is_headline(line))]
    if title := next((line for line in titles if not _is_label(line, titles)), ""):
        return {**fields, "title": title}, [line for line in above if line != title], end
    below = next(
        (line for line in others if line.end > end and not _is_label(line.text, [it.text for it in others])), None
    )
    if below and _is_alone(below, text):
        kept = [line.text for line in others if end < line.end < below.end]
        return {**fields, "title": below.text}, [*above, *kept], below.end
    return fields, above, end


def is_headline(line: str) -> bool:
    """True for a line that may be a headline: some words, mostly letters, that are no sentence, item or address."""
    letters = sum(char.isalpha() or char.isspace() for char in line)
    return (
        len(line) <= LONGEST_HEADLINE
        and not line[0].islower()
        and not _NO_HEADLINE_END.search(line)
        and not _BULLET.match(line)
        and not _NO_WORDS.search(line)
        and letters >= _LETTERS * len(line)
    )


def _first_lines(text: str) -> Iterator[_Line]:
    """Yield the first lines of a text that are not empty."""
    at, is_apart, count = 0, True, 0
    for line in text[:_BEGINNING].splitlines(keepends=True):
        at += len(line)
        if line.strip() and count < _MOST_LINES:
            count += 1
            yield _Line(line.strip(), at, is_apart)
        is_apart = not line.strip()


def _may_stand(line: _Line, place: int) -> bool:
    """True for a first line, for what goes on on the next one, and for one sentence on its own below the headline."""
    if place and not line.is_apart:
        return line.text[0].islower() and not _NO_HEADLINE_END.search(line.text)
    is_prose = not _BULLET.match(line.text) and not _NO_WORDS.search(line.text)
    return place < _SENTENCES and len(line.text) <= LONGEST_HEADLINE and is_prose


def _joined(lines: list[_Line]) -> list[str]:
    joined: list[str] = []
    for line in lines:
        if joined and not line.is_apart and line.text[0].islower():
            joined[-1] += f" {line.text}"
        else:
            joined.append(line.text)
    return joined


def _is_label(line: str, others: list[str]) -> bool:
    """True for capitals beside a headline that has small letters, such as ``FOR IMMEDIATE RELEASE``."""
    return line.isupper() and any(char.islower() for other in others for char in other)


def _is_alone(line: _Line, text: str) -> bool:
    """True for a line with a blank one above and below it and a longer paragraph of prose, or above a dateline."""
    below = text[line.end :]
    if line.is_apart and _DATELINE.match(below) and is_headline(line.text):
        return True
    has_words = len(line.text.split()) > 1 or len(_NO_SPACES.findall(line.text)) > _FEWEST_SIGNS
    if day_in(line.text) or not (has_words and line.is_apart and _BLANK.match(below) and is_headline(line.text)):
        return False
    paragraph = _BLANK_LINES.split(below.strip(), maxsplit=1)[0]
    least = _PROSE if not _NO_SPACES.search(paragraph) else _PROSE / 3
    return len(paragraph) >= max(least, len(line.text)) and _SENTENCE.search(paragraph) is not None
