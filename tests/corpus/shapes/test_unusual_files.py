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
        ("a.json", "".join(f"\x1e{line}\n" for line in LINES)),
        ("a.jsonl", "".join(f"\x1e{line}\n" for line in LINES)),
        ("a.json", f'{{ // all\n "articles": [ /* a "quay" */ {", ".join(LINES)}, // end\n ],\n}}'),
    ],
    ids=["lost brackets", "lines with commas", "text sequence", "text sequence as lines", "remarks"],
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
