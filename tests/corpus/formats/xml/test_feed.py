"""RSS and Atom."""

import pytest
from nutgraf.corpus.errors import ExtraMissingError
from nutgraf.corpus.passages import cut
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import ReadWarning, SourcedArticle

RSS = """<?xml version="1.0" encoding="{encoding}"?>
<rss version="2.0"
 xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Daily</title><link>https://example.com</link>
<item><title>Café &amp; co</title><link>https://example.com/1</link><guid>g1</guid>
<pubDate>Tue, 18 Apr 2023 10:00:00 +0200</pubDate><category>World</category><dc:creator>Jane</dc:creator>
<description>Short.</description>
<content:encoded><![CDATA[<p>First
para.</p><p>Second <b>one</b>.<br>Line.</p><ul><li>a</li><li>b</li></ul><script>alert(1)</script><!-- no -->]]>
</content:encoded></item>
<item><title>Two</title><link>https://example.com/2</link><description>Text with a &lt; b
on two lines</description><pubDate>yesterday</pubDate></item>
<item><title>Empty</title></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>A</title><entry>
<title type="html">T &lt;b&gt;x&lt;/b&gt;</title>
<id>urn:1</id><link href="https://e.org/1"/><updated>2023-01-01T00:00:00Z</updated><author><name>Bob</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Hi</p><p>Yo</p></div></content></entry></feed>"""


@pytest.fixture
def reading(tmp_path):
    pytest.importorskip("feedparser")

    def run(content):
        (tmp_path / "a.xml").write_bytes(content)
        items = list(read([tmp_path], base=tmp_path))
        return [it for it in items if isinstance(it, SourcedArticle)], [
            it for it in items if isinstance(it, ReadWarning)
        ]

    return run


@pytest.mark.parametrize("encoding", ["utf-8", "iso-8859-1", "utf-16"])
def test_rss_entries_are_articles(reading, encoding):
    found, warnings = reading(RSS.replace("{encoding}", encoding).encode(encoding))
    one, two = (it.article for it in found)
    assert (one.id, one.title, one.source, one.categories, one.authors, one.url) == (
        *("g1", "Café & co", "The Daily", ("World",), ("Jane",), "https://example.com/1"),
    )
    assert one.published.isoformat() == "2023-04-18T10:00:00+02:00"
    assert [passage.text for passage in cut(one)] == ["First para.", "Second one.\nLine.", "a", "b"]
    assert (two.id, two.text, two.published) == ("https://example.com/2", "Text with a < b on two lines", None)
    assert [it.skipped for it in warnings] == [True, False]
    if encoding != "utf-16":
        assert [it.line for it in found] == [5, 11]
        assert [it.line for it in warnings] == [13, 11]


def test_a_category_of_atom_has_the_name_that_people_read_and_an_author_with_a_mail_their_own(reading):
    told = '<author><name>Vond, Ada</name><email>a@e.org</email></author><category term="p1" label="Ports"/>'
    (it,), _ = reading(ATOM.replace("<author><name>Bob</name></author>", told).encode())
    assert (it.article.authors, it.article.categories) == (("Ada Vond",), ("Ports",))


def test_atom_entries_are_articles(reading):
    (it,), warnings = reading(ATOM.encode())
    article = it.article
    assert (article.id, article.title, article.authors, article.url) == ("urn:1", "T x", ("Bob",), "https://e.org/1")
    assert [passage.text for passage in cut(article)] == ["Hi", "Yo"]
    assert article.published.year == article.updated.year == 2023
    assert not warnings


BOMB = b"<!DOCTYPE l [<!ENTITY a 'lol'>" + b"".join(
    b"<!ENTITY %c '%s'>" % (98 + n, b"&%c;" % (97 + n) * 100) for n in range(8)
) + b"]><rss version='2.0'><channel><item><description>&i;</description></item></channel></rss>"  # fmt: skip
OTHERS = {
    "not a feed": b"<a><b/></a>",
    "no XML": b"words",
    "empty": b"",
    "NUL": b"\0",
    "a file's name": b"/etc/hostname",
    "an address": b"http://localhost:1/",
    "a bomb": BOMB,
}


@pytest.mark.parametrize("content", OTHERS.values(), ids=OTHERS)
def test_a_file_that_is_not_a_feed_is_reported(reading, content):
    found, warnings = reading(content)
    assert sum(len(it.article.text) for it in found) < 1_000
    assert len(warnings) == 1


def test_entries_before_damage_are_kept(reading):
    whole = RSS.replace("{encoding}", "utf-8")
    found, warnings = reading(whole[: whole.index("<item><title>Empty")].encode())
    assert [it.article.title for it in found] == ["Café & co", "Two"]
    assert any(it.reason.startswith("broken XML") for it in warnings)


def test_without_the_library_the_warning_says_what_to_install(reading, without):
    without("feedparser")
    found, (warning,) = reading(ATOM.encode())
    assert not found
    assert ExtraMissingError("", "feeds").command in warning.reason
