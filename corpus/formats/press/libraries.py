"""Downloads of the databases of public libraries as text: Gale with InfoTrac, EBSCO, NewsBank."""

from __future__ import annotations

import re

from ...record import Record
from .lines import date_in, joined, names_in

_FULL_TEXT = re.compile(r"^(?:Full[ -]?Text|FULL TEXT)(?: of [A-Z][^:\n]{0,40})?:[ \t]*", re.MULTILINE)
_LABEL = re.compile(r"^([A-Z][A-Za-z()/ -]{1,30}):[ \t]*([^\n]*)$")
_END = re.compile(
    r"^(?:Source Citation\b|Record: \d+|Database:|Gale Document Number:|Copyright of \S|Copyright:|"
    r"(?:CITATION|Citation) \((?:APA|MLA|AGLC|Chicago|CHICAGO)|Record(?: Number)?: [0-9A-F]{6,}|_{20,}|\* \* \*$)",
    re.MULTILINE,
)
_CERTAIN = re.compile(r"^(?:Document Type|Accession Number|Source|Publication|Database):", re.MULTILINE)
_OUTLET = re.compile(r"([^\n]+?)(?:\.? \(|\. |;|, |\.?$)")
_SLASHED = re.compile(r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b")
_ABBREVIATED = re.compile(r"\b([A-Z][a-z]{2,8})\.? (\d{1,2}), (\d{4})|\b(\d{1,2}) ([A-Z][a-z]{2,8})\.? (\d{4})")
_NEWSBANK = re.compile(
    r"^(?P<title>[^\n]+)\n(?P<day>[A-Z][a-z]+ \d{1,2}, \d{4}) \| (?P<outlet>[^\n(|]+?)(?: \([^\n)]*\))?"
    r"(?: \|[^\n]*)?\n",
    re.MULTILINE,
)
_FACTS = re.compile(r"^(?:Author(?:/Byline)?|Byline|Page|Section|Edition|Column|\d[\d,]* Words)\b[^\n]*$", re.MULTILINE)


def library_articles(text: str) -> list[Record]:
    """Return the articles of a download from Gale, EBSCO or NewsBank; none for any other text."""
    if _FULL_TEXT.search(text) and _CERTAIN.search(text):
        return _labelled(text)
    return _newsbank(text) if _NEWSBANK.search(text) else []


def _labelled(text: str) -> list[Record]:
    """Read articles below labels such as ``Title:``, the last of which is ``Full Text:``."""
    found, at = [], 0
    for mark in _FULL_TEXT.finditer(text):
        if mark.start() < at:
            continue
        labels = _labels(text[at : mark.start()])
        after = _END.search(text, mark.end())
        end = after.start() if after else len(text)
        body = joined(text[mark.end() : end].split("\n"))
        if "title" in labels and body:
            found.append(Record(text.count("\n", 0, at) + 1, derived=_fields(labels, body)))
        at = end
    return found


def _labels(head: str) -> dict[str, str]:
    """Read the lines of labels; a line that is indented goes on with the one before."""
    labels: dict[str, str] = {}
    name = ""
    for line in head.split("\n"):
        if match := _LABEL.match(line):
            name = match[1].lower().removesuffix("(s)").removesuffix("s")
            labels[name] = match[2].strip()
        elif name and line[:1] in " \t" and line.strip():
            labels[name] = f"{labels[name]} {line.strip()}".strip()
    return labels


def _fields(labels: dict[str, str], body: str) -> dict[str, object]:
    source = labels.get("source") or labels.get("publication title") or labels.get("publication", "")
    outlet = _OUTLET.match(source)
    fields = {
        "title": labels["title"].rstrip("."),
        "text": body,
        "source": outlet[1].strip() if outlet else source,
        "published": _day(labels.get("date") or labels.get("publication date") or source),
        "authors": labels.get("author") or labels.get("byline", ""),
        "categories": labels.get("section", ""),
        "id": labels.get("accession number") or labels.get("gale document number", ""),
    }
    return {name: value for name, value in fields.items() if value}


def _day(line: str) -> str:
    """Return the day in a line; of numbers, the month comes first: these databases are American."""
    if match := _SLASHED.search(line):
        return f"{match[3]}-{match[1]:0>2}-{match[2]:0>2}"
    if match := _ABBREVIATED.search(line):
        return " ".join(part for part in match.groups() if part)
    return date_in(line)


def _newsbank(text: str) -> list[Record]:
    """Read articles that begin with title, day and outlet, and end with their number and citations."""
    found = []
    marks = [*_NEWSBANK.finditer(text)]
    for mark, end in zip(marks, [*(it.start() for it in marks[1:]), len(text)], strict=True):
        after = _END.search(text, mark.end(), end)
        piece = text[mark.end() : after.start() if after else end]
        facts = " | ".join(_FACTS.findall(piece))
        told = dict(re.findall(r"(Author(?:/Byline)?|Byline|Section): ([^|\n]+)", facts))
        fields = {
            "title": mark["title"].strip(),
            "text": joined(_FACTS.sub("", piece).strip("\n").split("\n")),
            "source": mark["outlet"].strip(),
            "published": mark["day"],
            "authors": names_in(told.get("Author/Byline") or told.get("Author") or told.get("Byline", "")),
            "categories": told.get("Section", "").strip(),
        }
        if fields["text"]:
            found.append(Record(text.count("\n", 0, mark.start()) + 1, derived={k: v for k, v in fields.items() if v}))
    return found
