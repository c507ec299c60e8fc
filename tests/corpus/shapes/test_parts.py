"""Articles in parts: nearly JSON, pages of an API, columns of a table."""

import json

import pytest

P, Q = "The quay is shut.", "It opens in May."
HTML = f"<p>{P}</p><p>{Q}</p>"


@pytest.mark.parametrize(
    "line",
    [
        "{'title': 'Quay', 'text': \"It's shut\", 'seen': None, 'date': datetime.datetime(2024, 2, 3, 4, 5)}",
        '{"_id": ObjectId("6"),"title": "Quay", "text": "It\'s shut", "date": ISODate("2024-02-03"),"n":NumberInt(5)}',
        '[{"title": "Quay", "text": "It\'s shut", "score": -Infinity,},]',
    ],
    ids=["Python", "the shell of MongoDB", "commas"],
)
def test_what_is_nearly_json_is_read(reading, line):
    (item,), warnings = reading("a.jsonl", line)
    assert (item.article.title, item.article.text) == ("Quay", "It's shut")
    assert not warnings


def test_pages_of_an_api_that_follow_one_another_are_all_read(reading):
    found, warnings = reading("a.json", f'[{{"text": "{P}"}}]\n[{{"text": "{Q}"}}]')
    assert [it.article.text for it in found] == [P, Q]
    assert not warnings


@pytest.mark.parametrize(
    "draft",
    [
        {"documentId": "a", "publishedAt": None},
        {"nid": [{"value": 1}], "status": [{"value": False}]},
        {"_id": "drafts.a"},
    ],
    ids=["Strapi", "Drupal", "Sanity"],
)
def test_a_draft_is_left_out(reading, draft):
    found, (warning,) = reading("a.jsonl", json.dumps({"title": "Quay", "text": P, **draft}))
    assert not found
    assert "1 draft" in warning.reason


def test_a_paragraph_that_a_crawler_cut_at_its_links_is_one(reading):
    parts = ["  The quay ", "of the old port", ", which is wet,", " is shut.", "It opens in May."]
    (item,), _ = reading("a.jsonl", json.dumps({"text": parts}))
    assert item.article.text.split("\n\n") == ["The quay of the old port, which is wet, is shut.", Q]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("date,time", "2024-02-03,14:30"),
        ("pub_date,pub_time", "3 February 2024,14:30"),
        ("year,month,day", "2024,2,3"),
        ("day,month,year", "3,February,2024"),
        ("Tag,Monat,Jahr", "3,2,2024"),
    ],
)
def test_a_day_and_its_parts_may_stand_in_columns_of_their_own(reading, header, row):
    (item,), _ = reading("a.csv", f"title,{header},text\nQuay,{row},{P}\n")
    time = item.article.published
    assert (time.year, time.month, time.day) == (2024, 2, 3)
    assert ("time" in header) == (time.hour == 14)


@pytest.mark.parametrize(
    ("header", "row", "authors"),
    [
        ("Name,Slug,Collection ID,Published On,Post Body", "Quay,quay,c,2024-02-03", ()),
        ("id,Title,Permalink,Author First Name,Author Last Name,Date,Content", "9,Quay,https://h.example/1,Ada,Vond,2024-02-03",
         ("Ada Vond",)),
    ],
    ids=["Webflow", "WP All Export"],
)  # fmt: skip
def test_a_table_may_have_the_shape_of_a_program(reading, header, row, authors):
    (item,), warnings = reading("a.csv", f'{header}\n{row},"{HTML}"\n')
    article = item.article
    assert (article.title, str(article.day), article.authors) == ("Quay", "2024-02-03", authors)
    assert article.text == f"{P}\n\n{Q}"
    assert not warnings


def test_a_block_of_html_is_read_as_html_and_a_short_heading_among_blocks_is_kept(read_whole):
    facts = {"headline": "Quay", "date": "2023-04-18"}
    read_whole({**facts, "body": [{"parts": [{"type": "text", "text": HTML}]}]}, [P, Q], {"title": "Quay"})
    long = f"{P} {Q} " * 3
    blocks = [{"contents": {"html": text}} for text in (long, "What next", long)]
    read_whole({**facts, "body": {"components": blocks}}, [long.strip(), "What next", long.strip()], {"title": "Quay"})
