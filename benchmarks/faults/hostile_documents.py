"""Archives and documents that were made to be slow to read, or to take much memory: a content for any size, by kind."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections.abc import Callable

MIB = 1 << 20
_SENTENCE = "The ferry of the harbour was late again, said the mayor. "


def _zip(count: int, content: bytes, name: str = "{}.txt") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(count):
            archive.writestr(name.format(number), content)
    return file.getvalue()


def _tar(count: int, content: bytes) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for number in range(count):
            info = tarfile.TarInfo(f"{number}.txt")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return file.getvalue()


def _wiki(markup: str) -> str:
    return f"<mediawiki><page><title>T</title><revision><text>{markup}</text></revision></page></mediawiki>"


def _mail(head: str, body: str) -> str:
    return f"From: a@b.example\nSubject: s\n{head}\n\n{body}"


KINDS: dict[str, tuple[str, Callable[[int], str | bytes], int]] = {
    "zip: zeros": (".zip", lambda n: _zip(1, bytes(n)), 100 * MIB),
    "zip: many members": (".zip", lambda n: _zip(n, b"words"), 1_000),
    "zip: many hidden members": (".zip", lambda n: _zip(n, b"", ".{}"), 20_000),
    "zip: a long name": (".zip", lambda n: _zip(1, b"words", "n" * n + "{}.txt"), 15_000),
    "zip: a central directory of zeros": (".zip", lambda n: _zip(1, b"words")[:-22] + bytes(n) + b"PK\5\6", 10 * MIB),
    "tar: many members": (".tar", lambda n: _tar(n, b"words"), 1_000),
    "tar: zeros": (".tar.gz", lambda n: gzip.compress(bytes(n)), 100 * MIB),
    "bzip2: zeros": (".txt.bz2", lambda n: bz2.compress(bytes(n)), 100 * MIB),
    "bzip2: many streams": (".jsonl.bz2", lambda n: bz2.compress(b'{"text": "x"}\n') * n, 1_000),
    "xz: zeros": (".txt.xz", lambda n: lzma.compress(bytes(n)), 100 * MIB),
    "xz: many streams": (".jsonl.xz", lambda n: lzma.compress(b'{"text": "x"}\n') * n, 1_000),
    "warc: many headers": (".warc", lambda n: "WARC/1.0\r\n" + "a: b\r\n" * n, 500_000),
    "warc: many records": (".warc", lambda n: "WARC/1.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n" * n, 100_000),
    "warc: one long line": (".warc", lambda n: "WARC/1.0\r\na: " + "b" * n, 10 * MIB),
    "mbox: many empty messages": (".mbox", lambda n: "From a\n\n" * n, 100_000),
    "mbox: one long message": (".mbox", lambda n: "From a\nSubject: a\n\n" + _SENTENCE * (n // 57), 14 * MIB),
    "mail: many headers": (".eml", lambda n: _mail("a: b\n" * n + "To: x", "words"), 50_000),
    "mail: a long header": (".eml", lambda n: _mail("To: " + "a@b.example, " * n, "words"), 5_000),
    "mail: a long encoded subject": (".eml", lambda n: _mail("Subject: " + "=?utf-8?q?a?= " * n, "words"), 5_000),
    "mail: parts in parts": (
        ".eml",
        lambda n: "".join(f'Content-Type: multipart/mixed; boundary="{it}"\n\n--{it}\n' for it in range(n)),
        200,
    ),
    "xml: deep": (".xml", lambda n: "<nitf>" + "<p>" * n, 100_000),
    "xml: many paragraphs": (".nitf", lambda n: f"<nitf><body.content>{'<p>x</p>' * n}</body.content></nitf>", 200_000),
    "xml: many items": (".xml", lambda n: f"<newsMessage>{'<newsItem/>' * n}</newsMessage>", 50_000),
    "xml: entities": (
        ".xml",
        lambda n: f'<!DOCTYPE nitf [<!ENTITY a "{"x" * n}">]><nitf><body.content>{"&a;" * n}</body.content></nitf>',
        10_000,
    ),
    "xml: comments before the root": (".xml", lambda n: "<!-- - -->" * n + "<nitf/>", 200_000),
    "alto: many words": (".xml", lambda n: "<alto><TextBlock>" + '<String CONTENT="x"/><HYP/>' * n, MIB),
    "wiki: open braces": (".xml", lambda n: _wiki("{{" * n), 10_000),
    "wiki: open links": (".xml", lambda n: _wiki("[[" * n), 10_000),
    "wiki: open tables": (".xml", lambda n: _wiki("{|\n" * n), 10_000),
    "wiki: links": (".xml", lambda n: _wiki("[[File:a]] [[b]] " * n), 1_000),
    "wiki: a page without an end": (".xml", lambda n: "<mediawiki><page>" + "x" * n, 20 * MIB),
    "pdf: open objects": (".pdf", lambda n: b"%PDF-1.4\n" + b"1 0 obj <<" * n, 20_000),
    "pdf: zeros": (".pdf", lambda n: b"%PDF-1.4\n" + bytes(n), 10 * MIB),
    "docx: zeros": (".docx", lambda n: _zip(1, bytes(n), "word/document.xml"), 10 * MIB),
    "docx: deep": (".docx", lambda n: _zip(1, b"<w>" + b"<p>" * n, "word/document.xml"), 100_000),
    "text: marks of databases": (".txt", lambda n: "1 of 2 DOCUMENTS\n" * n, 100_000),
    "text: codes of databases": (".txt", lambda n: "HD a\nPD b\nLP c\nSE d\n" * n, 50_000),
    "text: words in columns": (".txt", lambda n: "the words are bro-\nken here and go on\n" * n, 50_000),
    "text: hyphens": (".txt", lambda n: ("a" * 30 + "-\n") * n, 50_000),
    "html: classes of Factiva": (".html", lambda n: '<p class="enarticleParagraph">x</p>' * n, 50_000),
    "html: articles of Europresse": (".html", lambda n: '<article><p class="titreArticleVisu">x</p>' * n, 5_000),
    "html: strings of scripts": (
        ".html",
        lambda n: "<script>" + '"\\u003cp\\u003ex\\u003c/p\\u003e' * n + f"</script><p>{_SENTENCE * 5}</p>",
        50_000,
    ),
    "html: many like containers": (".html", lambda n: f"<div class=a><p>{_SENTENCE * 2}</p></div>" * n, 2_000),
}
"""By name: the file's ending, a function that makes its content at a size, and the first size."""
