"""ProQuest: documents of lines such as ``Title: ...``, between lines of underscores."""

from __future__ import annotations

import re

from ...record import Record
from .lines import joined

_MARK = re.compile(r"^_{20,}[ \t]*$", re.MULTILINE)
_LABELS = (
    *("Title", "Author", "Publication info", "Abstract", "Links", "Full text", "Subject", "Location", "People"),
    *("Company / organization", "Company/organization", "Publication title", "Publication date", "Publication year"),
    *("First page", "Last page", "Pages", "Section", "Publisher", "Place of publication", "Country of publication"),
    *("Publication subject", "ISSN", "Source type", "Language of publication", "Document type", "Document URL"),
    *("ProQuest document ID", "Copyright", "Last updated", "Database", "Column", "Dateline", "Identifier / keyword"),
    *("Credit", "Notes", "Ethnicity", "Classification", "Volume", "Issue", "Number of pages", "Document feature"),
)
_LABEL = re.compile(rf"^({'|'.join(map(re.escape, _LABELS))}):[ \t]*", re.MULTILINE)
_CERTAIN = re.compile(r"^(?:ProQuest document ID|Publication info|Publication title):", re.MULTILINE)
_IN_INFO = re.compile(r"([^;,]+?)\s*[;,].*?(\d{1,2} [A-Z][a-z]{2,8} \d{4})", re.DOTALL)
_COUNTER = re.compile(r"Document \d+ of \d+")
_TIME_LEFT = "none available"


def proquest_articles(text: str) -> list[Record]:
    """Return the articles of a download from ProQuest; none for any other text."""
    if not _CERTAIN.search(text) or not re.search(r"^Full text:", text, re.MULTILINE):
        return []
    starts = [0, *(mark.end() for mark in _MARK.finditer(text))]
    ends = [*(mark.start() for mark in _MARK.finditer(text)), len(text)]
    found = []
    for start, end in zip(starts, ends, strict=True):
        labels = _labels(text[start:end])
        if labels.get("Full text"):
            labels.setdefault("Title", _headline(text[start:end]))
            found.append(Record(text.count("\n", 0, start) + 1, derived=_fields(labels)))
    return found


def _labels(document: str) -> dict[str, str]:
    marks = [*_LABEL.finditer(document)]
    ends = [*(mark.start() for mark in marks[1:]), len(document)] if marks else []
    return {mark[1]: document[mark.end() : end].strip() for mark, end in reversed([*zip(marks, ends, strict=True)])}


def _headline(document: str) -> str:
    """Return the line above the labels."""
    mark = _LABEL.search(document)
    lines = [line.strip() for line in document[: mark.start() if mark else 0].split("\n")]
    return next((line for line in lines if line and not _COUNTER.fullmatch(line)), "")


def _fields(labels: dict[str, str]) -> dict[str, object]:
    info = _IN_INFO.match(labels.get("Publication info", ""))
    fields: dict[str, object] = {
        "title": " ".join(labels.get("Title", "").split()),
        "text": joined(labels["Full text"].split("\n")),
        "published": labels.get("Publication date") or (info[2] if info else ""),
        "source": labels.get("Publication title", "").partition(";")[0] or (info[1] if info else ""),
        "authors": labels.get("Author", ""),
        "categories": labels.get("Section", ""),
        "id": labels.get("ProQuest document ID", ""),
        "url": labels.get("Document URL", ""),
    }
    return {name: value for name, value in fields.items() if value and str(value).strip(". ").lower() != _TIME_LEFT}
