import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.query.field_names import without_field_names


@pytest.mark.parametrize(
    ("question", "rest"),
    [
        ("intitle:elk hunt", "elk hunt"),
        ('source:"Harbour Gazette" elk', '"Harbour Gazette" elk'),
        ("site:gazette.example elk hunt", "elk hunt"),
        ("elk title:(hunt OR ban) filetype:pdf", "elk (hunt OR ban)"),
        ("Body: a thriller", "Body: a thriller"),
        ("ratio 3:1", "ratio 3:1"),
        ("site:gazette.example", "site:gazette.example"),
    ],
)
def test_names_of_fields_are_taken_off_what_they_hold(question, rest):
    assert " ".join(without_field_names(question).split()) == rest


@given(st.lists(st.sampled_from(["intitle:", "elk", " ", '"', "site:x.org", ":"])).map("".join) | st.text())
def test_any_question_keeps_its_length(question):
    assert len(without_field_names(question)) == len(question)
