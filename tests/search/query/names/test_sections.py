import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.search.query.names.sections import Sections

SECTIONS = Sections(["Sports", "Arts & Culture", "Politics", "World", "Économie"])


@pytest.mark.parametrize(
    ("question", "category", "words"),
    [
        ("what was in the sports section last week?", "Sports", "in the sports section"),
        ("sport stories about the derby", "Sports", "sport stories about"),
        ("the arts and culture desk on the film", "Arts & Culture", "the arts and culture desk on"),
        ("section: politics ferry", "Politics", "section: politics"),
        ("ferry in the section “Economie”", "Économie", "in the section “Economie”"),
        ("latest world news on the ferry", "World", "latest world news on"),
    ],
)
def test_a_section_is_found_with_the_words_around_it(question, category, words):
    [section] = SECTIONS.find(question)
    assert section.categories == (category,)
    assert question[slice(*section.place)].strip("”") == words.strip("”")


@pytest.mark.parametrize(
    "question",
    [
        "world news",
        "what does the world say?",
        "politics of the ferry",
        "a section of the wall",
        "sports",
        "who reports on it?",
    ],
)
def test_the_words_of_a_section_alone_are_none(question):
    assert SECTIONS.find(question) == []


@given(st.lists(st.text(max_size=8), max_size=4), st.text() | st.just("in the a section b stories about c"))
def test_any_question_names_only_sections_of_the_archive(categories, question):
    found = Sections(categories).find(question)
    assert {category for section in found for category in section.categories} <= set(categories)
    assert all(0 <= start < end <= len(question) for start, end in (section.place for section in found))
