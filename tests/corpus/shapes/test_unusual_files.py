"""Files that programs write in their own way: each is read for what it is, or told; nothing is lost in silence."""

import json

import pytest

ONE, TWO = "The quay of Luhe is shut for the winter.", "Its harbour master said on Monday that it is too old."
ROWS = [{"title": "Quay", "text": ONE, "date": "2023-04-18"}, {"title": "Pier", "text": TWO, "date": "2023-04-19"}]
LINES = [*map(json.dumps, ROWS)]

APPLE = {
    "identifier": "q1", "title": "Quay", "layout": {"columns": 7}, "componentTextStyles": {},
    "metadata": {"authors": ["Ada Vond"], "datePublished": "2023-04-18T10:00:00Z", "canonicalURL": "https://a.example/q"},
    "components": [
        {"role": "title", "text": "Quay"}, {"role": "byline", "text": "By Ada Vond"}, {"role": "intro", "text": ONE},
        {"role": "photo", "URL": "bundle://a.jpg", "caption": "The quay"},
        {"role": "container", "components": [{"role": "body", "text": f"<p>{TWO}</p>", "format": "html"}]},
    ],
}  # fmt: skip


def test_apple_news_format_is_one_article(reading):
    (it,), warnings = reading("article.json", json.dumps(APPLE))
    article = it.article
    assert (article.id, article.title, article.authors, article.url) == (
        "q1",
        "Quay",
        ("Ada Vond",),
        "https://a.example/q",
    )
    assert (article.text, article.day.isoformat()) == (f"{ONE}\n\n{TWO}", "2023-04-18")
    assert not warnings


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", ",\n".join(LINES) + ",\n"),
        ("a.jsonl", ",\n".join(LINES)),
        ("a.json", '{"status": "ok", "articles": [\n' + ",\n".join(LINES) + "\n]}"),
        ("a.json", "".join(f"\x1e{line}\n" for line in LINES)),
        ("a.jsonl", "".join(f"\x1e{line}\n" for line in LINES)),
        ("a.json", f'{{ // all\n "articles": [ /* a "quay" */ {", ".join(LINES)}, // end\n ],\n}}'),
    ],
    ids=[
        "lost brackets",
        "lines with commas",
        "a list with an object on each line",
        "text sequence",
        "text sequence as lines",
        "remarks",
    ],
)
def test_json_with_other_separators_and_remarks_is_read_whole(reading, name, content):
    found, warnings = reading(name, content)
    assert [it.article.text for it in found] == [ONE, TWO]
    assert not warnings


@pytest.mark.parametrize("remark", ["/*" * 100_000, "/" * 200_000, "{" + "/* " * 100_000])
def test_remarks_without_an_end_take_no_long_time(reading, remark):
    found, warnings = reading("a.json", f'{{"text": "a", "b": [{remark}')
    assert not found
    assert warnings


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
def test_bytes_that_nobody_decoded_are_text(reading, name):
    fields = {
        "title": "b'Quay'",
        "text": repr(f"{ONE} Café.".encode()),
        "date": "b'2023-04-18'",
        "author": "b'Ada Vond'",
    }
    line = ",".join(f'"{it}"' for it in fields.values())
    (it,), warnings = reading(name, json.dumps(fields) if name == "a.jsonl" else f"{','.join(fields)}\n{line}\n")
    article = it.article
    assert (article.title, article.text, article.authors) == ("Quay", f"{ONE} Café.", ("Ada Vond",))
    assert article.day.isoformat() == "2023-04-18"
    assert not warnings


@pytest.mark.parametrize(
    "record",
    [
        {"page_content": ONE, "metadata": {"title": "Quay", "date": "2023-04-18", "author": "Ada Vond"}},
        {"text": ONE, "extra_info": {"headline": "Quay", "published": "2023-04-18", "authors": ["Ada Vond"]}},
        {"text": ONE, "title": "Quay", "metadata": {"title": "x", "date": "2023-04-18", "author": "Ada Vond"}},
    ],
)
def test_fields_that_are_kept_apart_are_read(reading, record):
    (it,), _ = reading("a.jsonl", json.dumps(record))
    article = it.article
    assert (article.text, article.title, article.authors) == (ONE, "Quay", ("Ada Vond",))
    assert article.day.isoformat() == "2023-04-18"


def test_a_page_in_a_field_is_told(reading):
    _, (warning,) = reading(
        "a.jsonl", json.dumps({"url": "https://a.example", "html": f"<html><body><p>{ONE}</p></body></html>"})
    )
    assert "html holds whole pages" in warning.reason


def test_sanity_authors_are_no_articles(reading):
    block = [{"_type": "block", "children": [{"_type": "span", "text": ONE}]}]
    lines = [
        {"_id": "1", "_type": "post", "title": "Quay", "body": block},
        {"_id": "2", "_type": "author", "bio": block},
    ]
    (it,), (warning,) = reading("a.ndjson", "\n".join(map(json.dumps, lines)))
    assert it.article.title == "Quay"
    assert "1 entity" in warning.reason


