"""Web pages: trafilatura extracts the article, and we turn it into a record."""

import json
import subprocess
import sys

import pytest
from nutgraf.corpus.errors import ExtraMissingError
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


SENTENCE = (
    "The ferry crew number {} said on Tuesday that the boats will stay in the harbour until the company has answered."
)
STORY = (
    "<html><head><title>The long strike</title>{head}</head><body><article><h1>The long strike</h1>{body}</article>"
    "</body></html>"
)


def story(*numbers):
    return "".join(f"<p>{SENTENCE.format(number)}</p>" for number in numbers)


def paragraphs_of(items):
    (it,) = items
    return [passage.text for passage in cut(it.article)]


@pytest.mark.parametrize(
    "between",
    [
        "<div class='ad row-mid'><div>Advertisement</div></div>",
        (
            "<aside class='newsletter'><p>Subscribe to our newsletter, which "
            "comes every morning to your devices.</p></aside>"
        ),
        "<div class='related'><ul><li><a href='/x'>Another story with a title that is only a link</a></li></ul></div>",
    ],
    ids=["advertisement", "newsletter", "related"],
)
def test_a_story_in_several_containers_is_taken_whole(reading, between):
    needs_trafilatura()
    parts = [f"<div class='body'><div class='inner'>{story(*range(n, n + 4))}</div></div>" for n in (0, 4, 8)]
    found = paragraphs_of(reading(STORY.format(head="", body=between.join(parts)).encode()))
    assert found == [SENTENCE.format(number) for number in range(12)]


STATED = {
    "meta": '<meta property="article:published_time" content="{}">',
    "JSON-LD": (
        '<script type="application/ld+json">{{"@graph": [{{"@type": "WebSite"}}, {{"@type": "NewsArticle", '
        '"datePublished": "{}", "author": [{{"name": "Ada Pell"}}, {{"name": "Bo Lund"}}], '
        '"articleSection": "Harbour"}}]}}</script>'
    ),
    "time": '<time itemprop="datePublished" datetime="{}">Saturday</time>',
    "time with pubdate": '<time datetime="{}" pubdate>Saturday</time>',
    "itemprop": "<META content='{}' itemprop='datePublished'/>",
    "parsely": '<meta name="parsely-pub-date" content="{}">',
    "Drupal": '<meta name="dcterms.issued" content="{}">',
    "after midnight": (
        '<meta property="article:published_time" content="2024-02-03T00:00:00-05:00">'
        '<meta property="og:published_time" content="{}">'
    ),
}


@pytest.mark.parametrize("form", STATED.values(), ids=STATED)
def test_a_page_tells_the_minute_and_the_zone(reading, form):
    needs_trafilatura()
    head = '<meta name="date" content="2024-02-03">' + form.format("2024-02-03T23:30:00-05:00")
    (it,) = reading(STORY.format(head=head, body=story(1, 2, 3)).encode())
    assert it.article.published.isoformat() == "2024-02-03T23:30:00-05:00"
    if "Ada" in form:
        assert it.article.authors == ("Ada Pell", "Bo Lund")
        assert it.article.categories == ("Harbour",)


def test_authors_are_people_before_the_outlet(reading):
    needs_trafilatura()
    head = (
        '<meta property="og:site_name" content="Estmark Post"><meta name="author" content="Ada Pell"><script '
        'type="application/ld+json">{"@type": "NewsArticle", "author": {"name": "Estmark Post"}}</script>'
    )
    (it,) = reading(STORY.format(head=head, body=story(1, 2, 3)).encode())
    assert it.article.authors == ("Ada Pell",)


def test_a_broken_description_is_passed_over(reading):
    needs_trafilatura()
    broken = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": </script>'
    head = broken + STATED["meta"].format("soon")
    it, warning = reading(STORY.format(head=head, body=story(1, 2, 3)).encode())
    assert it.article.title == "The long strike"
    assert "'soon' is not a date" in warning.reason


@pytest.mark.parametrize(
    "script", ['{{"@type": "NewsArticle", "articleBody": {}}}', "push([1, {}])"], ids=["JSON-LD", "state"]
)
def test_a_page_that_its_scripts_fill_gives_what_they_hold(reading, script):
    needs_trafilatura()
    body = story(*range(6)) if "push" in script else "\n\n".join(SENTENCE.format(number) for number in range(6))
    kind = "text/javascript" if "push" in script else "application/ld+json"
    written = json.dumps(body).replace("<", "\\u003c").replace(">", "\\u003e")
    page = f"<html><body><h1>Strike</h1><script type='{kind}'>{script.format(written)}</script></body></html>"
    assert paragraphs_of(reading(page.encode())) == [SENTENCE.format(number) for number in range(6)]


