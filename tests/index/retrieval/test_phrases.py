from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.retrieval.phrases import phrase_matches
from nutgraf.index.segments.folder import IndexFolder
from small_indexes.english import tokens
from small_indexes.fakes import index_at, passage_at

TEXTS = (
    "A limitless pact.\n\nThe pact is without limits, said the men.",
    "Of the men, the men said: the pact of the men.",
    "No pact of men.\n\nLethal aid; aid is lethal. Lethal aid's end.",
    "the the the men",
)


def by_hand(phrase, snapshot):
    """Find the live rows that contain the stems of `phrase` in sequence, by reading every text."""
    sought, matches = tokens(phrase), []
    for row in np.flatnonzero(snapshot.live).tolist():
        stems = tokens(passage_at(snapshot, row).text)
        if any(stems[start : start + len(sought)] == sought for start in range(len(stems))):
            matches.append(row)
    return matches


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("limitless pact", [0]),
        ("the men", [1, 2, 5]),  # of two segments
        ("the pact of the men", [2]),
        ("the the", [5]),
        ("pact", [0, 1, 2, 3]),
        ("Lethal AID", [4]),
        ("is lethal lethal aid", [4]),  # over the end of a sentence
        ("men limitless", []),  # not over that of a paragraph, or of an article
        ("men lethal", []),
        ("absent men", []),
        ("big title", []),
        ("…", []),
        ("", []),
    ],
)
def test_a_phrase_matches_its_words_in_sequence_within_a_paragraph(add, folder, phrase, expected):
    for batch in (TEXTS[:2], TEXTS[2:]):
        add([Article(id=text, title="Big title", text=text) for text in batch])
    rows = phrase_matches(phrase, folder.open())
    assert rows.dtype == np.int64
    assert rows.tolist() == expected


def test_dead_passages_do_not_match(add, remove, folder):
    add([Article(id=str(number), text="the pact") for number in range(9)])
    remove("4")
    assert not folder.open().live.all()
    assert phrase_matches("the pact", folder.open()).tolist() == [0, 1, 2, 3, 5, 6, 7, 8]


def test_an_empty_index_has_no_match(add, folder):
    add([])
    assert phrase_matches("the pact", folder.open()).tolist() == []


sentences = st.lists(st.sampled_from(["vote", "Votes", "voting", "the", "storm"]), min_size=1, max_size=6)
paragraphs = st.lists(sentences.map(" ".join), min_size=1, max_size=3).map(". ".join)


@given(st.lists(paragraphs, min_size=1, max_size=8), st.integers(1, 8), st.lists(sentences, min_size=1, max_size=5))
def test_matches_equal_a_scan_of_every_paragraph(texts, first, phrases):
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as place:
        patch.setattr("os.fsync", lambda _: None)
        folder = IndexFolder(Path(place) / "index")
        articles = [Article(id=str(number), text=text) for number, text in enumerate(texts)]
        for batch in (articles[:first], articles[first:]):
            index_at(folder.path, batch)
        for phrase in phrases:
            assert phrase_matches(" ".join(phrase), folder.open()).tolist() == by_hand(" ".join(phrase), folder.open())
