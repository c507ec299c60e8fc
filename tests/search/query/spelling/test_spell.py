from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.index.analysis.words import fold, words
from nutgraf.search.query.spelling.dictionary import is_listed
from nutgraf.search.query.spelling.nearest import most_edits, nearest
from nutgraf.search.query.spelling.spell import MOST_ENDINGS, Spelled, spell
from nutgraf.search.query.spelling.variants import british_or_american, variants
from stores.memory_statistics import edit_distance

ARCHIVE = Counter(
    words(
        """
        the harbour tunnel 24,500 crowns the cyberattack on the water works the javelin record in Weldhaven a prize
        Ollander javelins and javelin throwers received Kyiv and Kiev president Zelenskyy said the depots and deposit
        deposit family they levy Brindle unemployment in Ardenia power data meta half cent 5 bn billion Müller
        organised analyse
        """
    )
)
ARCHIVE["7-b"] = 1


class Words:
    """A vocabulary over `ARCHIVE`."""

    def beginning_with(self, beginning, limit):
        return [word for word, _ in ARCHIVE.most_common() if word.startswith(beginning)][:limit]

    def near(self, word, edits):
        return sorted(it for it in ARCHIVE if edit_distance(it, word) <= edits)


def read(text, kept=frozenset()):
    return spell(text, lambda word: ARCHIVE[word], Words(), ("en",), kept, "water works".__eq__)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("javlin record", "javelin record"),
        ("unemploment in Ardena", "unemployment in Ardenia"),
        ("Veldhaven's prise", "Weldhaven's prize"),
        ("watr levvy Brindel", "water levy Brindle"),
        ("who recieved it?", "who received it?"),
        ("thry said", "they said"),
        ("famiy", "family"),
        ("WHO RECIEVED THE PRISE", "WHO Received THE Prize"),
    ],
)
def test_a_misspelt_word_is_the_nearest_of_the_archive(typed, text):
    spelled = read(typed)
    assert spelled.text == text
    assert spelled.also


@pytest.mark.parametrize(
    "typed",
    [
        "Jordan Poyer",  # a name that the archive does not have, not "power"
        "Alejandro Mata",
        "reported by CNET",
        "the Engadget review",
        "harbor",  # American, and listed in the dictionary: the stemmer is asked first, the reader may quote it
        "wasnt it",
        "a cyber attack",  # the archive has it in one word
        "cyber-attack",
        "24501 crowns",
        "see example.javlin.org",
        "@javlin",
        'he said "javlin"',
        "the dept. of water",
        "us",
        "x" * 500,
    ],
)
def test_what_is_no_misspelt_word_stays(typed):
    assert read(typed).text == typed


@pytest.mark.parametrize(
    ("typed", "other"),
    [("harbor", "harbour"), ("Harbor", "harbour"), ("organized", "organised"), ("analyze", "analyse")],
)
def test_british_and_american_spellings_find_each_other_and_are_not_told(typed, other):
    spelled = read(f"the {typed} tunnel")
    assert (spelled.text, spelled.also) == (f"the {typed} tunnel", {})
    assert spelled.variants == {typed.lower(): (other,)}


def test_a_beginning_that_is_british_too_keeps_what_follows():
    assert british_or_american("labourers") == "laborers"
    assert british_or_american("laborers") == "labourers"
    assert british_or_american("prise") == british_or_american("rose") == british_or_american("doctor") == ""


def test_an_umlaut_may_be_typed_as_two_letters():
    assert read("Mueller").text == "Muller"
    assert read("Mueller").also == {"mueller": ("muller",)}


def test_the_unit_of_a_number_has_its_forms_too():
    assert read("5bn crowns").variants == {"bn": ("billion",)}


def test_words_that_are_as_near_are_all_searched():
    spelled = read("a depost")
    assert spelled.also == {"depost": ("deposit", "depots")}
    assert spelled.text == "a deposit"
    assert spelled.variants == {"deposit": ("depots",)}


def test_a_compound_is_found_in_two_words_where_they_stand_together():
    assert read("the waterworks").text == "the water works"
    assert read("waterworks").also == {"waterworks": ("water works",)}
    assert read("harbourtunnel").text == "harbourtunnel"


