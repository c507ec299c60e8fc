"""Files of kinds that people have besides the usual ones: each is read for what it is, or told."""

import io
import json
import tarfile
import zipfile

import pytest
from material.files import texts
from nutgraf.corpus.fields.people import split_people
from nutgraf.corpus.times.dates import parse_date

ONE, TWO = "The quay of Luhe is shut for the winter.", "Its harbour master said on Monday that it is too old."


@pytest.mark.parametrize(
    "body",
    [
        {
            "root": {
                "children": [{"type": "paragraph", "children": [{"type": "text", "text": it}]} for it in (ONE, TWO)]
            }
        },
        {"ops": [{"insert": ONE + "\n"}, {"insert": TWO, "attributes": {"bold": True}}, {"insert": "\n"}]},
        {"$t": f"<p>{ONE}</p><p>{TWO}</p>"},
        ONE + r"\r\n\r\n" + TWO,
        ONE + r"\n\n" + TWO,
    ],
    ids=["Lexical", "Quill", "GData", "two characters for a line end, twice", "two characters for a line end"],
)
@pytest.mark.parametrize("as_string", [False, True])
def test_rich_text_is_paragraphs(reading, body, as_string):
    body = json.dumps(body) if as_string and isinstance(body, dict) and "$t" not in body else body
    (it,), warnings = reading("a.json", json.dumps([{"title": "Quay", "body": body}]))
    assert texts(it) == [ONE, TWO]
    assert not warnings


@pytest.mark.parametrize(
    "record",
    [
        {"news_title": "Quay", "news_content": ONE, "news_time": "2023-04-18", "news_author": "Ada Vond"},
        {"title_t": ["Quay"], "content_txt": [ONE], "date_dt": "2023-04-18T00:00:00Z", "author_ss": ["Ada Vond"]},
        {"Title": "Quay", "Text": ONE, "Publication Date": "April 18, 2023", "Author(s)": "Vond, Ada"},
        {"titel": "Quay", "inhalt": ONE, "datum": "18.04.2023", "autor": "Ada Vond"},
        {"titolo": "Quay", "testo": ONE, "data": "2023-04-18", "autore": "Ada Vond"},
        {"título": "Quay", "contenido": ONE, "fecha": "2023-04-18", "autor": "Ada Vond"},
        {"标题": "Quay", "正文": ONE, "日期": "2023-04-18", "作者": "Ada Vond"},
        {"title": "Quay", "text": ONE, "date": {"year": 2023, "month": 4, "day": 18}, "by": {"$t": "Ada Vond"}},
        {"title": "Quay", "text": ONE, "date": [2023, 4, 18], "authors": "Ada Vond, Editor", "source": {"name": None}},
    ],
)
def test_fields_are_known_by_many_names(reading, record):
    (it,), _ = reading("a.json", json.dumps([record]))
    article = it.article
    assert (article.title, article.text, article.day.isoformat(), article.authors, article.source) == (
        *("Quay", ONE, "2023-04-18", ("Ada Vond",), ""),
    )


def test_what_search_engines_and_systems_put_around_an_article(reading):
    envelopes = [
        {"feed": {"entry": [{"id": {"$t": "7"}, "title": {"$t": "Quay"}, "content": {"type": "html", "$t": ONE}}]}},
        {"kind": "Listing", "data": {"children": [{"data": {"id": "7", "title": "Quay", "selftext": ONE}}]}},
        {"response": {"docs": [{"id": "7", "title_t": ["Quay"], "content_txt": [ONE]}]}},
        {
            "items": [
                {"sys": {"id": "7", "publishedAt": "2023-04-18T10:00:00Z"}, "fields": {"title": "Quay", "body": ONE}}
            ]
        },
    ]
    for envelope in envelopes:
        (it,), _ = reading("a.json", json.dumps(envelope))
        assert (it.article.id, it.article.title, it.article.text) == ("7", "Quay", ONE)
    assert it.article.published.isoformat() == "2023-04-18T10:00:00+00:00"


@pytest.mark.parametrize("mark", ["... [1234 chars]", "… [+1234 chars]", "[ 20 characters ]"])
def test_a_mark_of_a_cut_is_told(reading, mark):
    (it,), (told,) = reading("a.json", json.dumps([{"text": f"{ONE}{mark}"}]))
    assert it.article.text == ONE + "…"
    assert told.reason == "the text is cut: the file holds only its beginning"


