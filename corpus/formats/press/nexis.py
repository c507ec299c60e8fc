"""Nexis: documents below a line ``1 of 20 DOCUMENTS``, or above a line ``End of Document``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...record import Record
from .lines import date_in, is_date, joined, names_in

_FIRST = re.compile(
    r"^[ \t]*(?:Document|Dokument|Documento)?[ \t]*\d{1,6} (?:of|von|de|di|van) \d{1,6}"
    r"(?:[ \t]+(?:DOCUMENTS?|DOKUMENTE?N?|DOCUMENTOS?))?[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_CERTAIN = re.compile(
    r"^[ \t]*(?:\d{1,6} (?:of|von|de|di|van) \d{1,6} (?:DOCUMENT|DOKUMENT)"
    r"|(?:Dokument|Document|Documento) \d{1,6} (?:von|de|of) \d)",
    re.MULTILINE,
)
_LAST = re.compile(r"^[ \t]*End of Document[ \t]*$", re.MULTILINE)
_BODY = re.compile(r"^[ \t]*Body[ \t]*$", re.MULTILINE)
_LABEL = re.compile(r"^[ \t]*([^\W\d_](?:[^\W\d_]|[ -]){2,24}):[ \t]*(.*)$")
_COPYRIGHT = re.compile(
    r"^[ \t]*(?:Copyright\b|©|All Rights Reserved|Alle Rechte vorbehalten|Tous droits)", re.IGNORECASE
)
_BEFORE = frozenset(
    {"byline", "section", "length", "dateline", "highlight", "series", "column", "autor", "rubrik", "ressort", "länge",
     "auteur", "rubrique", "longueur"}
)  # fmt: skip
"""Labels above the text of a document."""
_AFTER = frozenset(
    {"load-date", "language", "publication-type", "graphic", "correction", "correction-date", "notes", "subject",
     "journal code", "document-type", "update", "classification", "company", "organization", "industry", "geographic",
     "ticker", "person", "url", "sprache", "publikationsart", "langue", "type-publication"}
)  # fmt: skip
"""Labels below it."""


def nexis_articles(text: str) -> list[Record]:
    """Return the articles of a download from Nexis; none for any other text."""
    if _CERTAIN.search(text):
        marks = [*_FIRST.finditer(text)]
        ends = [*(mark.start() for mark in marks[1:]), len(text)]
        pieces = [*zip((mark.end() for mark in marks), ends, strict=True)]
        read = _classic
    elif _LAST.search(text) and _BODY.search(text):
        marks = [*_LAST.finditer(text)]
        pieces = [*zip((0, *(mark.end() for mark in marks)), (mark.start() for mark in marks), strict=False)]
        read = _recent
    else:
        return []
    found, line, at = [], 1, 0
    for start, end in pieces:
        line, at = line + text.count("\n", at, start), start
        if fields := read(text[start:end].strip("\n").split("\n")):
            found.append(Record(line, derived=fields))
    return found


def _classic(lines: list[str]) -> dict[str, object]:
    """Read a document with outlet, date and title above labels in capitals, and its text between labels."""
    head: list[str] = []
    labels: dict[str, str] = {}
    body: list[str] = []
    after = False
    for line in lines:
        name, value = _labelled(line)
        has_body = any(it.strip() for it in body)
        if name in _BEFORE and not has_body:
            labels[name] = value
        elif name in _AFTER:
            after = True
        elif after:
            continue
        elif labels:
            if not has_body and line.strip() and line[:1] not in " \t" and _continues(labels, line):
                labels[next(reversed(labels))] += f" {line.strip()}"
            elif not _COPYRIGHT.match(line):
                body.append(line)
        else:
            head.append(line)
    if not any(line.strip() for line in body):
        head, body = _split_head(head)
    return _fields(head, labels, body)


def _continues(labels: dict[str, str], line: str) -> bool:
    """True where a label's value goes on in the next line: only in a byline or a section that ends with a comma."""
    return next(reversed(labels.values())).endswith((",", ";", "/")) and len(line) < 100


def _split_head(head: list[str]) -> tuple[list[str], list[str]]:
    """Split lines without labels after the title, which is the first block below the date."""
    dates = [number for number, line in enumerate(head) if is_date(line)]
    at = dates[0] + 1 if dates else 0
    while at < len(head) and not head[at].strip():
        at += 1
    while at < len(head) and head[at].strip():
        at += 1
    return head[:at], head[at:]


def _fields(head: list[str], labels: dict[str, str], body: list[str]) -> dict[str, object]:
    blocks = [block for block in joined(line for line in head if not _COPYRIGHT.match(line)).split("\n\n") if block]
    at = next((number for number, block in enumerate(blocks) if is_date(block.split("\n")[0])), None)
    before, after = (blocks[:at], blocks[at + 1 :]) if at is not None else ([], blocks)
    day = blocks[at] if at is not None else ""
    if at is not None and not before and "\n" in day:  # outlet and date in one block
        before = [day.split("\n")[0]]
    titles = [block for block in after if not re.fullmatch(r"[\w ,'-]*\bEdition", block)]
    return {
        "title": " ".join(titles[-1].split("\n")) if titles else "",
        "text": joined(body),
        "published": date_in(day.replace("\n", " ")),
        "source": before[-1].split("\n")[-1] if before else "",
        "authors": names_in(labels.get("byline") or labels.get("autor") or labels.get("auteur") or ""),
        "categories": _section(labels),
    }


def _section(labels: dict[str, str]) -> str:
    told = next((labels[name] for name in ("section", "rubrik", "rubrique", "ressort") if labels.get(name)), "")
    return told.split(";")[0].strip()


def _labelled(line: str) -> tuple[str, str]:
    match = _LABEL.match(line)
    return (match[1].strip().lower(), match[2].strip()) if match else ("", "")


def _recent(lines: list[str]) -> dict[str, object]:
    """Read a document with title, outlet and date in its first lines, and its text below ``Body``."""
    at = next((number for number, line in enumerate(lines) if line.strip() == "Body"), None)
    if at is None:
        return {}
    labels = dict(_labelled(line) for line in lines[:at] if _labelled(line)[0] in _BEFORE)
    head = [
        it.strip() for it in lines[:at] if it.strip() and not _COPYRIGHT.match(it) and _labelled(it)[0] not in _BEFORE
    ]
    day = next((number for number, line in enumerate(head) if is_date(line)), None)
    if day == 1 and len(head) > 2:  # outlet and date stand above the title
        head = [*head[2:], *head[:2]]
        day = len(head) - 1
    body = [*_until_labels(lines[at + 1 :])]
    return {
        "title": " ".join(head[: max(day - 1, 1)]) if day else " ".join(head[:1]),
        "text": joined(body),
        "published": date_in(head[day]) if day is not None else "",
        "source": head[day - 1] if day else "",
        "authors": names_in(labels.get("byline", "")),
        "categories": _section(labels),
    }


def _until_labels(lines: list[str]) -> Iterator[str]:
    for line in lines:
        if (_labelled(line)[0] or line.strip().lower()) in _AFTER:
            return
        yield line