def test_a_word_that_is_understood_already_stays():
    assert read("javlin", kept={"javlin"}).text == "javlin"


def test_a_beginning_stands_for_the_words_that_begin_so():
    spelled = read("Javel* record")
    assert spelled.text == "Javelin record"
    assert spelled.also == {"javel*": ("javelin", "javelins")}
    assert spelled.variants == {"javelin": ("javelins",)}
    assert read("qq* record").text == "qq record"
    assert len(read("th*").also["th*"]) <= MOST_ENDINGS


@pytest.mark.parametrize("typed", ["*", "**javel**", "*javel*", "j*", "2 * 3"])
def test_a_star_elsewhere_is_no_beginning(typed):
    assert read(typed).also == {}


def test_a_name_is_found_in_its_other_spellings():
    assert read("Selenskyj").text == "Zelenskyy"
    assert read("Selenskyj").also == {"selenskyj": ("zelenskyy",)}
    assert read("Kiev").also == {"kiev": ("kyiv",)}
    assert read("Kiev").variants == {"kiev": ("kyiv",)}
    assert read("Kyjiw").variants == {"kyiv": ("kiev",)} or read("Kyjiw").variants == {"kiev": ("kyiv",)}


def test_forms_of_one_word_are_not_told():
    spelled = read("5 bn crowns")
    assert spelled.variants == {"bn": ("billion",)}
    assert spelled.also == {}


def test_the_letter_behind_an_amount_of_money_is_a_word():
    assert read("a $5b levy").variants == read("a € 2.5b levy").variants == {"b": ("billion", "bn")}
    assert read("a 5b levy").variants == {"b": ()}
    assert read("a 7 billion levy").variants == {"billion": ("bn", "7-b")}


@pytest.mark.parametrize(
    ("typed", "held", "others"),
    [
        ("who stole it?", "stole", ("steal", "stolen")),
        ("wolf", "wolf", ("wolves",)),
        ("a quake", "quake", ("earthquake",)),
    ],
)
def test_irregular_forms_find_each_other_and_are_not_told(typed, held, others):
    archive = {held, *others}
    spelled = spell(typed, lambda word: word in archive, Words(), ("en",))
    assert spelled == Spelled(typed, {}, {held: others})


def test_a_form_that_the_archive_lacks_stays_in_the_question():
    spelled = spell("why did it break?", lambda word: word == "broke", Words(), ("en",))
    assert spelled == Spelled("why did it break?", {}, {"break": ("broke",)})


def test_every_spelling_is_in_one_line():
    for word, others in variants().items():
        assert fold(word.lower()) == word
        assert words(word) == [word]
        assert word not in others.words
        assert all(word in variants()[other].words for other in others.words)


def test_the_dictionary_has_words_of_the_archives_languages():
    assert is_listed("prosecution", ("en",))
    assert not is_listed("prosecutoin", ("en",))
    assert is_listed("haus", ("de",))
    assert not is_listed("haus", ("tr",))


@given(
    st.text() | st.lists(st.sampled_from(["javlin", "Veldhaven", "*", "th*", "'s", '"', "-", "é", " "])).map("".join)
)
def test_any_text_is_spelled_somehow(text):
    spelled = read(text)
    assert read(text) == spelled
    assert all(ARCHIVE[word] for found in spelled.also.values() for words in found for word in words.split())
    if not (spelled.also or spelled.variants or "*" in text):
        assert spelled.text == text


@pytest.mark.parametrize(
    ("word", "is_name", "edits"),
    [("wat", False, 0), ("watr", False, 1), ("Mata", True, 0), ("unemploment", False, 2), ("montebourgh", True, 1)],
)
def test_short_words_and_names_are_corrected_with_care(word, is_name, edits):
    assert most_edits(word.lower(), is_name=is_name) == edits


def test_a_letter_that_sounds_otherwise_is_no_typing_error():
    assert nearest("consts", {"coasts": 4}, is_name=False) == []
    assert nearest("famale", {"female": 4}, is_name=False) == ["female"]
    assert nearest("prostution", {"prosecution": 9, "prostitution": 1}, is_name=False) == ["prostitution"]