def test_lines_at_the_head_of_a_text_are_fields(reading):
    (it,), _ = reading("a.txt", f"HEADLINE: Quay\nBYLINE: Ada Vond\nDATE: April 18, 2023\n\n{ONE}\n\n{TWO}")
    assert (it.article.title, it.article.authors, it.article.day.isoformat()) == ("Quay", ("Ada Vond",), "2023-04-18")
    assert texts(it) == [ONE, TWO]
    (it,), _ = reading("b.txt", f"Note: this is it\nWarning: that is it\n\n{ONE}")
    assert texts(it)[-1] == ONE
    assert not it.article.title


def test_a_table_under_the_name_of_a_text_is_a_table(reading):
    found, _ = reading("a.txt", f"id\ttitle\ttext\n1\tQuay\t{ONE}\n2\tBuoy\t{TWO}\n")
    assert [it.article.title for it in found] == ["Quay", "Buoy"]
    (it,), _ = reading("b.txt", f"The quay\tis shut.\n{ONE}\n{TWO}\n")
    assert it.article.id == "b.txt"


def test_of_two_columns_of_a_name_the_first_with_a_value_counts(reading):
    found, _ = reading("a.psv", f"title|text|title\nQuay|{ONE}|x\n|{TWO}|Buoy\n")
    assert [it.article.title for it in found] == ["Quay", "Buoy"]


def test_an_archive_in_an_archive_is_opened(reading):
    inner, outer = io.BytesIO(), io.BytesIO()
    with tarfile.open(fileobj=inner, mode="w:gz") as tape:
        info = tarfile.TarInfo("a.txt")
        info.size = len(ONE)
        tape.addfile(info, io.BytesIO(ONE.encode()))
    with zipfile.ZipFile(outer, "w") as archive:
        archive.writestr("old/april.tgz", inner.getvalue())
    (it,), warnings = reading("a.zip", outer.getvalue())
    assert (it.article.id, it.article.text) == ("a.zip/old/april.tgz/a.txt", ONE)
    assert not warnings


def test_rich_text_of_word_processors_is_read(reading):
    (it,), _ = reading(
        "a.rtf", r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 " + ONE + r"\par\par Caf\'e9: " + TWO + "}"
    )
    assert texts(it) == [ONE, f"Café: {TWO}"]


PROQUEST = f"""Title: Quay shut

Author: Vond, Ada

Publication info: Luhe Courant ; Luhe [Luhe]. 18 Apr 2023: A.4.

Abstract: None available.

Full text: {ONE}

{TWO}

Subject: Harbours

Publication title: Luhe Courant

Publication date: Apr 18, 2023

Section: Isles

ProQuest document ID: 123

____________________________________________________________

Title: Buoy lost

Publication info: Harbour Gazette ; Estmark. 19 Apr 2023.

Full text: {TWO}

ProQuest document ID: 124
"""


def test_a_download_of_proquest_is_its_articles(reading):
    found, _ = reading("a.txt", PROQUEST)
    assert [(it.article.id, it.article.title, it.article.source, it.article.day.isoformat()) for it in found] == [
        ("123", "Quay shut", "Luhe Courant", "2023-04-18"), ("124", "Buoy lost", "Harbour Gazette", "2023-04-19"),
    ]  # fmt: skip
    assert (found[0].article.authors, found[0].article.categories, texts(found[0])) == (
        *(("Ada Vond",), ("Isles",), [ONE, TWO]),
    )


def test_a_download_with_the_outlet_above_the_title(reading):
    document = (
        "Luhe Courant\n\nApril 18, 2023 Tuesday\n\nQuay shut\n\nBYLINE: Ada Vond\n\nBody\n\n{}\n\nEnd of Document\n\n"
    )
    found, _ = reading("a.txt", document.format(ONE) + document.format(TWO))
    assert [(it.article.title, it.article.source) for it in found] == [("Quay shut", "Luhe Courant")] * 2


@pytest.mark.parametrize(
    ("byline", "names"),
    [
        ("Ada Vond/Kit Marr", ["Ada Vond", "Kit Marr"]),
        ("AFP/dpa", ["AFP/dpa"]),
        ("Ada Vond (Luhe)", ["Ada Vond"]),
        ("By Ada Vond in Luhe and Kit Marr in Estmark", ["Ada Vond", "Kit Marr"]),
        ("Ada Vond, Political Correspondent", ["Ada Vond"]),
        ("Ada Vond with agencies", ["Ada Vond"]),
        ("Text: Ada Vond, Fotos: Kit Marr", ["Ada Vond", "Kit Marr"]),
        ("Reporting by Ada Vond; Editing by Kit Marr", ["Ada Vond"]),
        ("Ada Vond - Luhe Courant", ["Ada Vond"]),
        ("Staff Reporter", ["Staff Reporter"]),
        ("Anne-Marie O'Neill", ["Anne-Marie O'Neill"]),
    ],
)
def test_names_in_bylines(byline, names):
    assert list(split_people(byline)) == names


