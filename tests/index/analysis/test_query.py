import pytest
from nutgraf.index.analysis.query import phrase_terms, query_terms


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
    assert [it.stems for it in found] == [(stem,) for stem in sorted(telling | others)]
    assert {it.stems[0]: it.forms for it in found if not it.is_stopword} == telling
    assert {it.stems[0]: it.forms for it in found if it.is_stopword} == others


def sought(question, archive, languages=("en",)):
    """The stems that are sought in an archive which has only these stems."""
    return [it.stems for it in query_terms(question, languages, lambda stems: not archive.isdisjoint(stems))]


@pytest.mark.parametrize(
    ("question", "archive", "expected"),
    [
        ("cyber-attack", {"cyber", "attack", "cyberattack"}, [("attack",), ("cyber",), ("cyberattack",)]),
        ("cyber-attack", {"cyber", "attack"}, [("attack",), ("cyber",)]),
        ("cyber-attack", {"cyberattack"}, [("cyberattack",)]),
        ("cyber attack", {"cyber", "attack", "cyberattack"}, [("attack",), ("cyber",)]),
        ("cyber attack", {"cyberattack"}, [("cyberattack",)]),
        ("cyber attack", {"attack", "cyberattack"}, [("attack",), ("cyberattack",)]),
        ("to day", {"today"}, [("day",), ("to",)]),
        ("F16", {"f", "16", "f16"}, [("16",), ("f",), ("f16",)]),
        ("北京", {"北", "京", "北京"}, [("北京",)]),
        ("北京", {"北", "京"}, [("京",), ("北",)]),
        ("雪", {"雪"}, [("雪",)]),
        ("24 500 crowns", {"24500", "24", "crown"}, [("24",), ("24500",), ("crown",)]),
        ("1 250 000 crowns", {"1250000", "250", "crown"}, [("1250000",), ("250",), ("crown",)]),
        ("24 500 1", {"24500", "24", "1"}, [("1",), ("24",), ("24500",)]),
        ("24 500 crowns", {"24", "500", "crown"}, [("24",), ("500",), ("crown",)]),
    ],
)
def test_a_compound_is_sought_as_the_archive_writes_it(question, archive, expected):
    assert sought(question, archive) == expected


def test_in_an_archive_of_several_languages_a_word_has_a_stem_in_each():
    [term] = query_terms("Wahlen", ("de", "en"))
    assert term.stems == ("-wahl", "wahl", "wahlen")  # the first for German words with accents
    assert term.forms == {"wahlen"}


def test_words_with_a_stem_in_common_are_one_term():
    [term] = query_terms("tax taxes", ("en", "it"))
    assert {"tax", "taxes"} <= {*term.stems}
    assert term.forms == {"tax", "taxes"}


@pytest.mark.parametrize(
    ("question", "stop_words"),
    [
        ("who won the war in Ukraine", {"who", "the", "in"}),  # "war" is German for "was"
        ("wer war in der Ukraine", {"wer", "war", "in", "der"}),
        ("war in Ukraine", {"in"}),
        ("who attacked Kyiv", {"who"}),
        ("wer kam nach Kyjiw", {"wer", "nach"}),
        ("Ukraine war", set()),
    ],
)
def test_a_function_word_of_one_language_is_a_word_of_the_other(question, stop_words):
    found = query_terms(question, ("de", "en"))
    assert {form for it in found if it.is_stopword for form in it.forms} == stop_words


def test_a_long_question_in_many_languages_takes_no_time():
    question = " ".join(f"word{number}x" for number in range(5_000))
    assert len(query_terms(question, ("de", "en", "fr", "ru"))) > 5_000


def test_the_words_of_a_phrase_stand_in_order_without_joined_ones():
    assert phrase_terms("The cyber-attacks of F16") == [("the",), ("cyber",), ("attack",), ("of",), ("f",), ("16",)]


def test_another_form_of_a_word_counts_by_its_stem_and_not_as_the_form_that_was_typed():
    (term,) = query_terms("wolves", variants={"wolves": ("wolf",)})
    assert (set(term.stems), term.forms) == ({"wolf", "wolv"}, {"wolves"})
