"""Europresse: articles that end with their number, ``news·20230418·LM·4567``."""

from __future__ import annotations

import re

from ...record import Record
from .lines import date_in, is_date, joined

_NUMBER = re.compile(r"^[ \t]*((?:news|web|doc)[·.]\d{8}[·.][\w·.-]{3,60})[ \t]*$", re.MULTILINE)
_COPYRIGHT = re.compile(
    r"^(?:©|\(c\)|Copyright\b|Tous droits réservés|Certificat|Document reproduit|Cet article est)", re.IGNORECASE
)
_WEEKDAY = re.compile(r"^(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|\w+day)$", re.IGNORECASE)


def europresse_articles(text: str) -> list[Record]:
    """Return the articles of a download from Europresse; none for any other text."""
    found, at, line = [], 0, 1
    for match in _NUMBER.finditer(text):
        if fields := _fields(text[at : match.start()].strip("\n").split("\n")):
            found.append(Record(line, derived={"id": match[1], **fields}))
        line += text.count("\n", at, match.end())
        at = match.end()
    return found


def section_of(line: str) -> str:
    """Return the section in a line like ``Économie, mardi 18 avril 2023, p. 12``; "" where it names none."""
    name = line.split(",")[0].strip()
    return "" if date_in(name) or not date_in(line) or _WEEKDAY.match(name.split(" ")[0]) else name


def _fields(lines: list[str]) -> dict[str, object]:
    day = next((number for number, line in enumerate(lines[:15]) if _is_dated(line)), None)
    if day is None:
        return {}
    outlet = next((line.strip() for line in reversed(lines[:day]) if line.strip()), "")
    blocks = joined(line for line in lines[day + 1 :] if not _COPYRIGHT.match(line.strip())).split("\n\n")
    title, *body = blocks
    authors = []
    if len(body) > 1 and _is_name(body[0]):
        authors = [body.pop(0)]
    return {
        "title": " ".join(title.split("\n")),
        "text": "\n\n".join(body),
        "published": date_in(lines[day]),
        "source": outlet,
        "authors": authors,
        "categories": section_of(lines[day]),
    }


def _is_dated(line: str) -> bool:
    return is_date(line) or (bool(date_in(line)) and len(line) < 150 and "," in line)


def _is_name(block: str) -> bool:
    words = block.split()
    return (
        1 < len(words) < 6 and block[-1] not in ".?!…»" and all(word[:1].isupper() or len(word) < 4 for word in words)
    )
