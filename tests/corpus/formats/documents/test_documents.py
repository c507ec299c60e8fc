"""Mails, PDF files, documents, books and workbooks."""

import base64
import datetime
import io
import json
import zipfile

import openpyxl
import pytest
from material.documents import PAGE, SENTENCES, docx, epub, mail, odt, pdf, zipped
from material.files import both, texts, write
from nutgraf.corpus.errors import ExtraMissingError
from nutgraf.corpus.reader import read

WRAPPED = (
    "The lighthouse keeper counted nine seals on\nMonday, and the harbour board "
    "will pay for a new\nlamp on the island.\n\nNothing else."
)


def test_a_mail_is_an_article_from_its_sender(reading):
    for name in ("a.eml", "a", "a.txt"):
        (it,), warnings = reading(name, mail("Seals =?utf-8?q?=C3=A4?=", WRAPPED))
        article = it.article
        assert (article.title, article.source, article.id) == ("Seals ä", "Estmark Letter", "1@letter.example")
        assert article.published.isoformat() == "2024-02-03T04:05:06+02:00"
        assert texts(it) == [
            (
                "The lighthouse keeper counted nine seals on Monday, and the "
                "harbour board will pay for a new lamp on the island."
            ),
            "Nothing else.",
        ]
        assert not warnings


def test_a_mail_that_apple_mail_keeps_is_read_without_what_follows_it(reading):
    content = mail("Seals", WRAPPED)
    (it,), _ = reading("1.emlx", f"{len(content)}\n{content}<?xml version='1.0'?><plist></plist>")
    assert it.article.title == "Seals"
    assert texts(it)[-1] == "Nothing else."


PARTS = """From: desk@letter.example
Subject: Parts
Date: Sat, 03 Feb 2024 04:05:06 +0200
Content-Type: multipart/{kind}; boundary="b"

--b
Content-Type: text/plain

{plain}
--b
Content-Type: text/html; charset=windows-1252
Content-Transfer-Encoding: quoted-printable

{markup}
--b
Content-Type: text/plain
Content-Disposition: attachment; filename=a.txt

attached
--b--
"""


@pytest.mark.parametrize("plain", ["", "See this mail in a browser."])
def test_a_newsletter_without_its_own_plain_text_is_read_from_its_html(reading, plain):
    markup = f"<style>p {{}}</style><table><tr><td>{SENTENCES[0]}</td></tr><tr><td>Caf=E9.<br>Closed.</td></tr></table>"
    (it,), _ = reading("a.eml", PARTS.format(kind="alternative", plain=plain, markup=markup))
    assert texts(it) == [SENTENCES[0], "Café.\nClosed."]
    assert it.article.source == "desk@letter.example"


def test_a_page_that_a_browser_saved_as_a_mail_is_its_article(reading):
    content = PARTS.format(kind="related", plain="", markup=PAGE.replace("=", "=3D"))
    (it,), _ = reading("a.mhtml", f"Snapshot-Content-Location: https://p.example/seals\n{content}")
    assert (it.article.title, it.article.url) == ("Nine seals", "https://p.example/seals")
    assert len(texts(it)) == 2


def test_a_pdf_is_an_article_of_whole_paragraphs(reading):
    for name in ("a.pdf", "a"):
        (it,), warnings = reading(name, pdf(*WRAPPED.split("\n\n")[0].split("\n")))
        assert texts(it) == [" ".join(WRAPPED.split("\n\n")[0].split())]
        assert not warnings


def test_a_pdf_without_text_says_so(reading):
    found, warnings = reading("a.pdf", pdf())
    assert not found
    assert "recognize the text first" in warnings[0].reason


def test_a_document_has_the_title_of_its_heading(reading):
    (it,), warnings = reading("a.docx", docx("Nine seals", *SENTENCES))
    assert (it.article.title, texts(it)) == ("Nine seals", [*SENTENCES])
    assert not warnings


