import json
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.sample import ARTICLES
from nutgraf.index.profile import RankingProfile
from nutgraf.search.ranking.phrasing import Comparison, Phrasing

PROFILE = RankingProfile()
WIRE = (
    "The ferry sank off Skarrow on Sunday night with 214 people on board, the coastguard said. Rescuers pulled 12 "
    "bodies from the water by noon and the search for the others will continue, a spokesman told reporters in the "
    "harbour. The company said that the vessel was “in perfect order” when it sailed."
)


def copies(texts, profile=PROFILE):
    """Which of `texts` are copies of the first."""
    comparison = Comparison([Phrasing(text) for text in texts].__getitem__, len(texts), profile)
    return comparison.copies(0, np.arange(1, len(texts))).tolist()


def resembles(one, other):
    return copies([one, other]) == [1]


def resembles_pair_by_pair(one, other, profile):
    """The law: one paragraph and another."""
    if one.words == other.words:
        return True
    if min(len(one.words), len(other.words)) < profile.copies_shortest:
        return False
    bigrams, others = set(pairwise(one.words)), set(pairwise(other.words))
    fewer, more = sorted((len(bigrams), len(others)))
    if fewer < profile.copies_length_ratio * more or len(bigrams & others) < profile.copies_shared * fewer:
        return False
    if one.numbers - other.numbers and other.numbers - one.numbers:
        return False
    return all((bigram, not is_negated) not in other.claims for bigram, is_negated in one.claims)


def edited(*changes):
    text = WIRE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    return text


@pytest.mark.parametrize(
    "other",
    [
        WIRE,
        "SKARROW (Reuters) - " + WIRE,
        "SKARROW, April 17 (AP) — " + WIRE,
        edited(("the coastguard said", "the coast guard told AFP")),
        edited(("“in perfect order”", '"in perfect order"')),
        edited(("12 bodies", "twelve bodies"), ("harbour", "harbor")),
        edited((" with 214 people on board", "")),
        edited((" The company said that the vessel was “in perfect order” when it sailed.", "")),
        edited(("The company said", "The company, which has denied any wrongdoing, said")),
        WIRE.upper().replace("“", "").replace("”", ""),
    ],
)
def test_usual_edits_of_wire_copy_are_copies(other):
    assert resembles(WIRE, other)
    assert resembles(other, WIRE)


@pytest.mark.parametrize(
    "other",
    [
        edited(("12 bodies", "15 bodies")),
        edited(("12 bodies", "fifteen bodies"), ("214", "214,000")),
        edited(("12 bodies", "nine bodies")),
        edited(("will continue", "will not continue")),
        edited(("will continue", "won't continue")),
        edited(("was “in perfect", "was never “in perfect")),
        WIRE[: WIRE.index("Rescuers")],  # a third of it
        "A ferry with 214 people on board has sunk near Skarrow; so far 12 bodies were found. The owner says "
        "that nothing was wrong with the ship. Rescue teams go on looking for survivors, and reporters wait.",
        "The mayor of Skarrow opened a new school on Sunday. He told reporters that 214 children will go there.",
    ],
)
def test_an_update_a_denial_a_part_and_a_rewording_are_no_copies(other):
    assert not resembles(WIRE, other)
    assert not resembles(other, WIRE)


def test_a_paragraph_that_denies_and_affirms_does_not_contradict_itself():
    text = "He said that the deal is not dead and that the deal is dead only for those who never wanted it, is not it?"
    assert resembles(text, text + " So he said on Sunday.")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Yes.", "“Yes!”", True),
        ("Yes.", "No.", False),
        ("Who won the vote in Paris?", "Who won the vote in Rome?", False),
        ("***", "—", True),
        ("", "Yes.", False),
    ],
)
def test_short_paragraphs_are_copies_only_if_their_words_are_equal(one, other, same):
    assert resembles(one, other) == same


def test_the_sample_s_wire_copies_are_found_and_nothing_else_in_it():
    lines = ARTICLES.read_text().splitlines()
    paragraphs = [
        (article["id"], Phrasing(text)) for article in map(json.loads, lines) for text in article["text"].split("\n\n")
    ]
    comparison = Comparison(lambda at: paragraphs[at][1], len(paragraphs), PROFILE)
    pairs = [
        {article, paragraphs[other][0]}
        for at, (article, phrasing) in enumerate(paragraphs)
        for other in comparison.copies(at, np.arange(at + 1, len(paragraphs))).tolist()
        if paragraphs[other][1].words != phrasing.words
    ]
    copied = {article for pair in pairs for article in pair}
    assert all(len({article.partition("-")[2] for article in pair}) == 1 for pair in pairs)  # of one story
    assert {article.partition("-")[2] for article in copied} == {
        "li-moscow",
        *(f"dam-{it}" for it in ("readings", "denial", "inspection", "vesel", "lowering", "review", "chief-resigns")),
        "dam-charges",
    }
    assert not copied & {"courant-dam-readings", "post-dam-review", "gazette-dam-memo"}  # told in words of their own


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fifteen people died", "Twenty people died"),
        ("The council voted on Wednesday to build it", "The council voted on Tuesday not to build it"),
    ],
)
def test_other_numbers_or_negations_are_no_copy(one, other):
    rest = " when the storm came over the bridge of Skarrow, said the mayor of the town to reporters at the harbour."
    assert not resembles(one + rest, other + rest)


SAID = st.lists(st.sampled_from(["one", "two", "said", "not", "never", "can't", "5", "6", "1.5", "a"]), max_size=30)


@given(
    st.lists(st.tuples(SAID.map(" ".join), st.integers(0, 3)).map(lambda it: it[0] + " it is so" * it[1]), min_size=1),
    st.floats(0, 1),
    st.floats(0, 1),
    st.integers(2, 8),
)
def test_paragraphs_compared_at_once_are_copies_where_they_are_pair_by_pair(texts, least, ratio, shortest):
    profile = RankingProfile(copies_shared=least, copies_length_ratio=ratio, copies_shortest=shortest)
    own, *others = map(Phrasing, texts)
    expected = [at for at, other in enumerate(others, 1) if resembles_pair_by_pair(own, other, profile)]
    assert copies(texts, profile) == expected


def test_a_long_series_of_like_reports_is_compared_at_once_and_not_pair_by_pair():
    # A question on 2,000 reports of one form took 45 s, and a server answered 503 to those on a timeline.
    read = []

    def phrasing(number):
        read.append(number)
        at = number % 150
        return Phrasing(f"Report {at}: lock {at} of the canal counted {3 * at} barges, not {at}, said the keeper")

    comparison = Comparison(phrasing, 200, PROFILE)
    copied = [comparison.copies(number, np.arange(number + 1, 200)).tolist() for number in range(200)]
    assert copied == [[number + 150] if number < 50 else [] for number in range(200)]
    assert sorted(read) == list(range(200))