@pytest.mark.parametrize(
    ("ruby", "shown"),
    [
        ("<ruby>灯台<rt>とうだい</rt></ruby>", "灯台"),
        ("<ruby>灯台<rp>（</rp><rt>とうだい</rt><rp>）</rp></ruby>", "灯台（とうだい）"),
    ],
)
def test_readings_beside_characters_do_not_cut_a_sentence(reading, ruby, shown):
    needs_trafilatura()
    body = "".join(
        f"<p>{number}月曜日に{ruby}の番人は岩の上で九頭のあざらしを数えたと役所に伝えた。</p>" for number in range(5)
    )
    found = paragraphs_of(reading(STORY.format(head="<meta charset=utf-8>", body=body).encode()))
    assert found == [
        f"{number}月曜日に{shown}の番人は岩の上で九頭のあざらしを数えたと役所に伝えた。" for number in range(5)
    ]


@pytest.mark.parametrize("name", ["a.php", "a.xhtml", "a.shtml", "a.htm", "a", "story,17.html?page=2", "a.xml"])
def test_pages_have_many_endings_or_none(reading, name):
    needs_trafilatura()
    assert len(paragraphs_of(reading(STORY.format(head="", body=story(1, 2, 3)).encode(), name))) == 3


def test_a_program_is_no_page(reading):
    (warning,) = reading(b"<?php echo '<html>'; ?>", "a.php")
    assert warning.reason == "passed over: 1 .php"
    assert warning.skipped  # nothing else was read


def test_without_the_library_the_warning_says_what_to_install_and_other_files_are_read(reading, tmp_path, without):
    without("trafilatura")
    (tmp_path / "b.txt").write_text("Words.")
    it, warning = reading(b"<p>words</p>")
    assert warning.reason == f"passed over: 1 .html ({ExtraMissingError('', 'html').command})"
    assert warning.skipped
    assert isinstance(it, SourcedArticle)


@pytest.mark.parametrize(
    "shown",
    [
        '<span class="article__author">Von Ada Pell</span>',
        '<a href="/autoren/ada-pell">Ada Pell</a>',
        '<ul><li class="authors__list-item">Ada Pell</li></ul>',
        '<p itemprop="author">Ada Pell</p>',
    ],
)
def test_the_byline_that_a_page_shows_is_read_where_it_states_only_the_outlet(reading, shown):
    needs_trafilatura()
    head = '<meta property="og:url" content="https://www.post.example/a"><meta name="author" content="Post">'
    other = '<aside><a href="/autoren/bo-lund">Bo Lund</a></aside>'
    (it,) = reading(STORY.format(head=head, body=f"{other}{shown}{story(1, 2, 3)}").encode())
    assert it.article.authors == ("Ada Pell",)


_LEAD = "The harbour of Luhe is shut for the winter, and nobody knows for how long it will be."
_STORY = "".join(
    f"<p>The harbour master said on day {n} that the quay is too old to be mended before spring, and that the ferry of "
    "the islands has to land at the fish market until then.</p>"
    for n in range(6)
)


def test_a_lead_beside_the_container_of_the_story_is_kept_and_menus_are_not(reading):
    needs_trafilatura()
    menu = "<ul>" + "".join(f"<li><a href='/{n}'>Section {n}</a></li>" for n in range(20)) + "</ul>"
    page = (
        f"<html><body><div class='a'>{menu}<div>Follow us</div></div><article><div class='lead'><p>{_LEAD}</p></div>"
        f"<div class='b'>{menu}</div><div class='text'>{_STORY}</div></article></body></html>"
    )
    (it,) = reading(page.encode())
    found = [passage.text for passage in cut(it.article)]
    assert found[0] == _LEAD
    assert len(found) == 7
    assert not any("Section" in text or "Follow us" in text for text in found)


def test_the_guess_of_languages_is_not_imported_for_pages():
    needs_trafilatura()
    program = "import sys; from nutgraf.corpus.formats.pages.page import article_of; article_of(b'<html><p>One'); "
    program += "assert 'trafilatura' in sys.modules; assert not {'py3langid', 'numpy'} & {*sys.modules}"
    subprocess.run([sys.executable, "-c", program], check=True)
