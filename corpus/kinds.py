"""The kinds of files: which one a file is, by its ending and its content, and what reads it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from pathlib import PurePath

from .archives.compressed import bzip2, xz, zstandard
from .archives.http_archive import http_archive
from .archives.mailbox import mailbox
from .archives.member import Members
from .archives.tar import tar
from .archives.web_crawl import web_crawl
from .archives.wiki_dump import wiki_dump
from .archives.zipped import zipped
from .files.limits import ReadLimits
from .formats.documents.office import book, document
from .formats.documents.open_document import open_document
from .formats.documents.pdf import pdf
from .formats.documents.rich_text import rich_text
from .formats.json.records import json_file, json_lines
from .formats.newswire.collection import COLLECTIONS, collection
from .formats.newswire.telegram import START, telegram
from .formats.pages.page import page
from .formats.pages.response import response
from .formats.tables.table import table
from .formats.tables.workbook import workbook
from .formats.text.mail import HEADERS, mail
from .formats.text.markdown import markdown
from .formats.text.plain import plain
from .formats.text.wiki import wiki_page
from .formats.xml.file import FEEDS, PAGES, ROOTS, root_of, xml_file
from .sandbox.parser_process import Format

APART: Mapping[Format, Callable[[ReadLimits], int]] = {
    **dict.fromkeys((markdown, page, mail, response, wiki_page), attrgetter("record_bytes")),
    **dict.fromkeys((xml_file, pdf, document, open_document, book, workbook, rich_text), attrgetter("feed_bytes")),
}
"""Formats that are parsed by libraries that take a whole file -> the longest one that they are given."""

DECODED: frozenset[Format] = frozenset((plain, table, markdown, json_file, json_lines, collection))
"""Formats that do not tell their encoding, so that a person may have to."""


@dataclass(frozen=True, slots=True)
class Kind:
    """The reader of a kind of files: a format, or an archive.

    Attributes:
        read: The format of a file of articles; None for an archive.
        members: The function that opens an archive.
    """

    read: Format | None = None
    members: Members | None = None


_MARKUP = Kind(xml_file)
ENDINGS: Mapping[str, Kind] = {
    **dict.fromkeys((".jsonl", ".ndjson", ".jl", ".jsonlines", ".ldjson"), Kind(json_lines)),
    ".json": Kind(json_file),
    **dict.fromkeys((".csv", ".tsv", ".tab", ".psv"), Kind(table)),
    **dict.fromkeys((".txt", ".text", ".story"), Kind(plain)),
    **dict.fromkeys((".md", ".markdown", ".mdx", ".mdown", ".mkd", ".qmd"), Kind(markdown)),
    **dict.fromkeys((".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp"), Kind(page)),
    **dict.fromkeys((".xml", ".rss", ".atom", ".rdf", ".nitf", ".newsml", ".nml", ".enex"), _MARKUP),
    **dict.fromkeys((".sgm", ".sgml"), Kind(collection)),
    **dict.fromkeys((".eml", ".emlx", ".mht", ".mhtml"), Kind(mail)),
    ".pdf": Kind(pdf),
    ".docx": Kind(document),
    ".odt": Kind(open_document),
    ".rtf": Kind(rich_text),
    ".epub": Kind(book),
    ".xlsx": Kind(workbook),
    ".mbox": Kind(members=mailbox),
    ".har": Kind(members=http_archive),
    ".warc": Kind(members=web_crawl),
    ".wet": Kind(members=web_crawl),
    **dict.fromkeys((".zip", ".wacz"), Kind(members=zipped)),
    ".tar": Kind(members=tar),
    ".bz2": Kind(members=bzip2),
    ".xz": Kind(members=xz),
    **dict.fromkeys((".zst", ".zstd"), Kind(members=zstandard)),
}
"""File ending, in lower case -> its kind. Each ending may be followed by ``.gz``."""

_SHORT: Mapping[str, str] = {
    ".tgz": ".tar.gz",
    ".tbz": ".tar.bz2",
    ".tbz2": ".tar.bz2",
    ".txz": ".tar.xz",
    ".tzst": ".tar.zst",
}
"""Endings that stand for two."""

_LOOKED_INTO = frozenset({".txt", ".text", ".html", ".htm", ".xhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp"}) | {
    ending for ending, kind in ENDINGS.items() if kind is _MARKUP
}
"""Endings under which other kinds are kept too."""
_SIGNATURES: tuple[tuple[bytes, Kind], ...] = (
    (b"%PDF-", Kind(pdf)),
    (b"{\\rtf", Kind(rich_text)),
    (b"WARC/1.", Kind(members=web_crawl)),
    *((start, Kind(telegram)) for start in START),
)
_MAIL_HEADER = re.compile(
    rb"(?:"
    + "|".join([*HEADERS, *map(str.capitalize, HEADERS)]).encode()
    + rb"|received|return-path|delivered-to|from|to|cc|subject|date|message-id|mime-version|content-type|newsgroups"
    rb"|x-[\w-]+):"
    rb"[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*+",
    re.IGNORECASE,
)
_FEWEST_HEADERS = 3
_MAILBOX = re.compile(rb"From [^\r\n]{1,200}\r?\n(?=[A-Za-z-]+:)")
_SCRIPT = re.compile(rb"\s*<\?(?:php|=)", re.IGNORECASE)
_JSON = re.compile(rb'\s*(?:\[\s*)?\{\s*"[^"\n]{1,100}"\s*:')


def kind_of(name: str, head: Callable[[], bytes]) -> Kind | None:
    """Return the kind of a file; None for one that is not read.

    Args:
        name: Its name; an ending ``.gz`` does not count.
        head: Returns the first bytes of its content, decompressed. It is called only where the ending is not enough.
    """
    ending = ending_of(name)
    kind = ENDINGS.get(ending)
    if kind and ending not in _LOOKED_INTO:
        return kind
    start = head()
    return (_by_content(start, ending) or kind) if not _SCRIPT.match(start) else None


def ending_of(name: str) -> str:
    """Return the ending of a file's name in lower case, without ``.gz``; "" for none."""
    return PurePath(unpacked_name(name)).suffix