@pytest.mark.parametrize("written", ["2023.04.18 10:30", "2023. 4. 18.", "18-Apr-23", "18-APR-2023"])
def test_other_ways_to_write_a_day(written):
    assert parse_date(written).date().isoformat() == "2023-04-18"


@pytest.mark.parametrize(
    "state",
    [
        {"is_published": 0}, {"visibility": "private"}, {"deleted": True}, {"isDeleted": 1}, {"status": "Entwurf"},
        {"deletedAt": "2023-01-01"}, {"post_password": "secret"},
    ],
)  # fmt: skip
def test_more_words_for_what_is_not_published(reading, state):
    found, (told,) = reading("a.json", json.dumps([{"text": ONE, **state}]))
    assert not found
    assert told.reason.startswith("left out what was not published: 1 ")
    (_,), _ = reading("b.json", json.dumps([{"text": ONE, **dict.fromkeys(state)}]))


def test_a_byline_of_which_one_name_is_marked_keeps_both(reading):
    head = "<hedline><hl1>Quay</hl1></hedline><byline>By <person>Ada Vond</person>{}</byline>"
    page = "<nitf><body><body.head>{}</body.head><body.content><p>{}</p></body.content></body></nitf>"
    (it,), _ = reading("a.xml", page.format(head.format(" and Kit Marr"), ONE))
    assert it.article.authors == ("Ada Vond", "Kit Marr")
    (it,), _ = reading("b.xml", page.format(head.format("<byttl>Editor</byttl>"), ONE))
    assert it.article.authors == ("Ada Vond",)


def test_a_word_that_recognition_left_broken_is_joined(reading):
    line = "<TextLine><String CONTENT='{}'/><SP/><String CONTENT='{}'/></TextLine>"
    page = "<alto><Layout><Page><PrintSpace><TextBlock>{}</TextBlock></PrintSpace></Page></Layout></alto>"
    (it,), _ = reading("a.xml", page.format(line.format("The", "fer-") + line.format("ry", "met.")))
    assert it.article.text == "The ferry met."
    (it,), _ = reading("b.xml", page.format(line.format("The", "Anglo-") + line.format("Saxon", "met.")))
    assert it.article.text == "The Anglo- Saxon met."


def test_names_of_dublin_core_and_of_solr_are_known(reading):
    about = {"dc:title": "Quay", "pubdate_dt": "2024-02-03", "dc:creator": "Ada Vond", "dc:publisher": "Post"}
    (it,), warnings = reading("a.jl", json.dumps(about | {"body_txt_en": ONE}))
    article = it.article
    assert (article.title, article.text, article.authors, article.source) == ("Quay", ONE, ("Ada Vond",), "Post")
    assert str(article.day) == "2024-02-03"
    assert not warnings


@pytest.mark.parametrize(
    "tags",
    [{"0": "Ports", "1": "Local"}, [{"term": "Ports"}, {"term": "Local"}], [{"v": "Ports"}, {"v": "Local"}]],
    ids=["PHP", "feedparser", "BigQuery"],
)
def test_sections_may_be_numbered_or_wrapped(reading, tags):
    (it,), warnings = reading("a.jsonl", json.dumps({"title": "Quay", "text": ONE, "categories": tags}))
    assert it.article.categories == ("Ports", "Local")
    assert not warnings


def test_the_feed_beside_the_entries_is_their_outlet(reading):
    entry = {"title": "Quay", "link": "https://p.example/1", "content": [{"value": f"<p>{ONE}</p>"}]}
    (it,), _ = reading("a.json", json.dumps({"feed": {"title": "Harbour Post"}, "entries": [entry], "bozo": 0}))
    assert (it.article.source, it.article.text) == ("Harbour Post", ONE)


def test_a_title_block_of_pandoc_is_read(reading):
    (it,), _ = reading("a.md", f"% The quay\n% Ada Vond; Bo Lund\n% 3 February 2024\n\n{ONE}\n")
    article = it.article
    assert (article.title, article.authors, str(article.day)) == ("The quay", ("Ada Vond", "Bo Lund"), "2024-02-03")
    assert texts(it) == [ONE]


def test_of_two_header_rows_the_one_with_the_fields_counts(reading):
    (it,), (warning,) = reading("a.csv", f"Article,Article,Meta\ntitle,text,date\nQuay,{ONE},2024-02-03\n")
    assert (it.article.title, it.article.text, str(it.article.day)) == ("Quay", ONE, "2024-02-03")
    assert "line 2" in warning.reason
