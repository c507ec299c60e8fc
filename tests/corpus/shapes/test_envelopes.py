"""Articles in what APIs, databases and exports put around them: one test a shape."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.files.limits import ReadLimits
from nutgraf.corpus.passages import cut
from nutgraf.corpus.shapes.envelopes import records_in

A = {"title": "Quay", "text": "The quay is shut.", "url": "https://h.example/1"}
B = {"title": "Buoy", "text": "A buoy is lost.", "url": "https://h.example/2"}
HTML = "<p>The quay is shut.</p><p>It opens in May.</p>"


@pytest.mark.parametrize(
    "envelope",
    [
        {"status": "ok", "articles": [A, B]},
        {"response": {"total": 2, "results": [A, B]}},
        {"hits": {"total": {"value": 2}, "hits": [{"_id": "1", "_source": A}, {"_id": "2", "_source": B}]}},
        {"response": {"docs": [A, B]}},
        {"rows": [{"id": "1", "doc": A}, {"id": "2", "doc": B}]},
        {"data": {"posts": {"edges": [{"cursor": "x", "node": A}, {"node": B}]}}},
        {"data": [{"type": "node--article", "id": "1", "attributes": A}, {"id": "2", "attributes": B}]},
        {"content": [A, B], "pageable": {"page": 1}},
        {"data": {"world": [A], "local": [B]}},
        {"1": A, "2": B},
        {"rss": {"channel": {"title": "Post", "link": "https://h.example", "item": [A, B]}}},
        {"@context": "https://schema.org", "@graph": [A, B]},
        {"title": {"0": "Quay", "1": "Buoy"}, "text": {"0": A["text"], "1": B["text"]}},
        {"columns": ["title", "text"], "index": [0, 1], "data": [["Quay", A["text"]], ["Buoy", B["text"]]]},
    ],
    ids=lambda envelope: " ".join(list(envelope)[:2]),
)
@pytest.mark.parametrize("name", ["a.json", "a.jsonl"])
def test_the_articles_of_an_envelope_are_found(reading, envelope, name):
    found, warnings = reading(name, json.dumps(envelope))
    assert [(it.article.title, it.article.text) for it in found] == [("Quay", A["text"]), ("Buoy", B["text"])]
    assert not warnings


def test_an_envelope_that_is_too_large_for_a_record_is_read_one_article_at_a_time(reading):
    many = [{**A, "url": f"https://h.example/{number}"} for number in range(50)]
    envelope = {"status": "ok", "people": [{"name": "Ada"}], "response": {"page": 1, "results": many}}
    found, warnings = reading("a.json", json.dumps(envelope, indent=1), limits=ReadLimits(record_bytes=500))
    assert len(found) == 50
    assert not warnings


def test_an_article_is_not_mistaken_for_what_is_beside_it(reading):
    others = [{"title": "Old", "text": "An old story.", "url": "https://h.example/0"}]
    found, _ = reading("a.json", json.dumps({**A, "related": others, "comments": {"items": others}}))
    assert [it.article.title for it in found] == ["Quay"]
    found, warnings = reading("b.json", json.dumps({**A, "text": None, "related": others}))
    assert not found
    assert warnings[0].reason.startswith("text is null")


def test_the_bulk_file_of_a_search_engine_gives_its_ids(reading):
    lines = [{"index": {"_index": "x", "_id": "7"}}, {"title": "Quay", "text": "Shut."}, {"create": {"_id": "8"}}]
    found, warnings = reading("a.jsonl", "\n".join(map(json.dumps, [*lines, {"text": "Lost."}])))
    assert [(it.article.id, it.article.text) for it in found] == [("7", "Shut."), ("8", "Lost.")]
    assert not warnings


def one(reading, record):
    (it,), _ = reading("a.json", json.dumps(record))
    return it.article, [passage.text for passage in cut(it.article)]


def test_json_feed(reading):
    items = [
        {
            "id": "1",
            "title": "Quay",
            "content_html": HTML,
            "content_text": "The quay is shut. It opens in May.",
            "date_published": "2024-02-03T04:05:06+01:00",
            "authors": [{"name": "Ada Vond"}],
        }
    ]
    article, paragraphs = one(reading, {"version": "https://jsonfeed.org/version/1.1", "title": "Post", "items": items})
    assert paragraphs == ["The quay is shut.", "It opens in May."]
    assert (article.id, article.source, article.authors) == ("1", "Post", ("Ada Vond",))
    assert article.published.isoformat() == "2024-02-03T04:05:06+01:00"


def test_fields_in_an_object_of_their_own(reading):
    result = {
        "id": "x/1",
        "webTitle": "Quay",
        "webUrl": "https://h.example/1",
        "sectionName": "Ports",
        "webPublicationDate": "2024-02-03T04:05:06Z",
        "fields": {"byline": "Ada Vond and Kit Marr", "bodyText": "The quay is shut. It opens in May.", "body": HTML},
    }
    article, paragraphs = one(reading, {"response": {"results": [result]}})
    assert paragraphs == ["The quay is shut.", "It opens in May."]
    assert (article.title, article.authors, article.categories) == ("Quay", ("Ada Vond", "Kit Marr"), ("Ports",))


def test_wordpress_rest(reading):
    post = {
        "id": 7,
        "date": "2024-01-01T00:30:00",
        "date_gmt": "2023-12-31T22:30:00",
        "status": "publish",
        "type": "post",
        "link": "https://h.example/q",
        "title": {"rendered": "The port&#8217;s quay"},
        "content": {"rendered": HTML},
        "author": 3,
        "_embedded": {"author": [{"name": "Ada Vond"}], "wp:term": [[{"name": "Ports"}]]},
    }
    article, paragraphs = one(reading, [post])
    assert (article.id, article.title, article.url) == ("7", "The port’s quay", "https://h.example/q")
    assert (article.authors, article.categories) == (("Ada Vond",), ("Ports",))
    assert (len(paragraphs), article.published.isoformat()) == (2, "2024-01-01T00:30:00+02:00")


def test_ninjs(reading):
    item = {
        "uri": "urn:wire:1",
        "type": "text",
        "versioncreated": "2024-02-03T04:05:06Z",
        "byline": "Ada Vond",
        "people": [{"name": "A Minister"}],
        "headline": "Quay",
        "provider": "Wire",
        "body_xhtml": f"<div>{HTML}</div>",
        "subject": [{"name": "Ports"}],
    }
    article, paragraphs = one(reading, item)
    assert (article.id, article.url, article.source, article.title) == ("urn:wire:1", "", "Wire", "Quay")
    assert (article.authors, article.categories, len(paragraphs)) == (("Ada Vond",), ("Ports",), 2)
    assert article.published.year == 2024
    later = {
        "uri": "urn:wire:2",
        "versionCreated": "2024-02-03T04:05:06Z",
        "headlines": [{"role": "main", "value": "Quay"}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": HTML}],
        "people": [{"name": "A Minister"}],
    }
    article, paragraphs = one(reading, later)
    assert (article.title, article.authors, len(paragraphs)) == ("Quay", (), 2)
    article, _ = one(reading, later | {"bylines": [{"role": "reporter", "value": "Ada Vond"}]})
    assert article.authors == ("Ada Vond",)


def test_follow_the_money(reading):
    entity = {
        "id": "e1",
        "schema": "Article",
        "properties": {
            "title": ["Quay"],
            "bodyHtml": [HTML],
            "author": ["Ada Vond"],
            "publishedAt": ["2024-02-03"],
            "sourceUrl": ["https://h.example/1"],
            "publisher": ["Post"],
            "language": ["eng"],
        },
    }
    article, paragraphs = one(reading, entity)
    assert (article.id, article.title, article.source, article.language) == ("e1", "Quay", "Post", "en")
    assert (article.url, article.published.day, len(paragraphs)) == ("https://h.example/1", 3, 2)


def test_a_site_export_with_its_people_and_tags_and_without_its_drafts(reading):
    posts = [
        {"id": "p1", "title": "Quay", "html": HTML, "plaintext": "x", "status": "published", "type": "post"},
        {"id": "p2", "title": "Rumour", "html": "<p>Maybe.</p>", "status": "draft", "type": "post"},
    ]
    data = {
        "posts": posts,
        "users": [{"id": "u", "name": "Ada Vond"}, {"id": "v", "name": "Kit Marr"}],
        "posts_authors": [
            {"post_id": "p1", "author_id": "v", "sort_order": 1},
            {"post_id": "p1", "author_id": "u", "sort_order": 0},
        ],
        "tags": [{"id": "t", "name": "Ports"}],
        "posts_tags": [{"post_id": "p1", "tag_id": "t"}],
        "settings": [{"key": "title", "value": "Post"}],
    }
    (it,), (told,) = reading("a.json", json.dumps({"db": [{"meta": {}, "data": data}]}))
    assert (it.article.authors, it.article.categories, it.article.source) == (
        ("Ada Vond", "Kit Marr"),
        ("Ports",),
        "Post",
    )
    assert [passage.text for passage in cut(it.article)] == ["The quay is shut.", "It opens in May."]
    assert "1 draft; --drafts takes" in told.reason
    assert not told.skipped
    found, warnings = reading("a.json", json.dumps({"db": [{"data": data}]}), drafts=True)
    assert (len(found), warnings) == (2, [])


BODIES = {
    "a list of paragraphs": ["The quay is shut.", "It opens in May."],
    "typed blocks": [
        {"type": "kicker", "content": "Ports"},
        {"type": "title", "content": "Quay"},
        {"type": "sanitized_html", "subtype": "paragraph", "content": "The <a href='x'>quay</a> is shut."},
        {"type": "image", "caption": "A quay"},
        {"type": "sanitized_html", "subtype": "paragraph", "content": "It opens in May."},
    ],
    "sections": {
        "summary": [],
        "sections": [{"headline": [], "paragraphs": ["The quay is shut.", "It opens in May."]}],
    },
    "rich text": [
        {"_type": "block", "children": [{"_type": "span", "text": "The quay "}, {"_type": "span", "text": "is shut."}]},
        {"_type": "block", "children": [{"_type": "span", "text": "It opens in May."}]},
    ],
    "a document": {
        "type": "doc",
        "content": [
            {
                "type": "paragraph",
                "content": [{"type": "text", "text": "The quay "}, {"type": "text", "text": "is shut."}],
            },
            {"type": "paragraph", "content": [{"type": "text", "text": "It opens in May."}]},
        ],
    },
    "blocks": {
        "time": 1,
        "blocks": [
            {"type": "paragraph", "data": {"text": "The quay is shut."}},
            {"type": "paragraph", "data": {"text": "It opens in May."}},
        ],
    },
    "processed": {"value": "raw", "format": "html", "processed": HTML},
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_a_body_that_is_no_string(reading, body):
    _, paragraphs = one(reading, {"title": "Quay", "body": body})
    assert paragraphs == ["The quay is shut.", "It opens in May."]


def test_a_kicker_is_the_section(reading):
    article, _ = one(reading, {"title": "Quay", "contents": BODIES["typed blocks"]})
    assert article.categories == ("Ports",)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["articles", "data", "text", "title", "url", "_source", "posts", "users", "x"]), inner
        )
    ),
    max_leaves=25,
)


@given(st.dictionaries(st.sampled_from(["articles", "data", "text", "hits", "db", "columns"]), JSON))
def test_any_object_is_records(value):
    assert all(isinstance(fields, dict) for fields in records_in(value))
