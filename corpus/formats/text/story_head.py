"""The lines above a story, as people write them: its headline, byline, outlet and day, in any order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ...fields.people import BEFORE_NAME, is_role, without_mail
from ...text.characters import without_accents
from ...times.dates import is_date

LONGEST_HEADLINE = 250
_LONGEST_LINE = 120
"""Characters of a line that tells a day, an outlet or who wrote."""
_LONGEST_DAY, _LONGEST_OUTLET, _SHORT_WORD = 60, 5, 3
"""Characters of a line that is a day; words in the name of a paper, and characters of the small ones of them."""
_MOST_LINES, _MOST_OTHERS, _SENTENCES, _FEWEST_SIGNS = 8, 4, 2, 4
_BEGINNING = 3_000
"""Characters of a text in which its head ends."""
DAY = (
    r"\d{4}-\d\d-\d\d(?: \d\d:\d\d)?|\d{1,2}\.\d{1,2}\.\d{4}(?: \d\d:\d\d)?|\d{1,2}\.? [^\W\d_]{3,12} \d{4}"
    r"|[^\W\d_]{3,12} \d{1,2}, \d{4}"
)
"""A day that no other text looks like."""
OUTLET_AND_DAY = re.compile(
    rf"(?P<outlet>[^\n|,;:·]{{2,60}}?)(?P<by> [|·•] |, | vom )(?P<day>{DAY})(?P<rest>(?: ?[|,(·•][^\n]*)?)"
)
"""``Harbour Post vom 03.02.2024, Seite 4`` as in Genios, ``Harbour Post · 3 Feb 2024`` as in PressReader."""
_DAY = re.compile(rf"(?<!\w)(?:{DAY})(?!\w)")
_DATELINE = re.compile(
    rf"[^\W\d_a-zß-ÿ][^\d\n—–]{{1,40}}[,(] ?(?P<day>{DAY})\)?(?: \([^()\n]{{2,40}}\))? ?(?:[—–-]|--) "
)
"""``ESTMARK, March 5, 2024 (Luhe Wire) — The harbour ...``, with which a text begins."""
_YEAR = re.compile(r"\d{4}")
_BESIDE_DAY = 5
"""Words before and behind a day that may belong to it: a label, a weekday, the time of day, its zone."""
_UPDATED = re.compile(
    r"(?:last |zuletzt )?(?:updat|modif|aktuali|mis à jour|actuali|aggiorn|bijgewerkt|更新|обновл)", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*[|·•]\s*|\s+[–—-]\s+|\s*,\s+")
_BARS = re.compile(r"\s*[|·•]\s*")
_WORD, _WORDS = re.compile(r"[^\W\d_]+"), re.compile(r"\S+")
_SIGNED = re.compile(rf"((?:{BEFORE_NAME}) (?=[^\W\d_a-zß-ÿ])[^\n]{{2,100}}?(?<![.!?:]))")
"""A byline: behind "by", a capital, and no end of a sentence."""
_PERSON = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’-]*(?: (?:[^\W\d_]{1,3} ){0,2}[^\W\d_a-zß-ÿ][\w.'’-]*){1,3}")
_AND = re.compile(r" (?:and|und|et|y|e|en|och|og|&) ")
_PAGE = re.compile(r"(?:[^\W\d_]{1,6}\.? )?\d{1,4}")
"""``Seite 4``, ``p. 12``, ``4``."""
_PRESS = frozenset({
    *("post", "times", "news", "daily", "sunday", "journal", "courier", "gazette", "herald", "tribune", "press"),
    *("mail", "express", "telegraph", "chronicle", "observer", "star", "sun", "mirror", "standard", "guardian"),
    *("independent", "examiner", "register", "record", "review", "weekly", "evening", "morning", "echo", "argus"),
    *("dispatch", "sentinel", "bulletin", "advertiser", "globe", "monitor", "magazine", "radio", "tv", "agency"),
    *("zeitung", "nachrichten", "anzeiger", "blatt", "tageblatt", "tagblatt", "rundschau", "kurier", "presse"),
    *("welt", "bote", "morgenpost", "allgemeine", "redaktion"),
    *("diario", "periodico", "jornal", "folha", "correo", "correio", "giornale", "corriere", "gazzetta", "gaceta"),
    *("krant", "courant", "dagblad", "nieuws", "avis", "tidende", "bladet", "nyheter", "posten", "gazeta", "dziennik"),
})  # fmt: skip
"""Words at the beginning or the end of the names of papers, without accents."""
_NO_PERSON = _PRESS | {"the", "die", "das", "le", "la", "les", "el", "il", "lo"}
"""Words with which no name of a person begins or ends."""
_NO_HEADLINE_END = re.compile(r"[.:;,…。；：，-]['\"”’»)\]]*$")
_BULLET = re.compile(r"[-*•–—#>|]|\(?\d{1,3}[.)]\s")
_NO_WORDS = re.compile(r"https?:|www\.|[@{}<>]")
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


def told_by(lines: list[str]) -> dict[str, str]:
    """Return the day and the byline that stand on lines of their own, or beside one another on one."""
    fields = dict[str, str]()
    for line in lines:
        for part in (line, *_BARS.split(line)):
            told = line_fields(part)
            if told.keys() <= {"published", "authors"}:
                fields = told | fields
    return fields


def line_fields(line: str, text: str = "") -> dict[str, str]:
    """Return the fields of an article that make up a line: its day, its outlet and who wrote it; none for other lines.

    Args:
        line: The line.
        text: The text below it. Names that no word marks as those of authors count only where this is given, and none
            of their words stands in it: those of places, sections and people whom it is about do.
    """
    line = without_mail(line.strip())
    if not 1 < len(line) <= _LONGEST_LINE:
        return {}
    if _is_day(line):
        return {"updated" if _UPDATED.match(line) else "published": line}
    day = _day_in(line)
    issue = OUTLET_AND_DAY.fullmatch(line)
    outlet = issue["outlet"] if issue and issue["by"] != ", " else ""  # a comma may stand behind a place
    fields = {"published": line[day]} if day else {}
    around = (line[: day.start], line[day.stop :]) if day else (line,)
    for part in (it.strip(" ,()[]|·•–—-") for side in around for it in _BETWEEN.split(side)):
        if _SIGNED.fullmatch(part) or (text and are_people(part, text)):
            fields.setdefault("authors", part)
        elif part and (part == outlet or (fields and _is_outlet(part))):
            fields.setdefault("source", part)
        elif part and not (outlet or (day and _PAGE.fullmatch(part)) or ("authors" in fields and is_role(part))):
            return {}
    return fields


def are_people(line: str, text: str) -> bool:
    """True for names of people, no word of which stands in `text` or is one of a paper's."""
    names = _AND.split(line)
    if not all(map(_PERSON.fullmatch, names)) or not _NO_PERSON.isdisjoint(_edges(line)):
        return False
    words = set(_WORD.findall(text.casefold()))
    return words.isdisjoint(word for name in names for word in _WORD.findall(name.casefold()))