def unpacked_name(name: str) -> str:
    """Return a file's name in lower case, without ``.gz``."""
    lower = name.lower()
    for short, long in _SHORT.items():
        lower = lower.removesuffix(short) + long if lower.endswith(short) else lower
    return lower.removesuffix(".gz")


def without_compression(path: str) -> str:
    """Return the path of the file in a file that is compressed with bzip2, xz or Zstandard."""
    short = next((short for short in _SHORT if path.lower().endswith(short)), "")
    if short:
        return f"{path[: -len(short)]}.tar"
    return path[: -len(ending_of(path))] if not is_gzipped(path) else without_compression(path[:-3])


def is_gzipped(name: str) -> bool:
    """True where a file's name says that it is compressed with gzip."""
    return name.lower().endswith((".gz", ".tgz"))


def _by_content(start: bytes, ending: str) -> Kind | None:
    for signature, kind in _SIGNATURES:
        if start.startswith(signature):
            return kind
    root = root_of(start)
    if root in COLLECTIONS:
        return Kind(collection)
    if root in PAGES:
        return Kind(page)
    if root == "mediawiki":
        return Kind(members=wiki_dump)
    if root in ROOTS or root in FEEDS:
        return _MARKUP
    if _MAILBOX.match(start):
        return Kind(members=mailbox)
    if _is_mail(start):
        return Kind(mail)
    return Kind(json_file) if ending in _LOOKED_INTO | {""} and _JSON.match(start) else None


def _is_mail(start: bytes) -> bool:
    at = count = 0
    while match := _MAIL_HEADER.match(start, at):
        at, count = match.end(), count + 1
    return count >= _FEWEST_HEADERS
