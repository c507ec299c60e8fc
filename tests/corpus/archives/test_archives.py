"""Archives: their members are read like files, within limits, and nothing leads out of them."""

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from dataclasses import replace

import pytest
import zstandard
from material.documents import PAGE, SENTENCES, http, mail, tarred, warc, zipped
from nutgraf.corpus.files.limits import DEFAULT_LIMITS
from nutgraf.corpus.passages import cut

MEMBERS = {
    "a/page": PAGE,
    "b.txt": SENTENCES[0],
    "c.jsonl.gz": gzip.compress(b'{"id": "x", "text": "words"}'),
    ".hidden.txt": "hidden",
    "__MACOSX/b.txt": "hidden",
    "picture.jpg": b"\xff\xd8",
}
COMPRESSED = {
    ".bz2": bz2.compress,
    ".xz": lzma.compress,
    ".zst": zstandard.ZstdCompressor().compress,
    ".gz": gzip.compress,
}


def origins(found):
    return [it.origin for it in found]


@pytest.mark.parametrize("make", [zipped, tarred])
@pytest.mark.parametrize("ending", ["", ".gz", ".bz2", ".xz", ".zst"])
def test_members_are_read_like_the_files_of_a_folder(reading, make, ending):
    name = f"news.{'zip' if make is zipped else 'tar'}{ending}"
    found, warnings = reading(name, COMPRESSED[ending](make(MEMBERS)) if ending else make(MEMBERS))
    places = [f"{name}/{member}" for member in ("a/page", "b.txt", "c.jsonl.gz")]
    assert sorted(origins(found)) == places
    assert {it.article.id for it in found} == {places[0], places[1], "x"}
    assert [it.reason for it in warnings] == ["passed over: 1 .jpg"]


def test_short_endings_stand_for_two(reading):
    found, _ = reading("news.tgz", gzip.compress(tarred({"a.txt": "words"})))
    assert origins(found) == ["news.tgz/a.txt"]


@pytest.mark.parametrize("ending", COMPRESSED)
def test_a_compressed_file_is_read_as_the_file_in_it(reading, ending):
    compress = COMPRESSED[ending]
    content = compress(b'{"id": "a", "text": "one"}\n') + compress(b'{"id": "b", "text": "two"}\n')
    found, warnings = reading(f"a.jsonl{ending}", content)
    assert [(it.article.id, it.origin) for it in found] == [("a", f"a.jsonl{ending}"), ("b", f"a.jsonl{ending}")]
    assert not warnings


@pytest.mark.parametrize("ending", COMPRESSED)
def test_damage_is_told_and_what_is_before_it_is_read(reading, ending):
    lines = b"".join(b'{"id": "%d", "text": "%s"}\n' % (n, str(n * 7919).encode() * 400) for n in range(900))
    found, warnings = reading(f"a.jsonl{ending}", COMPRESSED[ending](lines)[:-9])
    assert len(found) > 1
    assert warnings
    assert warnings[0].skipped


@pytest.mark.parametrize("ending", COMPRESSED)
def test_a_bomb_is_refused(reading, ending):
    limits = replace(DEFAULT_LIMITS, feed_bytes=1 << 20, expansion=10)
    _, warnings = reading(f"a.txt{ending}", COMPRESSED[ending](b" " * (4 << 20)), limits=limits)
    assert "times its size" in warnings[0].reason


@pytest.mark.parametrize("make", [zipped, tarred])
def test_a_bomb_of_many_members_is_refused(reading, make):
    limits = replace(DEFAULT_LIMITS, feed_bytes=1 << 20, expansion=10)
    members = {f"{number}.txt": b" " * (1 << 18) for number in range(20)}
    content = make(members) if make is zipped else gzip.compress(make(members))
    _, warnings = reading("a.zip" if make is zipped else "a.tar.gz", content, limits=limits)
    assert any("times its size" in it.reason for it in warnings)


@pytest.mark.parametrize("make", [zipped, tarred])
@pytest.mark.parametrize("name", ["../out.txt", "/etc/out.txt", "a/../../out.txt"])
def test_a_path_that_leads_out_is_refused(reading, make, name):
    found, warnings = reading("a.zip" if make is zipped else "a.tar", make({name: "words", "in.txt": "words"}))
    assert [it.article.text for it in found] == ["words"]
    assert "leads out of the archive" in warnings[0].reason
    assert warnings[0].skipped


