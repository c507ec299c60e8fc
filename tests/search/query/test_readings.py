"""Sixty questions as people ask them, each with the reading that they expect, over a small archive."""

from datetime import UTC, date, datetime

import pytest
from nutgraf.corpus.article import Article
from nutgraf.search.library.searcher import Searcher
from small_indexes.fakes import FakeEmbedder, index_at

ASKED = date(2024, 5, 15)
"""A Wednesday."""
FERRY = "The ferry strike closed the harbour. The council of Skarrow met at night, and lethal aid was sent to Tarvia."
MINISTER = "Minister Dora Quill said the ferry must sail. Dora Quill spoke in parliament. Reporters asked Dora Quill."
BYLINES = [
    ("Agnieszka Wrótna", "Courant", "Politics"),
    ("Agnieszka Wrótna", "Courant", "Politics"),
    ("John R. Moss", "Herald", "Sports"),
    ("Zoë Ferreira-Holm", "The Post", "Arts & Culture"),
    ("Dora Quill", "The Post", "Opinion"),
    ("Ada Berg and Bo Cole", "Herald", "Local"),
]


def archive():
    yield from (
        Article(
            id=f"a{number}",
            title="Ferry strike",
            text=FERRY,
            published=datetime(2024, 3, 1 + number, tzinfo=UTC),
            source=source,
            authors=(author,),
            categories=(category,),
        )
        for number, (author, source, category) in enumerate(BYLINES)
    )
    for number in range(6):
        yield Article(
            id=f"m{number}", text=f"{MINISTER} Question {number}.", published=datetime(2024, 4, 2, tzinfo=UTC)
        )
    yield Article(
        id="names",
        text="Zelenskyy was in Kyiv. An unemployment office counted javelins. Planes landed without wheels.",
        source="Herald",
    )


@pytest.fixture(scope="module")
def searcher(tmp_path_factory):
    place = tmp_path_factory.mktemp("readings") / "index"
    index_at(place, archive())
    return Searcher(place, embedder=FakeEmbedder())


WROTNA, MOSS, HOLM, QUILL = ({"authors": [author]} for author, *_ in (BYLINES[0], *BYLINES[2:5]))


def days(since, until):
    return {"periods": [{"since": since, "until": until}]}


