"""Makes documents and archives for tests: the smallest of each kind."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Mapping

SENTENCES = ("The lighthouse keeper counted nine seals on Monday.", "The harbour board will pay for a new lamp.")

PAGE = (
    "<!DOCTYPE html><html lang='en'><head><title>Nine seals</title>"
    "<meta property='article:published_time' content='2024-02-03T04:05:06+02:00'>"
    "</head><body><article><h1>Nine seals</h1>"
    "<p>The lighthouse keeper counted nine seals on Monday, and he has never counted so many of them in a winter.</p>"
    "<p>The harbour board will pay for a new lamp, which the keeper has asked for since the storm of last spring.</p>"
    "</article></body></html>"
)

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def tarred(members: Mapping[str, str | bytes], links: Mapping[str, str] | None = None) -> bytes:
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in members.items():
            data = content.encode() if isinstance(content, str) else content
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return file.getvalue()


def docx(title: str, *paragraphs: str) -> bytes:
    head = f'<w:p><w:pPr><w:pStyle w:val="Heading1"/></w:pPr><w:r><w:t>{title}</w:t></w:r></w:p>'
    body = "".join(f"<w:p><w:r><w:t>{it[:5]}</w:t></w:r><w:r><w:t>{it[5:]}</w:t></w:r></w:p>" for it in paragraphs)
    return zipped({"word/document.xml": f"<w:document {W}><w:body>{head}{body}</w:body></w:document>"})


def odt(title: str, *paragraphs: str) -> bytes:
    head = f"<text:h>{title}</text:h>"
    body = "".join(f"<text:p>{it[:5]}<text:span>{it[5:]}</text:span></text:p>" for it in paragraphs)
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    spaces = f'xmlns:office="{office}office:1.0" xmlns:text="{office}text:1.0"'
    return zipped({"content.xml": f"<office:document-content {spaces}>{head}{body}</office:document-content>"})


def epub(book: str, chapters: Mapping[str, str]) -> bytes:
    items = "".join(f'<item id="c{number}" href="c{number}.xhtml"/>' for number in range(len(chapters)))
    spine = "".join(f'<itemref idref="c{number}"/>' for number in range(len(chapters)))
    container = '<container><rootfiles><rootfile full-path="x/book.opf"/></rootfiles></container>'
    package = (
        f"<package><metadata><title>{book}</title></metadata><manifest>"
        f"{items}</manifest><spine>{spine}</spine></package>"
    )
    pages = {
        f"x/c{number}.xhtml": f"<html><head><title>no</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
        for number, (title, text) in enumerate(chapters.items())
    }
    return zipped({"META-INF/container.xml": container, "x/book.opf": package, **pages})


def pdf(*lines: str) -> bytes:
    """A page with `lines` below one another."""
    return pdf_of_pages("\n".join(lines))


def pdf_of_pages(*pages: str) -> bytes:
    """Pages with their lines below one another."""
    places = range(4, 4 + 2 * len(pages), 2)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{at} 0 R' for at in places)}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for at, page in zip(places, pages, strict=True):
        shown = "".join(f"({line}) Tj 0 -14 Td " for line in page.split("\n") if line)
        content = f"BT /F1 12 Tf 72 720 Td {shown}ET"
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents {at + 1} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    data, starts = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        starts.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode()
    count = len(objects) + 1
    table = "".join(f"{place:010} 00000 n \n" for place in starts)
    tail = f"xref\n0 {count}\n0000000000 65535 f \n{table}trailer\n<< /Size {count} /Root 1 0 R >>\nstartxref\n"
    return data + f"{tail}{len(data)}\n%%EOF\n".encode()


def warc(*records: tuple[str, str, bytes]) -> bytes:
    """Records of a type, an address and a content."""
    kinds = {"response": "application/http; msgtype=response", "conversion": "text/plain", "resource": "text/html"}
    return b"".join(
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nContent-Type: {kinds.get(kind, 'x/y')}\r\n"
        f"Content-Length: {len(content)}\r\n\r\n".encode()
        + content
        + b"\r\n\r\n"
        for kind, address, content in records
    )


def http(body: bytes, *headers: str, status: int = 200) -> bytes:
    head = "\r\n".join((f"HTTP/1.1 {status} OK", "Content-Type: text/html; charset=utf-8", *headers))
    return head.encode() + b"\r\n\r\n" + body


def mail(subject: str, text: str, *, number: int = 1) -> str:
    return (
        f"From: Estmark Letter <desk@letter.example>\nSubject: {subject}\nDate: Sat, 03 Feb 2024 04:05:06 +0200\n"
        f"Message-ID: <{number}@letter.example>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{text}\n"
    )