def test_links_in_archives_are_not_followed(reading, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    found, warnings = reading("a.tar", tarred({"a.txt": "words"}, {"b.txt": str(tmp_path / "secret.txt")}))
    assert [it.article.text for it in found] == ["words"]
    assert "a link inside an archive is not followed" in warnings[0].reason
    link = zipfile.ZipInfo("b.txt")
    link.external_attr = 0o120777 << 16
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(link, str(tmp_path / "secret.txt"))
    found, warnings = reading("a.zip", file.getvalue())
    assert not found
    assert "a link inside an archive is not followed" in warnings[0].reason


def test_archives_inside_one_another_are_read_to_a_depth(reading):
    content = zipped({"a.txt": "words"})
    for _ in range(3):
        content = zipped({"a.zip": content})
    assert len(reading("a.zip", content)[0]) == 1
    for _ in range(3):
        content = zipped({"a.zip": content})
    found, warnings = reading("a.zip", content)
    assert not found
    assert "archives inside one another" in warnings[0].reason


@pytest.mark.parametrize("name", ["a.zip", "a.tar", "a.tar.xz", "a.warc", "a.mbox", "a.txt.bz2", "a.txt.zst"])
@pytest.mark.parametrize(
    "content", [b"", b"no archive", b"PK\x03\x04", b"\0" * 2_000], ids=["empty", "text", "zip", "0"]
)
def test_what_is_no_archive_is_told(reading, name, content):
    found, warnings = reading(name, content)
    assert found or warnings
    assert all("parser failed" not in it.reason for it in warnings)


def test_a_header_that_is_too_long_is_refused(reading):
    info = tarfile.TarInfo("a.txt")
    info.pax_headers = {"comment": "x" * (2 << 20)}
    _, warnings = reading("a.tar", info.tobuf(tarfile.PAX_FORMAT) + b"\0" * 1024)
    assert "a header that is too long" in warnings[0].reason


def test_a_web_archive_gives_the_pages_that_were_found(reading):
    page = PAGE.encode()
    chunked = b"%x\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (10, page[:10], len(page) - 10, page[10:])
    content = warc(
        ("warcinfo", "", b"software: x"),
        ("response", "https://e.example/1", http(page)),
        ("response", "https://e.example/2", http(gzip.compress(page), "Content-Encoding: gzip")),
        ("response", "https://e.example/3", http(chunked, "Transfer-Encoding: chunked")),
        ("response", "https://e.example/4", http(page, status=404)),
        ("response", "https://e.example/5", http(b"Q", "Content-Type: image/png").replace(b"text/html", b"image/png")),
        ("resource", "https://e.example/6", page),
        ("conversion", "https://e.example/7", SENTENCES[0].encode()),
    )
    for name, data in (("a.warc", content), ("a.warc.gz", gzip.compress(content))):
        found, warnings = reading(name, data)
        assert [it.article.url for it in found] == [f"https://e.example/{number}" for number in (1, 2, 3, 6, 7)]
        assert found[0].article.title == "Nine seals"
        assert len(cut(found[2].article)) == 2
        assert not warnings


def test_a_crawl_in_wacz_gives_its_pages_once(reading):
    crawl = gzip.compress(warc(("response", "https://e.example/1", http(PAGE.encode()))))
    pages = (
        '{"format": "json-pages-1.0"}\n{"url": "https://e.example/1", "title": "Nine seals", "text": "Menu. Nine."}\n'
    )
    members = {"archive/data.warc.gz": crawl, "pages/pages.jsonl": pages, "datapackage.json": "{}"}
    (it,), warnings = reading("a.wacz", zipped(members))
    assert (it.article.url, it.article.title) == ("https://e.example/1", "Nine seals")
    assert not warnings


def test_a_damaged_web_archive_keeps_the_pages_before(reading):
    content = warc(*(("response", f"https://e.example/{number}", http(PAGE.encode())) for number in range(3)))
    found, warnings = reading("a.warc", content[:-300])
    assert len(found) == 2
    assert warnings[0].skipped


def test_a_mailbox_gives_its_messages(reading):
    box = "".join(f"From a@b Sat Feb  3 04:05:06 2024\n{mail(f'No {n}', SENTENCES[n], number=n)}\n" for n in range(2))
    box += f"From a@b Sat Feb  3 04:05:06 2024\n{mail('Quoted', '>From here on.', number=3)}"
    for name in ("a.mbox", "inbox"):
        found, warnings = reading(name, box)
        assert [it.article.title for it in found] == ["No 0", "No 1", "Quoted"]
        assert [it.article.text.strip() for it in found] == [*SENTENCES, "From here on."]
        assert [it.line for it in found] == [2, 12, 22]
        assert not warnings


def test_a_wiki_dump_gives_its_articles_without_markup(reading):
    page = (
        "<page><title>{title}</title><ns>{ns}</ns><id>{id}</id><revision><timestamp>2024-02-03T04:05:06Z</timestamp>"
        "<text>{{{{date|February 2, 2024}}}} '''Nine''' [[seal|seals]]\nwere "
        "seen.&lt;ref name=a /&gt;&lt;ref&gt;Ada Vond, ''Ships''&lt;/ref&gt;\n\n"
        "== Lamp ==\n* A [https://e.example lamp]\n"
        "[[Category:Harbour]]\n== Sources ==\n* x</text></revision></page>\n"
    )
    dump = (
        '<mediawiki xml:lang="en"><siteinfo><sitename>Estwiki</sitename></siteinfo>\n'
        + page.format(title="Seals", ns=0, id=4)
        + page.format(title="Talk:Seals", ns=1, id=5)
        + "</mediawiki>"
    )
    for name, data in (("a.xml", dump.encode()), ("a.xml.bz2", bz2.compress(dump.encode()))):
        (it,), warnings = reading(name, data)
        article = it.article
        assert [p.text for p in cut(article)] == ["Nine seals were seen.", "Lamp", "A lamp"]
        assert (article.id, article.title, article.source) == ("Estwiki:4", "Seals", "Estwiki")
        assert (article.categories, article.language, str(article.day)) == (("Harbour",), "en", "2024-02-02")
        assert not warnings