READINGS = [
    # authors
    ("what did Agnieszka Wrótna write about the ferry?", WROTNA | {"subject": "the ferry?"}),
    ("articles by Agnieszka Wrotna on lethal aid", WROTNA | {"subject": "lethal aid"}),
    ("lethal aid by agnieszka wrótna", WROTNA | {"subject": "lethal aid"}),
    ("Wrótna's column on lethal aid", WROTNA | {"subject": "lethal aid"}),
    ("what has wrotna written on lethal aid?", WROTNA | {"subject": "lethal aid?"}),
    ("Agnieszka Wrótna lethal aid", WROTNA | {"subject": "lethal aid"}),
    ("Wrótna lethal aid", WROTNA | {"subject": "lethal aid"}),
    ("everything by Moss", MOSS),
    ("J. Moss's pieces about the harbour", MOSS | {"subject": "the harbour"}),
    ("John Moss wrote about the harbour", MOSS | {"subject": "the harbour"}),
    ("harbour stories written by John R. Moss", MOSS | {"subject": "harbour"}),
    ("find me articles by zoe ferreira-holm about the council", HOLM | {"subject": "the council"}),
    ("Ferreira-Holm's latest article", HOLM | {"order": "newest"}),
    ("author:Wrótna ferry", WROTNA | {"subject": "ferry"}),
    ("by Bo Cole: harbour", {"authors": ["Ada Berg and Bo Cole"], "subject": "harbour"}),
    ("op-ed by Dora Quill on the ferry", QUILL | {"subject": "the ferry"}),
    ("Dora Quill's column", QUILL),
    # people who are written about
    ("what did Dora Quill say about the ferry?", {}),
    ("what did Dora Quill write in parliament?", {}),
    ("Dora Quill ferry", {}),
    ("who was asked by Dora Quill?", {}),
    ("the ferry must sail, said by Dora Quill", {}),
    ("K. Moss's column on the harbour", {}),
    # dates
    ("ferry strike last week", days("2024-05-06", "2024-05-12")),
    ("ferry strike since March", days("2024-03-01", None)),
    ("ferry strike in spring 2023", days("2023-03-01", "2023-05-31")),
    ("ferry strike Q2 2023", days("2023-04-01", "2023-06-30")),
    ("ferry strike 03/2024", days("2024-03-01", "2024-03-31")),
    ("ferry strike yesterday", days("2024-05-14", "2024-05-14")),
    ("ferry strike over the past ten days", days("2024-05-06", "2024-05-15")),
    ("ferry strike in early May 2024", days("2024-05-01", "2024-05-10")),
    ("ferry strike mid-2022", days("2022-05-01", "2022-08-31")),
    ("ferry strike at the weekend", days("2024-05-11", "2024-05-12")),
    ("ferry strike between March and May", days("2024-03-01", "2024-05-31")),
    ("ferry strike from 3 to 5 March 2024", days("2024-03-03", "2024-03-05")),
    ("ferry strike since Monday", days("2024-05-13", None)),
    ("ferry strike in the last 48 hours", days("2024-05-13", "2024-05-15")),
    ("ferry strike the day before yesterday", days("2024-05-13", "2024-05-13")),
    ("ferry strike since the start of the year", days("2024-01-01", None)),
    ("ferry strike last night", days("2024-05-14", "2024-05-15")),
    ("ferry strike three weeks ago", days("2024-04-22", "2024-04-28")),
    ("ferry before the war", {}),
    ("lethal aid: may the council march?", {}),
    ("latest on the ferry strike", {"order": "newest"}),
    # what is left out
    ("ferry strike -harbour", {"excluded": ["harbour"], "subject": "ferry strike"}),
    ('ferry strike -"lethal aid"', {"excluded": ["lethal aid"], "subject": "ferry strike"}),
    ("ferry NOT harbour", {"excluded": ["harbour"], "subject": "ferry"}),
    ("articles about the ferry but not about lethal aid", {"excluded": ["lethal aid"], "subject": "the ferry"}),
    ("ferry strike without the council", {"excluded": ["council"], "subject": "ferry strike"}),
    ("ferry strike not from the Herald", {"excluded": ["Herald"], "subject": "ferry strike"}),
    ("ferry strike except 2023", {"excluded": ["2023"], "subject": "ferry strike"}),
    ("why did the council not meet?", {}),
    ("the plane without passengers", {"excluded": ["passengers"], "subject": "the plane"}),
    ("plane landed without wheels", {}),
    ("ferry at -5 degrees - a night", {}),
    # sections, spellings, beginnings
    ("ferry in the politics section", {"categories": ["Politics"], "subject": "ferry"}),
    ("sport stories about the harbour", {"categories": ["Sports"], "subject": "the harbour"}),
    ("Selenskyj in Kiev", {"also": {"selenskyj": ["zelenskyy"], "kiev": ["kyiv"]}}),
    ("unemploment ofice", {"also": {"unemploment": ["unemployment"], "ofice": ["office"]}}),
    ("javel*", {"also": {"javel*": ["javelins"]}}),
    # of several kinds
    (
        "what did Wrótna write about lethal aid last month?",
        WROTNA | days("2024-04-01", "2024-04-30") | {"subject": "lethal aid last month?"},
    ),
    (
        "Moss's articles on the ferry since March, but not about the harbour",
        MOSS | days("2024-03-01", None) | {"subject": "the ferry since March", "excluded": ["harbour"]},
    ),
]


@pytest.mark.parametrize(("question", "reading"), READINGS)
def test_a_question_is_read_as_it_is_meant(searcher, question, reading):
    found = searcher.search(question, mode="bm25", as_of=ASKED).to_dict()["understood"]
    found.pop("as_of", None)
    assert found == reading


def test_an_author_who_is_named_comes_first_and_is_not_missing(searcher):
    for question in ("what did Wrótna write about lethal aid?", "lethal aid by Agnieszka Wrotna"):
        result = searcher.search(question, k=3, collapse=False)
        assert [hit.article.authors for hit in result.hits[:2]] == [("Agnieszka Wrótna",)] * 2
        assert "wrotna" not in result.verdict.reason


def test_a_literal_question_is_not_read(searcher):
    for question, _ in READINGS:
        assert searcher.search(question, mode="bm25", literal=True).to_dict()["understood"] == {}


def test_what_is_left_out_of_an_outlet_or_a_time_comes_last(searcher):
    hits = searcher.search("ferry strike not from the Herald", mode="bm25", k=30, collapse=False).hits
    outlets = [hit.article.source == "Herald" for hit in hits]
    assert outlets == sorted(outlets)
    assert True in outlets
    hits = searcher.search("ferry strike not by Wrótna", mode="bm25", k=30, collapse=False).hits
    authors = ["Agnieszka Wrótna" in hit.article.authors for hit in hits]
    assert authors == sorted(authors)
    assert True in authors
    hits = searcher.search("ferry except March 2024", mode="bm25", k=30, collapse=False).hits
    march = [hit.article.day is not None and hit.article.day.month == 3 for hit in hits]
    assert march == sorted(march)
    assert True in march
