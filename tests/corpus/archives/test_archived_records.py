"""Records inside archives: they are read as in files of their own, with their dates, notices and drafts."""

import bz2
import gzip
import io
import lzma
from dataclasses import replace

import openpyxl
import pytest
import zstandard
from material.documents import SENTENCES, mail, tarred, warc, zipped
from nutgraf.corpus.files.limits import DEFAULT_LIMITS
from nutgraf.corpus.passages import cut
from nutgraf.corpus.reader import size

OPEN = "text,date\nOne.,04/05/2023\nTwo.,05/06/2023\nThree.,18/05/2023\n"
"""A table whose last row alone shows that the day stands first."""
AROUND = {
    "a.zip": zipped,
    "a.tar": tarred,
    "a.tar.xz": lambda members: lzma.compress(tarred(members)),
    "a.tbz2": lambda members: bz2.compress(tarred(members)),
    "a.zip.zst": lambda members: zstandard.ZstdCompressor().compress(zipped(members)),
    "a.csv.bz2": lambda members: bz2.compress(members["a.csv"].encode()),
    "a.csv.gz": lambda members: gzip.compress(members["a.csv"].encode()),
}


def days(found):
    return [str(it.article.day) for it in found]


@pytest.mark.parametrize("name", AROUND)
def test_the_order_of_day_and_month_is_read_off_the_member(reading, name):
    found, warnings = reading(name, AROUND[name]({"a.csv": OPEN}))
    assert days(found) == ["2023-05-04", "2023-06-05", "2023-05-18"]
    assert not warnings


@pytest.mark.parametrize("make", [zipped, tarred])
def test_a_member_is_read_again_while_it_is_read(reading, make):
    """The row that shows the order is the last of many blocks, and the first row asks for it."""
    rows = "".join(f"{'word ' * 250}{number},04/05/2023\n" for number in range(400))
    found, _ = reading("a.zip" if make is zipped else "a.tar", make({"a.csv": f"text,date\n{rows}Last.,18/05/2023\n"}))
    assert len(found) == 401
    assert set(days(found)) == {"2023-05-04", "2023-05-18"}


def test_what_is_read_again_is_no_bomb(reading):
    rows = "".join(f"{number} {'word ' * 200},04/05/2023\n" for number in range(800)) + "Last.,18/05/2023\n"
    content = zipped({"a.csv": f"text,date\n{rows}"})
    once = replace(DEFAULT_LIMITS, feed_bytes=1 << 16, expansion=len(rows) // len(content) + 2)
    found, warnings = reading("a.zip", content, limits=once)
    assert (len(found), warnings) == (801, [])


@pytest.mark.parametrize("ending", [".bz2", ".xz", ".zst"])
def test_what_is_read_again_is_counted_once(reading, tmp_path, ending):
    compress = {".bz2": bz2.compress, ".xz": lzma.compress, ".zst": zstandard.ZstdCompressor().compress}[ending]
    counts = []
    reading(f"a.csv{ending}", compress(OPEN.encode()), on_bytes=counts.append)
    assert sum(counts) == size([tmp_path / f"a.csv{ending}"]) > 0


def test_losses_are_told_once_for_each_member(reading):
    lines = '{"text": "a", "date": "soon"}\n{"text": "b", "date": "late"}\n'
    found, warnings = reading("a.zip", zipped({"x.jsonl": lines, "y.jsonl": lines}))
    assert len(found) == 4
    assert [(it.origin, it.line) for it in warnings] == [("a.zip/x.jsonl", 1), ("a.zip/y.jsonl", 1)]
    assert all("and so in 1 more record" in it.reason for it in warnings)


def test_drafts_in_an_archive_are_left_out_and_counted(reading):
    members = {
        "_drafts/a.md": "a",
        "b.md": "---\npublished: false\n---\nb",
        "c.jsonl": '{"text": "c", "status": "draft"}',
    }
    found, warnings = reading("a.zip", zipped(members))
    assert not found
    assert sum("left out what was not published: 1 draft" in it.reason for it in warnings) == 3
    found, warnings = reading("a.zip", zipped(members), drafts=True)
    assert (len(found), warnings) == (3, [])


def test_an_order_that_the_user_names_holds_for_the_parts_of_an_archive(reading):
    html = "<html><head><meta name='date' content='04/05/2023'></head><body><article>{}</article></body></html>"
    body = "".join(f"<p>{it} {it} {it}</p>" for it in SENTENCES)
    content = warc(("resource", "https://e.example/1", html.format(body).encode()))
    (it,), _ = reading("a.warc", content, day_first=True)
    assert (it.article.url, str(it.article.day)) == ("https://e.example/1", "2023-05-04")


def test_a_mailbox_is_tidied_and_repaired(reading):
    letter = mail("China\u00e2\u20ac\u2122s envoy", "Die Ver\u00adkehrs\u00administerin kam.")
    (it,), warnings = reading("a.mbox", f"From a@b Sat Feb  3 04:05:06 2024\n{letter}".encode())
    assert (it.article.title, cut(it.article)[0].text) == ("China\u2019s envoy", "Die Verkehrsministerin kam.")
    assert ["mojibake was repaired" in it.reason for it in warnings] == [True]


def test_a_sheet_is_read_like_a_table(reading):
    book = openpyxl.Workbook()
    for row in (["Export of 2 May", None, None], ["Body", "Date", "By"], ["One.", "04/05/2023", "By A Pell and B Lund"],
                ["Two.", "18/05/2023", None]):  # fmt: skip
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    found, warnings = reading("a.xlsx", file.getvalue())
    assert days(found) == ["2023-05-04", "2023-05-18"]
    assert found[0].article.authors == ("A Pell", "B Lund")
    assert ["the header is in line 2" in it.reason for it in warnings] == [True]


def test_a_text_in_an_old_encoding_is_read_and_told(reading):
    (it,), (warning,) = reading("a.txt", "Im Café der Königin saß niemand, denn es war geschlossen.".encode("cp1252"))
    assert it.article.text.startswith("Im Café der Königin saß")
    assert (warning.skipped, "Windows-1252" in warning.reason) == (False, True)
