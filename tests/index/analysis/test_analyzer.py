import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.columns import analyzer
from nutgraf.index.columns.analyzer import english_analyzer, query_terms, tokens, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Floods flooded the FLOOD plain", ["flood", "flood", "the", "flood", "plain"]),
        ("U.S. and U.S.-led; at 5 p.m.", ["us", "and", "us", "led", "at", "5", "pm"]),
        ("China's and China’s", ["china", "and", "china"]),
        ("Málaga, São Tomé, naïve", ["malaga", "sao", "tome", "naiv"]),
        ("Straße ﬁve", ["strass", "five"]),
        ("東京 tower", ["東", "京", "tower"]),
        ("snake_case/slash-dash", ["snake", "case", "slash", "dash"]),
        ("!!! … —", []),
        ("", []),
    ],
)
def test_words_are_folded_split_and_stemmed(text, expected):
    assert tokens(text) == expected


def test_a_word_too_long_to_be_one_is_cut():
    assert tokens("x" * 10_000) == ["x" * 64]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_has_tokens_and_case_makes_no_difference(text):
    found = tokens(text)
    assert all(found)
    if text.isascii():
        assert found == tokens(text.upper()) == tokens(text.lower())


def test_a_word_keeps_its_form():
    assert words("The Floods flooded China’s U.S. cafés") == ["the", "floods", "flooded", "china's", "us", "cafes"]


@pytest.mark.parametrize(
    ("question", "telling", "others"),
    [
        ("Who opposes lethal aid?", {"aid": {"aid"}, "lethal": {"lethal"}, "oppos": {"opposes"}}, {"who": {"who"}}),
        ("aid to the aid", {"aid": {"aid"}}, {"the": {"the"}, "to": {"to"}}),
        ("Storms, storm: storms", {"storm": {"storm", "storms"}}, {}),
        ("Willing it will", {"will": {"willing", "will"}}, {"it": {"it"}}),  # of which one form tells
        ("to be or not", {"be": {"be"}, "not": {"not"}, "or": {"or"}, "to": {"to"}}, {}),
        ("?!", {}, {}),
    ],
)
def test_the_terms_of_a_question_are_its_words_by_stem_and_none_is_a_stop_word_where_all_would_be(
    question, telling, others
):
    found = query_terms(question)
    assert [it.stem for it in found] == sorted(telling | others)
    assert {it.stem: it.forms for it in found if not it.is_stopword} == telling
    assert {it.stem: it.forms for it in found if it.is_stopword} == others


@pytest.fixture
def changed():
    """The analyzer is told once in a process; here before and after a change."""
    english_analyzer.cache_clear()
    yield english_analyzer()
    english_analyzer.cache_clear()


def test_other_stop_words_are_another_analyzer(changed, monkeypatch):
    monkeypatch.setattr(analyzer, "STOP_WORDS", analyzer.STOP_WORDS - {"the"})
    english_analyzer.cache_clear()
    assert english_analyzer().stop_words != changed.stop_words
    assert english_analyzer() != changed


def test_another_version_of_the_stemmer_is_another_analyzer(changed, monkeypatch):
    monkeypatch.setattr(analyzer.Stemmer, "version", lambda: "99.0")
    english_analyzer.cache_clear()
    assert english_analyzer().stems == changed.stems
    assert english_analyzer() != changed


def test_a_stemmer_that_stems_otherwise_is_another_analyzer(changed, monkeypatch):
    monkeypatch.setattr(analyzer, "_ENGLISH", analyzer.Stemmer.Stemmer("porter", 0))
    english_analyzer.cache_clear()
    assert english_analyzer().stems != changed.stems
