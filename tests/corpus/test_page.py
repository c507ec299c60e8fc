"""Web pages: trafilatura extracts the article, and we turn it into a record."""

import pytest
from nutgraf.corpus.passages import cut
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import SourcedArticle

PAGE = """<html><head><title>Storm hits coast | The Daily</title>
<meta charset="{charset}"><meta property="og:site_name" content="The Daily"><meta name="author" content="Zoë Doe">
<meta property="article:published_time" content="2023-04-18T10:00:00Z">
<meta property="article:section" content="Weather">
<link rel="canonical" href="https://example.com/storm"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Storm hits coast</h1>
<p>A storm hit the coast near Malmö on Tuesday, and <b>many</b> people were told to leave their homes before noon.</p>
<h2>What comes next</h2><p>Officials said the storm would move inland, with strong winds and heavy rain in places.</p>
<ul><li>Stay indoors and keep away from the windows</li><li>Keep a radio near you at all times today</li></ul>
<blockquote><p>“We have never seen this,” said the mayor.</p></blockquote></article>
<div class="comments"><p>Nice comment by somebody who read it.</p></div><script>var x = 1</script></body></html>"""


@pytest.fixture
def reading(tmp_path):
    def run(content, name="a.html"):
        (tmp_path / name).write_bytes(content)
        return list(read([tmp_path], base=tmp_path))

    return run


def needs_trafilatura():
    pytest.importorskip("trafilatura", exc_type=ImportError)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1252", "utf-16"])
def test_a_page_is_its_article_with_its_metadata(reading, charset):
    needs_trafilatura()
    (it,) = reading(PAGE.replace("{charset}", charset).encode(charset))
    article = it.article
    assert (article.title, article.source, article.categories) == ("Storm hits coast", "The Daily", ("Weather",))
    assert (article.authors, article.url, article.id) == (("Zoë Doe",), *["https://example.com/storm"] * 2)
    assert article.published.isoformat() == "2023-04-18T10:00:00+00:00"
    found = [passage.text for passage in cut(article)]
    assert found[0].startswith("A storm hit the coast near Malmö")
    assert found[1] == "What comes next"
    assert len(found) == 6
    assert not any("comment" in text or "Home" in text or "var x" in text for text in found)


HOSTILE = {
    "empty": b"",
    "nothing in it": b"<html><body></body></html>",
    "NUL": b"\0" * 1_000,
    "deep": b"<div>" * 10_000 + b"<p>words",
    "unclosed": b"<p><b><i><!-- " * 1_000,
    "noise": bytes(range(256)) * 100,
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE)
def test_a_page_without_an_article_is_a_bad_record(reading, content, capfd):
    needs_trafilatura()
    (warning,) = reading(content)
    assert warning.skipped
    assert capfd.readouterr() == ("", "")


def test_without_the_library_the_warning_says_what_to_install_and_other_files_are_read(reading, tmp_path, without):
    without("trafilatura")
    (tmp_path / "b.txt").write_text("Words.")
    it, warning = reading(b"<p>words</p>")
    assert warning.reason == "passed over: 1 .html (pip install 'nutgraf[html]')"
    assert warning.skipped
    assert isinstance(it, SourcedArticle)
