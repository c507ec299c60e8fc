"""Mails and newsletters, and pages that a browser saved in the form of a mail (MHTML)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr

from ...files.source import Source
from ...record import Fault, Record
from ..pages.page import article_of
from ..xml.tree import html_paragraphs

_LENGTH = re.compile(rb"[ \t]*(\d{1,12})[ \t]*\r?\n")
"""The first line of a mail that Apple Mail keeps: what follows the mail is its own."""
_HEADER = re.compile(rb"^[^\r\n:]{1,20}(?=:)", re.MULTILINE)
_MOST_PARTS = 500
_ENOUGH = 0.5
"""Share of the text of the HTML that the plain text of a mail must have; a shorter one only says where to look."""


HEADERS: Mapping[str, str] = {
    **dict.fromkeys(("von", "de"), "From"),
    **dict.fromkeys(("gesendet", "envoyé", "enviado", "sent"), "Date"),
    **dict.fromkeys(("betreff", "objet", "asunto"), "Subject"),
    **dict.fromkeys(("an", "à", "para"), "To"),
}
"""Headers as Outlook writes them into a text, in the language of its user."""
_WRITTEN = re.compile(rb"\A(?:[^\r\n:]{1,20}:[^\r\n]*\r?\n)+")


def mail(source: Source) -> Iterator[Record | Fault]:
    """Read the text of a mail, with its subject, its sender and its time; what is attached to it is not read."""
    content = source.read_bytes(raw=True)
    if length := _LENGTH.match(content):
        content = content[length.end() : length.end() + int(length[1])]
    content = _WRITTEN.sub(lambda head: _HEADER.sub(_in_english, head[0]), content)
    message = BytesParser(_class=EmailMessage, policy=policy.default).parsebytes(content)
    if not any(_header(message, name) for name in ("From", "Subject", "Date", "Content-Type")):
        yield Fault(1, "not a mail: it has no headers")
        return
    parts = [part for _, part in zip(range(_MOST_PARTS), message.walk(), strict=False)]
    if message.get_content_type() == "multipart/related" and (page := _saved_page(parts)):
        address = _header(message, "Snapshot-Content-Location")  # of Chrome
        yield Record(1, derived={**page, "url": page.get("url") or address}, is_whole_file=True)
        return
    plain, markup = _content(parts, "text/plain"), _content(parts, "text/html")
    text = plain
    if markup:
        paragraphs = "\n\n".join(html_paragraphs(markup))
        text = paragraphs if len(plain) < _ENOUGH * len(paragraphs) else plain
    if not text.strip():
        yield Fault(None, "the mail holds no text")
        return
    name, address = parseaddr(_header(message, "From"))
    fields = {
        "id": _header(message, "Message-ID").strip("<>"),
        "title": _header(message, "Subject"),
        "text": text,
        "published": _header(message, "Date").partition("(")[0].strip(),
        "source": name or address,
    }
    yield Record(1, derived=fields, is_whole_file=True)


def _in_english(name: re.Match[bytes]) -> bytes:
    return HEADERS.get(name[0].decode(errors="replace").lower(), "").encode() or name[0]


def _saved_page(parts: list[EmailMessage]) -> dict[str, object] | None:
    """Return the article of the first page in a saved page; the others are its frames."""
    markup = _content(parts, "text/html")
    return article_of(markup) if markup else None


def _content(parts: list[EmailMessage], kind: str) -> str:
    """Return the text of the first part of a kind that is no attachment."""
    for part in parts:
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and (text := _decoded(payload, part.get_content_charset())).strip():
                return text.replace("\r\n", "\n")
    return ""


def _decoded(payload: bytes, charset: str | None) -> str:
    for name in (charset or "utf-8", "utf-8", "cp1252"):
        try:
            return payload.decode(name)
        except (LookupError, ValueError):
            continue
    return payload.decode(errors="replace")


def _header(message: EmailMessage, name: str) -> str:
    """Return a header on one line; "" where it is missing or broken."""
    try:
        return " ".join(str(message.get(name, "")).split())
    except Exception:  # the library raises many kinds of errors on hostile headers
        return ""
