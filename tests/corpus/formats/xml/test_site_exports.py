"""WordPress and Blogger export their sites as feeds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.passages import cut
from nutgraf.corpus.text.shortcodes import without_shortcodes

ITEM = """<item><title>{title}</title><link>https://h.example/{title}</link><guid>{title}</guid>
<dc:creator><![CDATA[avond]]></dc:creator><content:encoded><![CDATA[{text}]]></content:encoded>
<wp:post_date>2024-01-01 00:30:00</wp:post_date><wp:post_date_gmt>2023-12-31 22:30:00</wp:post_date_gmt>
<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>
<category domain="category" nicename="p"><![CDATA[Ports]]></category>
<category domain="post_format" nicename="v"><![CDATA[Video]]></category></item>"""
TEXT = """One <em>quay</em>
is shut.

[caption id="a" width="3"]<img src="x.jpg" alt="" /> The empty quay[/caption]

[gallery ids="1,2"]

He said [sic] so.

[quote_box tone="loud"]Two.[/quote_box]"""


def export(*items):
    head = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>Post</title>
<wp:wxr_version>1.2</wp:wxr_version><wp:author><wp:author_login><![CDATA[avond]]></wp:author_login>
<wp:author_display_name><![CDATA[Ada Vond]]></wp:author_display_name></wp:author>"""
    return f"{head}{''.join(items)}</channel></rss>"


def item(title, status="publish", kind="post", text=TEXT):
    return ITEM.format(title=title, status=status, kind=kind, text=text)


@pytest.fixture(autouse=True)
def _feeds():
    pytest.importorskip("feedparser")


def test_a_wordpress_export_is_what_was_published(reading):
    items = [
        item("a"),
        item("b", "draft"),
        item("c", "inherit", "attachment"),
        item("d", kind="nav_menu_item", text=""),
    ]
    (it,), (told,) = reading("a.xml", export(*items, item("e", "trash"), item("f", "private")))
    article = it.article
    assert [passage.text for passage in cut(article)] == [
        *("One quay is shut.", "The empty quay", "He said [sic] so.", "Two."),
    ]
    assert (article.authors, article.categories, article.source) == (("Ada Vond",), ("Ports",), "Post")
    assert article.published.isoformat() == "2024-01-01T00:30:00+02:00"
    assert told.reason.startswith(
        "left out what was not published: 1 attachment, 1 deleted post, 1 draft, 1 menu item, 1 "
    )
    assert not told.skipped


def test_drafts_are_taken_when_asked_and_attachments_never(reading):
    content = export(item("a"), item("b", "draft"), item("c", "inherit", "attachment"))
    found, (told,) = reading("a.xml", content, drafts=True)
    assert [it.article.title for it in found] == ["a", "b"]
    assert told.reason == "left out what was not published: 1 attachment"


def test_a_blogger_export_is_its_posts(reading):
    entry = """<entry><id>{n}</id><category scheme="http://schemas.google.com/g/2005#kind"
 term="http://schemas.google.com/blogger/2008/kind#{kind}"/>
<category scheme="http://www.blogger.com/atom/ns#" term="Ports"/>
 <published>2024-02-03T04:05:06+01:00</published><title>{n}</title><content type="html">{n}</content>{more}</entry>"""
    draft = '<app:control xmlns:app="http://purl.org/atom/app#"><app:draft>yes</app:draft></app:control>'
    kinds = [
        ("1", "post", ""),
        ("2", "post", draft),
        ("3", "comment", ""),
        ("4", "settings", ""),
        ("5", "template", ""),
    ]
    entries = "".join(entry.format(n=n, kind=kind, more=more) for n, kind, more in kinds)
    (it,), (told,) = reading("a.xml", f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Post</title>{entries}</feed>')
    assert (it.article.title, it.article.categories) == ("1", ("Ports",))
    assert "1 comment, 1 draft, 1 setting, 1 template" in told.reason


def test_an_entry_names_its_own_source_and_all_its_authors(reading):
    item = """<item><title>a</title><guid>1</guid><description>W.</description>
<source url="https://h.example">Gazette</source><category>Ports</category><category>River</category>
<dc:creator>Ada Vond</dc:creator><dc:creator>Kit Marr</dc:creator></item>
<item><title>b</title><guid>2</guid><description>W.</description><author>desk@h.example (Ada Vond)</author></item>"""
    (one, two), _ = reading("a.xml", export(item))
    assert (one.article.source, one.article.authors) == ("Gazette", ("Ada Vond", "Kit Marr"))
    assert one.article.categories == ("Ports", "River")
    assert (two.article.source, two.article.authors) == ("Post", ("Ada Vond",))


@given(
    st.lists(st.sampled_from(["[", "]", "/", "caption", "a_b", 'x="y"', " ", "[/caption]", "[caption]", "text", "<p>"]))
)
def test_any_brackets_are_text(pieces):
    assert isinstance(without_shortcodes("".join(pieces)), str)
