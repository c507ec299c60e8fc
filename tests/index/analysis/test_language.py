import pytest
from nutgraf.index.analysis.language import (
    code_of,
    known_languages,
    language,
    month_names,
    reporting_words,
)
from nutgraf.index.analysis.words import fold, words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("en", ("voted", "votes", "voting")),
        ("de", ("Häuser", "Hauses", "Häusern")),
        ("fr", ("élections", "election", "l'élection")),
        ("it", ("dell'elezione", "elezioni", "elezione")),
        ("tr", ("Ankara'da", "Ankara'nın", "Ankara")),
        ("ru", ("министра", "министрам", "министр")),
        ("uk", ("міністра", "міністрам", "міністр")),
        ("el", ("εκλογές", "εκλογών")),
        ("sv", ("valen", "valet", "val")),
        ("hi", ("मंत्रियों", "मंत्री")),
    ],
)
def test_the_forms_of_a_word_have_one_stem(code, words):
    spoken = language(code)
    assert len({stem for word in words for stem in spoken.stems(word)}) == 1


def test_a_region_and_a_script_do_not_matter():
    assert language("pt-BR").code == code_of("pt-PT") == "pt"
    assert [code_of(tag) for tag in ("nb", "nn", "zh-Hant-TW", "yue")] == ["no", "no", "zh", "zh"]


def test_a_language_without_a_row_is_folded_and_not_stemmed():
    assert language("tlh").terms("Qapla’ batlh") == [("qapla", "qapla"), ("batlh", "batlh")]


@pytest.mark.parametrize("code", known_languages())
def test_every_row_is_whole(code):
    spoken, months = language(code), month_names(code)
    assert len(months) in (0, 12)
    assert [fold(month) for month in months] == months
    assert reporting_words(code)
    assert all(words(word) == [word] for word in spoken.stop_words)
    assert spoken.stems("a b") == ["a", "b"]