@pytest.mark.parametrize("made", [docx, odt])
def test_the_lines_above_the_story_of_a_document_are_its_fields(reading, made):
    ending = made.__name__
    lines = ("Ada Vond", "Luhe Courier, 3 February 2024", *SENTENCES)
    (it,), warnings = reading(f"a.{ending}", made("Nine seals", *lines))
    article = it.article
    assert (article.title, article.authors, article.source) == ("Nine seals", ("Ada Vond",), "Luhe Courier")
    assert (str(article.day), texts(it)) == ("2024-02-03", [*SENTENCES])
    assert not warnings


DAYS = {
    "docx": (docx, "docProps/core.xml", "<a><created>2024-02-03T10:00:00Z</created></a>"),
    "odt": (odt, "meta.xml", "<a><creation-date>2024-02-03T10:00:00.123</creation-date></a>"),
}


@pytest.mark.parametrize("ending", DAYS)
def test_the_day_on_which_a_document_was_made_stands_in_for_its_own_and_this_is_told(reading, ending):
    make, part, about = DAYS[ending]
    with_day = io.BytesIO(make("Nine seals", *SENTENCES))
    with zipfile.ZipFile(with_day, "a") as archive:
        archive.writestr(part, about)
    (it,), (told,) = reading(f"a.{ending}", with_day.getvalue())
    assert str(it.article.day) == "2024-02-03"
    assert "the one on which it was made was read: 2024-02-03" in told.reason
    (it,), _ = reading(f"2023-01-01 a.{ending}", with_day.getvalue())
    assert str(it.article.day) == "2023-01-01"


def test_each_chapter_of_a_book_is_an_article(reading):
    found, warnings = reading("a.epub", epub("Harbour", {"Seals": SENTENCES[0], "Lamp": SENTENCES[1]}))
    assert [(it.article.title, it.article.source, it.article.text) for it in found] == [
        ("Seals", "Harbour", SENTENCES[0]),
        ("Lamp", "Harbour", SENTENCES[1]),
    ]
    assert not warnings


def test_the_rows_of_a_workbook_are_articles(reading):
    book = openpyxl.Workbook()
    book.active.append(["Id", "Title", "Date", "Text"])
    book.active.append([7, "Seals", datetime.datetime(2024, 2, 3), SENTENCES[0]])
    book.create_sheet().append(["Title", "Text"])
    book.worksheets[1].append(["Lamp", f"{SENTENCES[1]}, with a comma\nand a line"])
    file = io.BytesIO()
    book.save(file)
    found, warnings = reading("a.xlsx", file.getvalue())
    assert [(it.article.title, str(it.article.day)) for it in found] == [("Seals", "2024-02-03"), ("Lamp", "None")]
    assert found[0].article.id == "7"
    assert not warnings


@pytest.mark.parametrize(
    ("name", "library", "extra"),
    [
        ("a.pdf", "pypdf", "documents"),
        ("a.docx", "lxml", "documents"),
        ("a.xlsx", "openpyxl", "documents"),
    ],
)
def test_files_that_need_an_extra_are_counted_with_the_command_that_adds_it(tmp_path, without, library, name, extra):
    without(library)
    content = {"a.pdf": pdf("x"), "a.docx": docx("a", "b"), "a.xlsx": zipped({"a": "b"})}[name]
    for number in range(3):
        (tmp_path / f"{number}{name}").write_bytes(content)
    write(tmp_path / "b.txt", "words")
    write(tmp_path / "c.jpg", "")
    found, warnings = both(read([tmp_path], base=tmp_path))
    assert len(found) == 1
    ending = name[1:]
    assert [it.reason for it in warnings] == [
        f"passed over: 3 {ending} ({ExtraMissingError('', extra).command}), 1 .jpg"
    ]
    assert warnings[0].skipped
    assert warnings[0].unread == {f"{number}{name}" for number in range(3)}


@pytest.mark.parametrize("name", ["a.pdf", "a.docx", "a.epub", "a.xlsx", "a.eml"])
@pytest.mark.parametrize(
    "content", [b"", b"words", b"PK\x03\x04", zipped({"a": "b"})], ids=["empty", "text", "PK", "zip"]
)
def test_what_is_no_document_is_told(reading, name, content):
    found, warnings = reading(name, content)
    assert not found
    assert warnings[0].skipped
    assert "parser failed" not in warnings[0].reason


