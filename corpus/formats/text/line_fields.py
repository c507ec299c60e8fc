"""What one line tells of an article: its day, its outlet, and who wrote it, alone or beside one another."""

from __future__ import annotations

import re

from ...fields.people import BEFORE_NAME, is_role, without_mail
from ...text.characters import without_accents
from ...times.dates import is_date

_LONGEST_LINE = 120
"""Characters of a line that tells a day, an outlet or who wrote."""
_LONGEST_DAY, _LONGEST_OUTLET, _SHORT_WORD = 60, 5, 3
"""Characters of a line that is a day; words in the name of a paper, and characters of the small ones of them."""
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
_YEAR = re.compile(r"\d{4}")
_BESIDE_DAY = 5
"""Words before and behind a day that may belong to it: a label, a weekday, the time of day, its zone."""
_UPDATED = re.compile(
    r"(?:last |zuletzt )?(?:updat|modif|aktuali|mis à jour|actuali|aggiorn|bijgewerkt|更新|обновл)", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*[|·•]\s*|\s+[–—-]\s+|\s*,\s+")
_BARS = re.compile(r"\s*[|·•]\s*")
_WORD, _WORDS = re.compile(r"[^\W\d_]+"), re.compile(r"\S+")
_BY = frozenset(BEFORE_NAME.split("|"))
_SIGNED = re.compile(rf"((?:{BEFORE_NAME}) (?=[^\W\d_a-zß-ÿ])[^\n]{{2,100}}?(?<![.!?:]))")
"""A byline: behind "by", a capital, and no end of a sentence."""
_PERSON = re.compile(r"[^\W\d_a-zß-ÿ][\w.'’-]*(?: (?:[^\W\d_]{1,3} ){0,2}[^\W\d_a-zß-ÿ][\w.'’-]*){1,3}")
_PLACE = r"[^\W\d_a-zß-ÿ][^\d]*"
_AND = re.compile(r" (?:and|und|et|y|e|en|och|og|&) ")
_PAGE, _TAGS = re.compile(r"(?:[^\W\d_]{1,6}\.? )?[A-Z]?\d{1,4}"), re.compile(r"(?:#[^\s#]+\s*)+")
"""``Seite 4``, ``p. 12``, ``A4``; ``#harbour #boats``."""
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
    if is_day(line):
        return {"updated" if _UPDATED.match(line) else "published": line}
    day = day_in(line)
    issue = OUTLET_AND_DAY.fullmatch(line)
    outlet = issue["outlet"] if issue and issue["by"] != ", " else ""  # a comma may stand behind a place
    fields = {"published": line[day]} if day else {}
    around = (line[: day.start], line[day.stop :]) if day else (line,)
    for part in (it.strip(" ,()[]|·•–—-") for side in around for it in _BETWEEN.split(side)):
        if _is_signed(part) or (text and are_people(part, text)):
            fields.setdefault("authors", part)
        elif part and (part == outlet or (fields and is_outlet(part))):
            fields.setdefault("source", part)
        elif fields and _TAGS.fullmatch(part):
            fields.setdefault("categories", "; ".join(part.replace("#", " ").split()))
        elif part and not (outlet or (day and _PAGE.fullmatch(part)) or ("authors" in fields and is_role(part))):
            return {"authors": line} if _is_signed(line) and not day else {}
    return fields


def _is_signed(part: str) -> bool:
    """True for a byline; behind a small "by", all of it must be names."""
    by, _, names = part.partition(" ")
    is_small = by.islower() and by.capitalize() in _BY
    return _SIGNED.fullmatch(part) is not None or (is_small and all(map(_PERSON.fullmatch, _AND.split(names))))


def are_people(line: str, text: str) -> bool:
    """True for names of people, no word of which stands in `text` or is one of a paper's."""
    names = _AND.split(line)
    if not all(map(_PERSON.fullmatch, names)) or not _NO_PERSON.isdisjoint(_edges(line)):
        return False
    words = set(_WORD.findall(text.casefold()))
    return words.isdisjoint(word for name in names for word in _WORD.findall(name.casefold()))


def tells_who(line: str) -> bool:
    """True for a line that has the mail address of a person, or what one is called at a paper."""
    return without_mail(line) != line or any(map(is_role, _BETWEEN.split(line)))


def day_behind_place(line: str) -> str:
    """Return the day in ``Luhe, 3 February 2024``, which stays in the text as it is; "" in any other line."""
    issue = OUTLET_AND_DAY.fullmatch(line)
    is_it = issue and issue["by"] == ", " and not issue["rest"] and re.fullmatch(_PLACE, issue["outlet"])
    return issue["day"] if issue and is_it and len(issue["outlet"].split()) <= _LONGEST_OUTLET else ""


def is_outlet(part: str) -> bool:
    """True for a few words, the first or last of which is one of papers, all but short ones with a capital."""
    words = part.split()
    are_capital = all(word[0].isupper() or len(word) <= _SHORT_WORD for word in words)
    return len(words) <= _LONGEST_OUTLET and are_capital and not _PRESS.isdisjoint(_edges(part))


def is_day(line: str) -> bool:
    """True for a day, in any language and with what stands around one."""
    return len(line) <= _LONGEST_DAY and bool(_YEAR.search(line)) and is_date(line)


def day_in(line: str) -> slice | None:
    """Find the day in a line, with the words around that belong to it; None where there is none."""
    match = _DAY.search(line)
    if not match or not is_day(match[0]):
        return None
    start, end = match.span()
    for word in [*_WORDS.finditer(line, 0, start)][: -_BESIDE_DAY - 1 : -1]:
        start = word.start() if is_day(line[word.start() : end]) else start
    for word in [*_WORDS.finditer(line, end)][:_BESIDE_DAY]:
        end = word.end() if is_day(line[start : word.end()]) else end
    return slice(start, end)


def _edges(part: str) -> tuple[str, ...]:
    """Return the first and the last word, without accents and case."""
    words = _WORD.findall(without_accents(part.casefold()))
    return (words[0], words[-1]) if words else ()
