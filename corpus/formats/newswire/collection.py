"""Collections of newswire in SGML, as research hands them on: Reuters-21578, those of TREC, Gigaword."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator

from ...files.encoding import decoded
from ...files.source import LongLine, Source, too_long
from ...record import Fault, Record

COLLECTIONS = frozenset({"doc", "reuters"})
"""Elements of a document, in lower case."""
_BEGIN = re.compile(r"<(DOC|REUTERS)(?:\s([^<>]*))?>", re.IGNORECASE)
_END = re.compile(r"</(?:DOC|REUTERS)\s*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(\w+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_PARAGRAPH = re.compile(r"</?(?:P|PARA)(?:\s[^<>]*)?>", re.IGNORECASE)
_ITEM = re.compile(r"<D>([^<]*)</D>", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_INDENT = re.compile(r"\n(?=(?: {3,}|\t)\S)")
_SIGNATURE = re.compile(r"\n[ \t]*REUTER", re.IGNORECASE)
_HEADLINES = ("headline", "title", "head", "hl", "ttl")
_TEXTS = ("body", "text", "lp", "leadpara", "main")
_DAYS = ("date", "date_time", "datetime", "dd")
_OUTLETS = ("pub", "so", "source", "sitename", "hostname")
_NAMES = ("byline", "author", "by")
_SECTIONS = ("topics", "section", "categories")
_IDS = ("docno", "docid", "id", "newid")
_ALL = (*_HEADLINES, *_TEXTS, *_DAYS, *_OUTLETS, *_NAMES, *_SECTIONS, *_IDS)
_DAY_IN_ID = re.compile(r"[_-]((?:19|20)\d\d)(\d\d)(\d\d)\b|^(?:AP|WSJ)(\d\d)(\d\d)(\d\d)-")
_DAY = re.compile(r"\d{1,2}-[A-Za-z]{3}-\d{4}(?:\s+\d\d:\d\d:\d\d)?|[A-Z][a-z]+ \d{1,2}, ?\d{4}")
_SHORT_DAY = re.compile(r"\d{6}")
"""Day of a collection of the last century, ``910514``."""


def collection(source: Source) -> Iterator[Record | Fault]:
    """Read each document of a collection."""
    source, encoding = decoded(source)
    if encoding:
        yield Fault(None, f"the file is not UTF-8; it was read as {encoding}", skipped=False)
    found, size, start = 0, 0, 1
    lines: list[str] | None = None
    for number, line in source.lines():
        if isinstance(line, LongLine) or size > source.limits.record_bytes:
            yield Fault(start, too_long(source.limits))
            lines, size = None, 0
            continue
        text = line.decode(errors="replace")
        if begins := _BEGIN.search(text):
            lines, size, start, text = [], 0, number, text[begins.start() :]
        if lines is None:
            continue
        lines.append(text)
        size += len(line)
        if _END.search(text):
            found += 1
            yield _document("\n".join(lines), start)
            lines = None
    if lines:
        yield Fault(start, "the document has no end")
    if not found:
        yield Fault(None, "SGML without documents: nothing in it begins with <DOC> or <REUTERS>")


def _document(markup: str, line: int) -> Record | Fault:
    begins = _BEGIN.match(markup)
    assert begins
    told = {name.lower(): "".join(values) for name, *values in _ATTRIBUTE.findall(begins[2] or "")}
    address = next((told[name] for name in ("url", "source") if told.get(name, "").startswith("http")), "")
    attributes = {name: value for name, value in told.items() if value != address and name != "topics"}
    inside = attributes | {name: markup[slice(*span)] for name in _ALL if (span := _span(markup, name))}
    headline = _words(_first(inside, _HEADLINES))
    text = _text(_without_head(_first(inside, _TEXTS))) or _bare_text(markup, begins.end(), headline) or headline
    if not text:
        return Fault(line, "no text")
    ident = _words(_first(inside, _IDS))
    fields = {
        "id": ident,
        "title": headline,
        "text": text,
        "published": _day(_words(_first(inside, _DAYS)), ident),
        "source": _words(_first(inside, _OUTLETS)) or ("Reuters" if begins[1].upper() == "REUTERS" else ""),
        "authors": _words(_first(inside, _NAMES)).removesuffix(", Reuters"),
        "categories": _sections(_first(inside, _SECTIONS)),
        "url": address,
    }
    return Record(line, derived={key: value for key, value in fields.items() if value})


def _bare_text(markup: str, at: int, headline: str) -> str:
    """Return the text of a document that stands in no element, as WikiExtractor writes it, below its headline."""
    text = _text(markup[at:].strip()) if not _TAG.search(_END.sub("", markup), at) else ""
    return text.removeprefix(headline).lstrip() if headline else text


def _span(markup: str, name: str) -> tuple[int, int] | None:
    """Find the content of the first element of a name."""
    begins = re.search(rf"<{name}(?:\s[^<>]*)?>", markup, re.IGNORECASE)
    ends = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(markup, begins.end()) if begins else None
    return (begins.end(), ends.start()) if begins and ends else None


def _without_head(markup: str) -> str:
    """Take the headline, byline and place out of a text."""
    for name in (*_HEADLINES, *_NAMES, "dateline"):
        if span := _span(markup, name):
            markup = markup[: span[0]] + markup[span[1] :]
    return markup


def _first(inside: dict[str, str], names: tuple[str, ...]) -> str:
    return next((inside[name] for name in names if inside.get(name)), "")


def _plain(markup: str) -> str:
    text = html.unescape(_TAG.sub(" ", markup))
    return "".join(char for char in text if char.isprintable() or char.isspace())


def _words(markup: str) -> str:
    return " ".join(_plain(markup).split()).strip("* ")


def _text(markup: str) -> str:
    """Return the text: by its elements for paragraphs, or else by its indents."""
    if _PARAGRAPH.search(markup):
        return "\n\n".join(filter(None, map(_words, _PARAGRAPH.split(markup))))
    text = _plain(markup).rstrip()
    last = text.rfind("\n")
    if last >= 0 and _SIGNATURE.fullmatch(text, last):
        text = text[:last]
    parts = _INDENT.split(text)
    if len(parts) > 1:
        parts = [" ".join(part.split()) for part in parts]
    return "\n\n".join(filter(None, (part.strip("*\n ") for part in parts)))


def _sections(markup: str) -> list[str]:
    return [_words(it) for it in _ITEM.findall(markup)] or [part for part in [_words(markup)] if part]


def _day(written: str, ident: str) -> str:
    """Return the day as it is written, or as the number of the document has it."""
    if match := _DAY.search(written):
        return match[0]
    if _SHORT_DAY.fullmatch(written):
        return f"19{written[:2]}-{written[2:4]}-{written[4:]}"
    if match := _DAY_IN_ID.search(ident):
        year, month, day = (part for part in match.groups() if part)
        return f"{year if len(year) == 4 else '19' + year}-{month}-{day}"
    return written