def story_head(text: str, *, has_title: bool = False) -> tuple[dict[str, str], str]:
    """Split off the headline, the byline, the outlet and the day above a story.

    Lines between them that tell nothing of these, such as a lead, stay in the text.

    Args:
        text: The text.
        has_title: True where its headline was split off before.

    Returns:
        The fields, and the text below them; no fields and the whole text where it has no such head.
    """
    fields, others, end = dict[str, str](), list[_Line](), 0
    for line in _first_lines(text):
        is_below_title = bool(others) or has_title
        found = line_fields(line.text, text[line.end :] if is_below_title else "")
        if is_below_title and "published" in fields and _is_outlet(line.text):
            found = {"source": line.text}
        if found and fields.keys().isdisjoint(found):
            fields |= found
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
    if day := _DATELINE.match(text[end:].lstrip()):
        fields.setdefault("published", day["day"])
    return fields, "\n\n".join([*above, text[end:].lstrip("\r\n")])


def _with_title(
    fields: dict[str, str], above: list[str], end: int, others: list[_Line], text: str
) -> tuple[dict[str, str], list[str], int]:
    """Take the outlet and the headline from the lines above the end of the head, or the headline alone below it."""
    outlet = next((line for line in above if "published" in fields and _is_outlet(line)), "")
    if outlet and "source" not in fields:
        fields = {**fields, "source": outlet.rstrip(".")}
        above = [line for line in above if line != outlet]
    if title := next((line for line in above if not _is_label(line, others)), ""):
        return {**fields, "title": title}, [line for line in above if line != title], end
    below = next((line for line in others if line.end > end and not _is_label(line.text, others)), None)
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
    return place < _SENTENCES and len(line.text) <= LONGEST_HEADLINE


def _joined(lines: list[_Line]) -> list[str]:
    joined: list[str] = []
    for line in lines:
        if joined and not line.is_apart and line.text[0].islower():
            joined[-1] += f" {line.text}"
        else:
            joined.append(line.text)
    return joined


def _is_label(line: str, others: list[_Line]) -> bool:
    """True for capitals beside a headline that has small letters, such as ``FOR IMMEDIATE RELEASE``."""
    return line.isupper() and any(char.islower() for other in others for char in other.text)


def _is_alone(line: _Line, text: str) -> bool:
    """True for a line with a blank one above and below it, and a longer paragraph of prose below that."""
    below = text[line.end :]
    has_words = len(line.text.split()) > 1 or len(_NO_SPACES.findall(line.text)) > _FEWEST_SIGNS
    if not (has_words and line.is_apart and _BLANK.match(below) and is_headline(line.text)):
        return False
    paragraph = _BLANK_LINES.split(below.strip(), maxsplit=1)[0]
    least = _PROSE if not _NO_SPACES.search(paragraph) else _PROSE / 3
    return len(paragraph) >= max(least, len(line.text)) and _SENTENCE.search(paragraph) is not None


def _is_outlet(part: str) -> bool:
    """True for a few words, the first or last of which is one of papers, all but short ones with a capital."""
    words = part.split()
    are_capital = all(word[0].isupper() or len(word) <= _SHORT_WORD for word in words)
    return len(words) <= _LONGEST_OUTLET and are_capital and not _PRESS.isdisjoint(_edges(part))


def _edges(part: str) -> tuple[str, ...]:
    """Return the first and the last word, without accents and case."""
    words = _WORD.findall(without_accents(part.casefold()))
    return (words[0], words[-1]) if words else ()


def _is_day(line: str) -> bool:
    """True for a day, in any language and with what stands around one."""
    return len(line) <= _LONGEST_DAY and bool(_YEAR.search(line)) and is_date(line)


def _day_in(line: str) -> slice | None:
    """Find the day in a line, with the words around that belong to it; None where there is none."""
    match = _DAY.search(line)
    if not match or not _is_day(match[0]):
        return None
    start, end = match.span()
    for word in [*_WORDS.finditer(line, 0, start)][: -_BESIDE_DAY - 1 : -1]:
        start = word.start() if _is_day(line[word.start() : end]) else start
    for word in [*_WORDS.finditer(line, end)][:_BESIDE_DAY]:
        end = word.end() if _is_day(line[start : word.end()]) else end
    return slice(start, end)
