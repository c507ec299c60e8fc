"""Factiva: articles whose fields have codes of two letters, or end with a line ``Document`` and their number."""

from __future__ import annotations

import re

from ...record import Record
from .lines import date_in, joined, names_in

_CODE = re.compile(
    r"^(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|RF|CO|IN|NS|RE|IPC|IPD|PUB|AN|ART|CLM|GC|HLP)\b[ \t]*(.*)$"
)
_TABULAR = re.compile(r"^HD\b.*\n(?:.*\n){0,40}?(?:LP|TD)\b", re.MULTILINE)
_NUMBER = re.compile(r"^[ \t]*(?:Document|Dokument|Documento|文件) ([A-Z]{2,10}\d{8,}[a-z0-9]+)[ \t]*$", re.MULTILINE)
_WORDS = re.compile(r"^[\d,.]+ (?:words|mots|Wörter|palabras|parole|palavras|woorden)$")
_COPYRIGHT = re.compile(r"^(?:©|\(c\)|Copyright\b)", re.IGNORECASE)
_BY = re.compile(r"(?:By|Par|Von|Por|Di) ")
_NO_OUTLET = re.compile(r"[A-Z0-9]{2,10}|[A-Z]?\d{1,3}[A-Z]?|\d\d?:\d\d")
"""A code, a page or a time, which stand beside the name of an outlet."""


def factiva_articles(text: str) -> list[Record]:
    """Return the articles of a download from Factiva; none for any other text."""
    if _TABULAR.search(text) and (found := _tabular(text)):
        return found
    return _running(text) if _NUMBER.search(text) else []


def _tabular(text: str) -> list[Record]:
    """Read articles whose fields begin with a code; ``AN`` is the last field of each that all have."""
    found: list[Record] = []
    fields: dict[str, list[str]] = {}
    code, start = "", 1
    for number, line in enumerate([*text.split("\n"), "HD"], start=1):
        match = _CODE.match(line)
        begins = match and ("LP" in fields or "TD" in fields) and match[1] in ("SE", "HD")
        if begins and (record := _from_codes(fields, start)):
            found.append(record)
        if begins:
            fields, start = {}, number
        if match:
            code = match[1]
            fields[code] = [match[2]]
        elif code:
            fields[code].append(line)
    return found


def _from_codes(fields: dict[str, list[str]], line: int) -> Record | None:
    text = joined([*fields.get("LP", []), "", *fields.get("TD", [])])
    one = {code: " ".join(" ".join(lines).split()) for code, lines in fields.items()}
    if not text or not {"HD", "PD"} <= fields.keys():
        return None
    derived = {
        "id": one.get("AN", "").removeprefix("Document ").strip(),
        "title": one.get("HD"),
        "text": text,
        "published": " ".join(filter(None, (one.get("PD"), one.get("ET")))),
        "source": one.get("SN"),
        "authors": names_in(one.get("BY", "")),
        "categories": one.get("SE"),
        "language": None,
    }
    return Record(line, derived=derived)


def _running(text: str) -> list[Record]:
    """Read articles with their fields in lines of their own, from the section to the copyright."""
    found, at, line = [], 0, 1
    for match in _NUMBER.finditer(text):
        if fields := _from_lines(text[at : match.start()].split("\n")):
            found.append(Record(line, derived={"id": match[1], **fields}))
        line += text.count("\n", at, match.end())
        at = match.end()
    return found


def _is_signature(line: str, title: str) -> bool:
    """True for a byline without "By": two to four words with capitals below a longer line, which is no section."""
    words = line.split()
    return 2 <= len(words) <= 4 and len(title) > len(line) and all(word[0].isupper() for word in words)


def _from_lines(lines: list[str]) -> dict[str, object]:
    """Read an article by the line that counts its words: title and byline stand above it, day and outlet below."""
    count = next((number for number, line in enumerate(lines) if _WORDS.match(line.strip())), None)
    return {**_above(lines[:count]), **_below(lines[count + 1 :])} if count is not None else {}


def _above(lines: list[str]) -> dict[str, object]:
    """Read section, title and authors from the lines above the count of words."""
    above = [line.strip() for line in lines if line.strip()]
    bylines = (number for number, line in enumerate(above) if number and line.startswith(("By ", "Par ", "Von ")))
    by = next(bylines, None)
    if by is None and len(above) > 1 and _is_signature(above[-1], above[-2]):
        by = len(above) - 1
    head = above if by is None else above[:by]
    return {
        "title": head[-1] if head else "",
        "authors": names_in(_BY.sub("", above[by])) if by is not None else [],
        "categories": head[0] if len(head) > 1 else "",
    }


def _below(lines: list[str]) -> dict[str, object]:
    """Read day, outlet and text from the lines below the count of words; the text follows the line of copyright."""
    right = next((number for number, line in enumerate(lines[:30]) if _COPYRIGHT.match(line.strip())), None)
    imprint = [line.strip() for line in lines[: right if right is not None else 6] if line.strip()]
    outlets = (line for line in imprint if not (date_in(line) or _NO_OUTLET.fullmatch(line)))
    return {
        "text": joined(lines[right + 1 :] if right is not None else lines[len(imprint) :]),
        "published": next(filter(None, map(date_in, imprint)), ""),
        "source": next(outlets, ""),
    }