def test_a_document_of_libreoffice_has_its_heading_as_title(reading):
    pytest.importorskip("lxml")
    (it,), warnings = reading("a.odt", odt("Nine seals", *SENTENCES))
    assert (it.article.title, it.article.text) == ("Nine seals", "\n\n".join(SENTENCES))
    assert not warnings


def test_the_pages_of_a_session_in_a_browser_are_read(reading):
    pytest.importorskip("trafilatura")
    content = {"mimeType": "text/html; charset=utf-8", "text": PAGE}
    coded = {"mimeType": "text/html", "encoding": "base64", "text": base64.b64encode(PAGE.encode()).decode()}
    entries = [
        {"request": {"url": "https://post.example/1"}, "response": {"status": 200, "content": content}},
        {"request": {"url": "https://post.example/2"}, "response": {"status": 200, "content": coded}},
        {"request": {"url": "https://post.example/3"}, "response": {"status": 404, "content": content}},
        {"request": {}, "response": {"status": 200, "content": {"mimeType": "image/png"}}},
    ]
    found, _ = reading("a.har", json.dumps({"log": {"entries": entries}}))
    assert [it.article.url for it in found] == ["https://post.example/1", "https://post.example/2"]


def test_a_document_that_no_library_reads_is_told_with_the_command_that_converts_it(reading):
    found, (warning,) = reading("a.doc", b"\xd0\xcf\x11\xe0")
    assert not found
    assert "soffice --headless --convert-to docx" in warning.reason


def test_a_chapter_has_its_byline_and_the_table_of_contents_is_none(reading):
    content = epub("Luhe Weekly", {"Contents": "<a>Seals</a>", "Seals": f"Ada Vond</p><p>{SENTENCES[0]}"})
    package = "<metadata><title>Luhe Weekly</title>"
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    parts["x/book.opf"] = (
        parts["x/book.opf"]
        .replace(package, f"{package}<date>2024-02-03</date>")
        .replace('id="c0"', 'id="c0" properties="nav"')
    )
    (it,), _ = reading("a.epub", zipped(parts))
    assert (it.article.title, it.article.authors, it.article.text) == ("Seals", ("Ada Vond",), SENTENCES[0])


def test_what_the_head_of_rich_text_tells_of_it_is_read(reading):
    about = r"{\info{\title Nine seals}{\author Ada V\'f6nd}{\creatim\yr2024\mo2\dy3\hr8}}"
    (it,), (told,) = reading("a.rtf", rf"{{\rtf1\ansi\ansicpg1252{about}\f0 {SENTENCES[0]}\par}}")
    assert (it.article.title, it.article.authors, str(it.article.day)) == ("Nine seals", ("Ada Vönd",), "2024-02-03")
    assert "on which it was made" in told.reason


@pytest.mark.parametrize("names", ["From Sent To Subject", "Von Gesendet An Betreff", "De Envoyé À Objet"])
def test_a_mail_that_outlook_saved_as_text_is_a_mail(reading, names):
    values = ("Ada Vond <ada@luhe.example>", "Saturday, 3 February 2024 08:15", "Desk", "Seals")
    head = "".join(f"{name}:\t{value}\n" for name, value in zip(names.split(), values, strict=True))
    (it,), _ = reading("a.txt", f"{head}\n{SENTENCES[0]}\n")
    article = it.article
    assert (article.title, article.source, str(article.day)) == ("Seals", "Ada Vond", "2024-02-03")
    assert article.text.strip() == SENTENCES[0]


def test_a_chapter_that_names_no_encoding_is_utf_8(reading):
    (it,), warnings = reading("a.epub", epub("Luhe", {"Seals": "Kéy «Łódź»: nine seals were counted."}))
    assert it.article.text == "Kéy «Łódź»: nine seals were counted."
    assert not warnings
