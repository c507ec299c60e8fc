import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from nutgraf.index.analysis.words import fold, split, words

texts = st.text(st.characters(exclude_categories=["Cs"]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Floods flooded the FLOOD plain", ["floods", "flooded", "the", "flood", "plain"]),
        ("U.S. and U.S.-led; at 5 p.m.", ["us", "and", "us", "led", "at", "5", "pm"]),
        ("China's and China’s", ["china's", "and", "china's"]),
        ("Málaga, São Tomé, naïve", ["malaga", "sao", "tome", "naive"]),
        ("Łódź, København, Đà Nẵng, Ægir", ["lodz", "kobenhavn", "da", "nang", "aegir"]),
        ("Straße ﬁve ｆｕｌｌ", ["strasse", "five", "full"]),
        ("İSTANBUL ılık", ["istanbul", "ilik"]),
        ("й ї ё", ["й", "ї", "е"]),
        ("Ελλάδα ΕΛΛΑΔΑΣ", ["ελλαδα", "ελλαδασ"]),
        ("كِتَابٌ إلى", ["كتاب", "الي"]),
        ("שָׁלוֹם", ["שלום"]),
        ("می\u200cخواهم كتاب کتاب", ["ميخواهم", "كتاب", "كتاب"]),
        ("निर्वाचन आयोग", ["निर्वाचन", "आयोग"]),
        ("মন্ত্রীরা தமிழ்நாடு", ["মন্ত্রীরা", "தமிழ்நாடு"]),
        ("東京 tower", ["東", "京", "tower"]),
        ("が か", ["が", "か"]),
        ("ไทย", ["ไท", "ทย"]),
        ("มีคน ก", ["มีค", "คน", "ก"]),
        ("កម្ពុជា", ["កម្ពុ", "ម្ពុជា"]),
        ("٢٠٢٤ २०२४", ["2024", "2024"]),
        ("24,500 24.500 24\u202f500 1,234,567 2,50 3.14", ["24500", "24500", "24500", "1234567", "2", "50", "3", "14"]),
        ("F-16 F16 38km", ["f", "16", "f", "16", "38", "km"]),
        ("1990s 4th 2nd 10am", ["1990s", "4th", "2nd", "10", "am"]),
        ("co\u00adoperate", ["cooperate"]),
        ("snake_case/slash", ["snake", "case", "slash"]),
        ("!!! … —", []),
        ("", []),
    ],
)
def test_words_are_folded_and_split(text, expected):
    assert words(text) == expected


@pytest.mark.parametrize(
    ("text", "joined"),
    [
        ("cyber-attack", ["cyber-attack"]),
        ("cyber‑attack", ["cyber-attack"]),  # a hyphen that does not break
        ("F-16", ["f-16"]),
        ("F16", ["f-16"]),
        ("38km", ["38-km"]),
        ("38 km", []),
        ("COVID-19", ["covid-19"]),
        ("3-2 and 2019-20", []),
        ("10-year-old", ["year-old"]),
        ("東京都", ["東-京", "京-都"]),
        ("서울에", ["서-울", "울-에"]),
    ],
)
def test_a_compound_gives_the_joined_word_after_its_parts(text, joined):
    assert [word for word in split(text) if "-" in word] == joined


@given(texts)
def test_folding_twice_changes_nothing(text):
    for word in split(text):
        assert fold(fold(word)) == fold(word) != ""


@given(texts)
@example("Ǆ")
@example("ᾀ")
def test_a_text_has_the_same_words_however_its_accents_are_composed(text):
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert split(composed) == split(decomposed)


@given(st.text(st.characters(codec="ascii")))
def test_case_makes_no_difference(text):
    assert split(text) == split(text.upper()) == split(text.lower())


@given(st.text(st.characters(codec="ascii")))
def test_plain_text_is_split_as_beside_other_scripts(text):
    assert split(f"{text} é")[:-1] == split(text)


def test_a_word_too_long_to_be_one_is_cut():
    assert words("x" * 10_000) == ["x" * 64]


@given(st.text(st.characters(codec="ascii")) | st.from_regex(r"[a-c1-3',.\- ’]{0,12}", fullmatch=True))
def test_words_are_what_is_split_without_joined_words(text):
    assert words(text) == [fold(word) for word in split(text) if "-" not in word]
