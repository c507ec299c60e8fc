"""Telegrams of news agencies, for teleprinters and the programs after them: ANPA 1312 and IPTC 7901."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...files.source import Source
from ...record import Fault, Record

START = (b"\x16\x16\x01", b"\x01")
"""The first bytes of a telegram: it begins with "start of header", in ANPA after two "synchronous idle"."""
_STX, _ETX = "\x02", "\x03"
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BLANK_LINE = re.compile(r"\n[ \t]*\n\s*")
_SENT = re.compile(r"(\d\d)-(\d\d)-(\d\d) (\d\d)(\d\d)GMT")
_STAMP = re.compile(r"(\d\d)(\d\d)(\d\d)\s+GMT\s+([A-Z][a-z]{2})\s+(\d\d)\b")
_BYLINE = re.compile(r"^By\s+(?=[A-Z])", re.MULTILINE)
_NOTE = re.compile(r"AP Photo|Eds:|\w+ Associated Press|Associated Press|For (?:release|use)", re.IGNORECASE)


def telegram(source: Source) -> Iterator[Record | Fault]:
    """Read the telegram: its slug or title, its byline, its time, and its paragraphs."""
    content = source.read_bytes(raw=True)
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    header, _, body = text.replace("\r\n", "\n").replace("\r", "\n").partition(_STX)
    body, _, trailer = body.partition(_ETX)
    if not body.strip():
        yield Fault(None, "the telegram holds no text")
    elif header.startswith("\x16"):
        yield Record(1, derived=_anpa(body, trailer), is_whole_file=True)
    else:
        yield Record(1, derived=_iptc(body, trailer), is_whole_file=True)


def _anpa(body: str, trailer: str) -> dict[str, object]:
    """Read a text whose notes stand between ``^`` and ``<`` or ``=``, and whose paragraphs begin with a tab."""
    notes: list[str] = []
    paragraphs: list[str] = []
    at_start = True
    for line in body.split("\n"):
        bare = _CONTROL.sub("", line).strip().rstrip("<=").strip()
        if line.startswith("^"):
            at_start = False
            notes.append(bare.lstrip("^").strip())
        elif at_start and not notes:
            notes.append(bare)
        elif line.startswith("\t") or not paragraphs:
            paragraphs.append(bare)
        elif bare:
            paragraphs[-1] += f" {bare}"
    slug, *others = [note for note in notes if note] or [""]
    titles = [note for note in others if not (_NOTE.match(note) or _BYLINE.match(note))]
    text = "\n\n".join(filter(None, paragraphs)).replace("``", "“").replace("''", "”")
    sent = _SENT.search(body) or _SENT.search(trailer)
    return {
        "title": titles[0] if titles else slug.partition(",")[0],
        "text": text or "\n\n".join(others),
        "authors": [_BYLINE.sub("", note) for note in others if _BYLINE.match(note)],
        "published": f"20{sent[3]}-{sent[1]}-{sent[2]}T{sent[4]}:{sent[5]}Z" if sent else None,
    }


def _iptc(body: str, trailer: str) -> dict[str, object]:
    """Read a text whose title ends with ``=`` or a blank line."""
    head, _, rest = body.partition("=\n") if "=\n" in body[:2_000] else _partition(body)
    lines = [line for it in head.split("\n") if (line := _CONTROL.sub("", it).strip())]
    names = [_BYLINE.sub("", line) for line in lines if _BYLINE.match(line)]
    titles = [line for line in lines if not _BYLINE.match(line) and not line.isupper()] or lines
    paragraphs = (" ".join(_CONTROL.sub("", it).split()) for it in _BLANK_LINE.split(rest.strip()))
    stamp = _STAMP.search(trailer)
    return {
        "title": titles[-1] if titles else "",
        "text": "\n\n".join(filter(None, paragraphs)) or head,
        "authors": names,
        "published": f"{stamp[1]} {stamp[4]} 20{stamp[5]} {stamp[2]}:{stamp[3]} GMT" if stamp else None,
    }


def _partition(body: str) -> tuple[str, str, str]:
    match = _BLANK_LINE.search(body)
    return (body[: match.start()], match[0], body[match.end() :]) if match else ("", "", body)
