"""Articles whose text stands under names that nobody knows: it is known by what it is."""

import json

import pytest

P = "The harbour board of Estmark voted on Tuesday to close the old slip for eleven weeks."
Q = "Passengers will be taken to the north quay by bus, and their tickets remain valid until May."
DAY = "2024-02-03"
KNOWN = {"title": "Quay", "author": "Ada Vond", "date": DAY}


@pytest.mark.parametrize(
    "body",
    [
        f"{P}\n\n{Q}",
        f"<p>{P}</p><p>{Q}</p>",
        [{"typeHandle": "part", "words": P}, {"typeHandle": "picture", "alt": P * 2}, {"words": Q}],
        [{"blockType": "rich", "holds": {"root": {"type": "root", "children": [
            {"type": "paragraph", "children": [{"type": "text", "text": text}]} for text in (P, Q)]}}}],
        {"sheet": {"first": P, "second": {"words": Q}}},
    ],
    ids=["string", "HTML", "blocks", "a rich text in blocks", "objects"],
)  # fmt: skip
@pytest.mark.parametrize(
    "envelope", [lambda it: it, lambda it: {"docs": [it], "page": 1}, lambda it: {"data": {"x": [it]}}]
)
def test_the_longest_prose_is_the_text_and_is_told(reading, body, envelope):
    (item,), (warning,) = reading(
        "a.json", json.dumps(envelope({**KNOWN, "detail_9": body, "motto": "Fast and safe."}))
    )
    article = item.article
    assert (article.title, article.authors, str(article.day)) == ("Quay", ("Ada Vond",), DAY)
    assert article.text == f"{P}\n\n{Q}"
    assert "there is no text but detail_9" in warning.reason


def test_a_summary_that_is_shorter_than_other_prose_does_not_stand_for_the_text(reading):
    (item,), _ = reading("a.json", json.dumps({**KNOWN, "summary": "Shut.", "detail_9": f"{P} {Q}"}))
    assert item.article.text == f"{P} {Q}"


def test_blocks_of_a_known_text_are_read_whatever_their_parts_are_called(reading):
    blocks = [{"typeHandle": "part", "words": P}, {"typeHandle": "image", "caption": P * 3}, {"words": Q}]
    (item,), warnings = reading("a.json", json.dumps({**KNOWN, "articleBody": blocks}))
    assert (item.article.text, warnings) == (f"{P}\n\n{Q}", [])


@pytest.mark.parametrize(
    "value", [{"url": f"https://p.example/{'a' * 200}"}, {"hash": "a" * 500}, {"image": {"alt": P * 3}}]
)
def test_a_record_without_prose_has_no_text(reading, value):
    found, (warning,) = reading("a.json", json.dumps({**KNOWN, **value}))
    assert not found
    assert "no text" in warning.reason


def test_fields_with_several_values_by_their_names_are_fields(reading):
    pairs = {"headline": "Quay", "bodyText": f"<p>{P}</p>", "publishDate": DAY, "byline": "Ada Vond"}
    fields = [{"name": name, "type": "text", "values": [value]} for name, value in pairs.items()]
    (item,), _ = reading("a.json", json.dumps({"items": [{"id": "f", "path": "/quay", "fields": fields}]}))
    article = item.article
    assert (article.title, article.text, str(article.day), article.authors) == ("Quay", P, DAY, ("Ada Vond",))


def test_the_parts_of_a_sentence_of_ghost_are_one_paragraph(reading):
    words = [{"type": "extended-text", "text": "The quay "}, {"type": "extended-text", "format": 1, "text": "is shut."}]
    lexical = json.dumps({"root": {"type": "root", "children": [{"type": "paragraph", "children": words}]}})
    (item,), _ = reading("a.json", json.dumps({"title": "Quay", "lexical": lexical}))
    assert item.article.text == "The quay is shut."


def test_prose_in_what_is_told_to_be_no_article_is_no_text(reading):
    answer = {"status": "ok", "result": {"rows": [{"aa": 1, "bb": P * 3}]}}
    found, (warning,) = reading("a.json", json.dumps(answer))
    assert not found
    assert "no text" in warning.reason


def test_relations_that_a_database_expanded_are_facts_of_the_article(reading):
    row = {
        "title": "Quay",
        "text": P,
        "published_on": DAY,
        "expand": {"author": {"name": "Ada Vond"}, "language": "en"},
    }
    for own in ({}, {"author": None}):
        (item,), _ = reading("a.json", json.dumps({"items": [{**row, **own}], "page": 1}))
        assert (item.article.authors, item.article.language) == (("Ada Vond",), "en")


def test_what_stands_around_a_list_of_one_article_is_none_of_it(reading):
    (item,), _ = reading("a.json", json.dumps({"total": 1, "author": "Bo Lund", "_items": [{**KNOWN, "body": P}]}))
    assert (item.article.authors, item.article.extra) == (("Ada Vond",), {})