def test_hidden_tags_and_copied_times_of_databases(reading):
    time = {"__datatype__": "timestamp", "value": {"_seconds": 1681812000, "_nanoseconds": 0}}
    tags = [{"name": "Harbour"}, {"name": "#hidden", "visibility": "internal"}, {"tag": "Winter"}]
    (it,), warnings = reading("a.jsonl", json.dumps({"title": "Quay", "text": ONE, "date": time, "tags": tags}))
    assert (it.article.categories, it.article.day.isoformat()) == (("Harbour", "Winter"), "2023-04-18")
    assert not warnings


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (f"TY  - NEWS\nTI  - Quay\nAB  - {ONE}\nER  - \n", "RIS"),
        (f"@article{{q1,\n  title = {{Quay}},\n abstract={{{ONE}}}}}", "BibTeX"),
    ],
)
def test_references_under_another_ending_are_told(reading, content, name):
    found, (warning,) = reading("a.txt", content)
    assert not found
    assert f"references in {name}: convert them first: pandoc" in warning.reason


@pytest.mark.parametrize(
    "content",
    [
        f"---\ntitle: Quay\ndate: 2023-04-18\nauthor: Ada Vond\n---\n{ONE}\n\n{TWO}\n",
        f"Title: Quay\n\n----\n\nDate: 2023-04-18\n\n----\n\nAuthor: Ada Vond\n\n----\n\nText:\n\n{ONE}\n\n{TWO}\n",
    ],
    ids=["front matter", "Kirby"],
)
def test_fields_at_the_head_of_a_text_are_read(reading, content):
    (it,), warnings = reading("a.txt", content)
    article = it.article
    assert (article.title, article.day.isoformat(), article.authors) == ("Quay", "2023-04-18", ("Ada Vond",))
    assert article.text == f"{ONE}\n\n{TWO}"
    assert not warnings


@pytest.mark.parametrize(
    "content", [f"---\n{ONE}\n---\n{TWO}", f"{ONE}\n----\n{TWO}\n----\nEnd.", "---\na: 1\n---\nb", "---\n"]
)
def test_lines_between_parts_of_a_text_are_no_front_matter(reading, content):
    (it,), _ = reading("a.txt", content)
    assert it.article.text.split()[0] in content
    assert not it.article.title


def test_values_in_objects_of_their_own_are_no_columns(reading):
    records = [
        {"headline": {"default": "Quay"}, "body": {"default": ONE}, "publishedAt": {"iso": "2023-04-18T10:00:00Z"}}
    ]
    (it,), _ = reading("a.json", json.dumps({"articles": {"total": 1, "data": records}}))
    assert (it.article.title, it.article.text, it.article.day.isoformat()) == ("Quay", ONE, "2023-04-18")


def test_a_document_of_keystone_is_one_text(reading):
    document = [{"type": "paragraph", "children": [{"text": it}]} for it in (ONE, TWO)]
    posts = [{"id": "7", "title": "Quay", "content": {"document": document}, "publishDate": "2023-04-18"}]
    (it,), _ = reading("a.json", json.dumps({"data": {"posts": posts}}))
    assert (it.article.id, it.article.text) == ("7", f"{ONE}\n\n{TWO}")


@pytest.mark.parametrize(
    ("element", "text"),
    [
        ("<yandex:full-text>{}</yandex:full-text>", ONE),
        ("<turbo:content><![CDATA[<p>{}</p>]]></turbo:content>", ONE),
        ("<media:description>{}</media:description><dcterms:created>2023-04-18T10:00:00Z</dcterms:created>", ONE),
    ],
)
def test_the_text_of_a_feed_stands_in_other_elements_too(reading, element, text):
    pytest.importorskip("feedparser")
    names = {
        "yandex": "http://news.yandex.ru",
        "turbo": "http://turbo.yandex.ru",
        "dcterms": "http://purl.org/dc/terms/",
    }
    spaces = "".join(
        f' xmlns:{name}="{it}"' for name, it in {**names, "media": "http://search.yahoo.com/mrss/"}.items()
    )
    day = "" if "created" in element else "<pubDate>Tue, 18 Apr 2023 10:00:00 +0300</pubDate>"
    item = f"<item><title>Quay</title><link>https://a.example/1</link>{day}{element.format(ONE)}</item>"
    (it,), _ = reading("a.xml", f'<rss version="2.0"{spaces}><channel><title>Post</title>{item}</channel></rss>')
    assert (it.article.text, it.article.day.isoformat()) == (text, "2023-04-18")


def test_broken_front_matter_without_its_first_line_costs_only_what_is_broken(reading):
    (it,), (warning,) = reading("a.md", "title: Quay\nauthor: *a\n---\nThe quay of Luhe is shut.\n")
    assert (it.article.title, it.article.text) == ("Quay", "The quay of Luhe is shut.")
    assert "YAML aliases" in warning.reason
