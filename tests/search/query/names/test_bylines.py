import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.query.names.bylines import Bylines, without_bylines

AUTHORS = {"Agnieszka Wrótna": 3, "John R. Moss": 2, "Moss, Ada": 1, "By Bo Cole (Skarrow)": 1, "Dora Quill": 1}
NAMED_IN = {"Dora Quill": 40, "Quill": 60}
"""Passages that name a person: others are in none."""
BYLINES = Bylines(AUTHORS, {"Harbour Gazette": 9}, lambda words: NAMED_IN.get(words, 0))


def authors(question, bylines=BYLINES):
    return [author for byline in bylines.find(question) for author in byline.authors]


@pytest.mark.parametrize(
    ("question", "author", "rest"),
    [
        ("what did Agnieszka Wrótna write about aid?", "Agnieszka Wrótna", "aid?"),
        ("aid by AGNIESZKA WROTNA", "Agnieszka Wrótna", "aid"),
        ("Wrótna’s latest column on aid", "Agnieszka Wrótna", "latest column on aid"),
        ("Wrótna's column on aid", "Agnieszka Wrótna", "aid"),
        ("J. Moss's articles on aid", "John R. Moss", "aid"),
        ("stories about aid by Ada Moss", "Moss, Ada", "aid"),
        ("pieces Bo Cole wrote about aid", "By Bo Cole (Skarrow)", "aid"),
        ("anything by Cole on aid", "By Bo Cole (Skarrow)", "aid"),
        ('author:"Bo Cole" aid', "By Bo Cole (Skarrow)", "aid"),
        ("Dora Quill's op-ed about aid", "Dora Quill", "aid"),
    ],
)
def test_a_byline_is_found_with_the_words_around_it(question, author, rest):
    found = BYLINES.find(question)
    assert [it.authors for it in found] == [(author,)]
    assert " ".join(without_bylines(question, found).split()) == rest


@pytest.mark.parametrize(
    "question",
    [
        "who was shot by Agnieszka Wrótna?",
        "a speech by Agnieszka Wrótna",
        "what did Agnieszka Wrótna say about aid?",
        "Agnieszka Wrótna",
        "articles by Moss",  # two people have this name
        "Eve Cole's column",
        "what did Dora Quill write in her letter?",
        "Quill wrote to the king",
        "articles by Harbour Gazette",
    ],
)
def test_whoever_is_written_about_is_no_byline(question):
    assert authors(question) == []


def test_a_name_that_no_text_has_is_a_byline():
    assert BYLINES.find("Agnieszka Wrótna aid", lambda word: word != "wrotna")[0].authors == ("Agnieszka Wrótna",)


def test_an_outlet_is_no_author():
    assert (
        authors("articles by the Gazette", Bylines({"Gazette": 3, "The Gazette": 2}, {"The Gazette | Skarrow": 4}))
        == []
    )


@given(st.dictionaries(st.text(max_size=12), st.integers(1, 9), max_size=4), st.text() | st.just("articles by A B's"))
def test_any_question_keeps_its_length(authors, question):
    found = Bylines(authors, {}).find(question)
    assert {author for it in found for author in it.authors} <= set(authors)
    assert len(without_bylines(question, found)) == len(question)
