import random
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.analysis.query import QueryTerm
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval import lexical
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing import build
from nutgraf.index.writing.merge import merge_once
from nutgraf.index.writing.merge_policy import MergePolicy
from nutgraf.index.writing.write_policy import WritePolicy
from small_indexes.bm25_by_hand import assert_agrees, retrieved, scored
from small_indexes.fakes import index_at
from small_indexes.legs import PROFILE, LexicalLeg
from small_indexes.policies import UNMERGED

WORKED = RankingProfile(k1=0.5, b=0.4, exact_form=0.5, stop_word_weight=0.3)
"""The constants of the examples that are computed by hand; they do not follow the tuning."""


def test_stems_and_exact_forms_computed_by_hand(add, folder):
    add(
        [Article(id="a", title="Floods", text="Storm storms hit.\n\nThe river rose."), Article(id="b", text="A storm.")]
    )
    # Words with the title: a#p0 floods storm storms hit (4), a#p1 floods the river rose (4), b#p0 a storm (2)
    # N = 3, average length 10 / 3; idf(storm) = ln(1 + 1.5 / 2.5) = 0.470004, idf(river) = ln(1 + 2.5 / 1.5) = 0.980829
    # 4 words: k1 * (...) = 0.5 * (0.6 + 0.4 * 1.2) = 0.54; 2 words: 0.5 * (0.6 + 0.4 * 0.6) = 0.42
    # a#p0: "storm" in any form twice, as "storms" once: 0.470004 * (3 / 2.54 + 0.5 * 1.5 / 1.54) = 0.784020
    # a#p1: "river" as it was asked, once:              0.980829 * (1.5 / 1.54 + 0.5 * 1.5 / 1.54) = 1.433030
    # b#p0: "storm", but not as it was asked:           0.470004 * 1.5 / 1.42                       = 0.496483
    scores = scored(folder.open(), "river storms?", WORKED)
    assert {name: passage.words for name, passage in scores.items()} == pytest.approx(
        {"a#p0": 0.784020, "a#p1": 1.433030, "b#p0": 0.496483}, abs=2e-6
    )
    # Windows have 3, 3 and 2 words, on average 8 / 3
    # 3 words: 0.5 * (0.6 + 0.4 * 1.125) = 0.525, 2 words: 0.5 * (0.6 + 0.4 * 0.75) = 0.45
    # a#p0: 0.470004 * (3 / 2.525 + 0.75 / 1.525), a#p1: 0.980829 * 2.25 / 1.525, b#p0: 0.470004 * 1.5 / 1.45
    assert {name: passage.sentence for name, passage in scores.items()} == pytest.approx(
        {"a#p0": 0.789569, "a#p1": 1.447125, "b#p0": 0.486211}, abs=2e-6
    )
    # Articles have 7 and 2 words, on average 4.5; idf(storm) = ln(1 + 0.5 / 2.5) = 0.182322, idf(river) = ln 2
    # a: 0.5 * (0.6 + 0.4 * 14 / 9) = 0.611111: 0.182322 * 3 / 2.611111 + 0.693147 * 1.5 / 1.611111
    # b: 0.5 * (0.6 + 0.4 * 4 / 9) = 0.388889: 0.182322 * 1.5 / 1.388889
    assert {name: passage.article for name, passage in scores.items()} == pytest.approx(
        {"a#p0": 0.854821, "a#p1": 0.854821, "b#p0": 0.196907}, abs=2e-6
    )


def test_a_title_counts_in_its_passages_but_makes_no_word_common_worked_by_hand(add, folder):
    add([Article(id="a", title="Storm", text="storm\n\nvote"), Article(id="b", text="mayor")])
    # "storm" stands in 1 of 3 paragraphs: idf = ln(1 + 2.5 / 1.5) = 0.980829; lengths 2, 2, 1, average 5 / 3
    # 2 words: 0.5 * (0.6 + 0.4 * 1.2) = 0.54; a#p0: 2 * 1.5 / 2.54, a#p1: 1.5 / 1.54, each half as much once more
    scores = {name: passage.words for name, passage in scored(folder.open(), "storm", WORKED).items()}
    assert scores == pytest.approx({"a#p0": 1.737689, "a#p1": 1.433030, "b#p0": 0}, abs=2e-6)


def test_a_stop_word_weighs_little_beside_a_key_term_computed_by_hand(add, folder):
    add([Article(id="a", text="the storm"), Article(id="b", text="the vote"), Article(id="c", text="mayor vote")])
    # All of average length: "once, as it was asked" is 1.5 * 1.5 / 1.5 = 1.5
    # idf(the) = ln(1 + 1.5 / 2.5) = 0.470004, at 0.3 of its weight; idf(storm) = ln(1 + 2.5 / 1.5) = 0.980829
    scores = {name: passage.words for name, passage in scored(folder.open(), "the storm", WORKED).items()}
    assert scores == pytest.approx({"a#p0": 1.5 * (0.980829 + 0.3 * 0.470004), "b#p0": 0.211502, "c#p0": 0}, abs=2e-6)
    assert [name for name, _ in retrieved(folder.open(), "the storm", profile=WORKED)] == ["a#p0"]
    alone = {name: passage.words for name, passage in scored(folder.open(), "the", WORKED).items()}
    assert alone == pytest.approx({"a#p0": 0.705006, "b#p0": 0.705006, "c#p0": 0}, abs=2e-6)
    assert [name for name, _ in retrieved(folder.open(), "the", profile=WORKED)] == ["a#p0", "b#p0"]


COMMON = ["vote", "votes", "Voting", "storm", "storms", "the", "of", "river", "U.S.", "mayor"]
chosen = st.lists(st.sampled_from(COMMON), min_size=1, max_size=5).map(" ".join)
sentences = chosen.map(lambda sentence: f"{sentence[0].upper()}{sentence[1:]}.") | st.just("…")
paragraphs = st.lists(sentences, min_size=1, max_size=3).map(" ".join)
bodies = st.lists(paragraphs, min_size=1, max_size=3).map("\n\n".join)
stories = st.tuples(st.just("") | chosen, bodies)
questions = st.lists(st.sampled_from([*COMMON, "absent", "?"]), max_size=12).map(" ".join)


EAGER = WritePolicy(merge=MergePolicy(merge_factor=2, max_deleted_share=0))


def index_of(batches, place):
    folder = IndexFolder(place)
    for batch in ([], *batches):
        index_at(place, batch, policy=UNMERGED)
    return folder


def batches_of(articles, borders):
    ends = sorted({0, len(articles), *(border for border in borders if border < len(articles))})
    return [articles[start:end] for start, end in pairwise(ends)]


@settings(max_examples=settings.default.max_examples * 2 // 3)  # each indexes three times
@given(
    st.lists(st.tuples(stories, st.booleans()), min_size=1, max_size=8),
    st.lists(st.integers(0, 8), max_size=4),
    st.lists(questions, min_size=1, max_size=4),
)
def test_scores_depend_on_live_passages_and_not_on_segments(stories, borders, questions):
    articles = [
        Article(id=str(number), title=title, text=text, language="en")  # of two words, a detector makes any language
        for number, ((title, text), _) in enumerate(stories)
    ]
    gone = {str(number) for number, (_, dies) in enumerate(stories) if dies}
    left = [article for article in articles if article.id not in gone]
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as place:
        patch.setattr("os.fsync", lambda _: None)
        once = index_of([left], Path(place) / "once").open()
        spread = index_of(batches_of(articles, borders), Path(place) / "spread")
        build.remove(spread, gone, policy=UNMERGED)
        spread_snapshot = spread.open()
        with spread.writing() as manifest:
            if next_manifest := merge_once(spread.snapshot(manifest), spread.segments, policy=EAGER):
                spread.commit(next_manifest)
        merged = spread.open()
        assert len(merged.segments) == bool(left)
        assert sum(len(entry.dead) for entry in merged.manifest.segments) == 0
        for question in questions:
            if left:
                assert_agrees(once, left, question)
            expected = scored(once, question), retrieved(once, question)
            assert (scored(spread_snapshot, question), retrieved(spread_snapshot, question)) == expected
            assert (scored(merged, question), retrieved(merged, question)) == expected


PLENTY = [f"{one}{other}" for one in ("storm", "vote", "river", "court", "fire") for other in "abcdefghijklmnopqrstuvw"]


def corpus(size=40):
    rng = random.Random(size)

    def random_text(most):
        return " ".join(rng.choices(PLENTY, k=rng.randint(1, most)))

    def paragraph():
        return " ".join(f"The {random_text(12)}." for _ in range(rng.randint(1, 5)))

    def text():
        return "\n\n".join(paragraph() for _ in range(rng.randint(1, 4)))

    return [Article(id=str(number), title=random_text(3) if number % 4 else "", text=text()) for number in range(size)]


@pytest.mark.parametrize("question", ["the storma", " ".join(PLENTY[::9]), " ".join(PLENTY)], ids=len)
def test_a_row_scores_the_same_to_the_last_bit_in_any_batch(add, folder, question):
    for batch in batches_of(corpus(), [1, 2, 9, 25]):
        add(batch, policy=UNMERGED)
    snapshot = folder.open()
    assert len(snapshot.segments) == 5
    assert_agrees(snapshot, corpus(), question)
    leg, counts = LexicalLeg(snapshot, question), snapshot.window_ranges(np.arange(snapshot.passages))[1]
    whole = leg.score(np.arange(snapshot.passages))
    each = np.split(whole.windows, np.cumsum(counts)[:-1])
    assert sum(len(set(signal.tolist())) > 1 for signal in each) > 5
    for rows in ([0], [snapshot.passages - 1], [3, 40, 41], range(0, snapshot.passages, 3)):
        selected = leg.score(np.array(rows))
        for name, signal in whole.signals.items():
            assert selected.signals[name].tolist() == signal[list(rows)].tolist()
        assert selected.windows.tolist() == np.concatenate([each[row] for row in rows]).tolist()


def test_dead_passages_can_be_scored_with_live_ones(add, remove, folder):
    add([*corpus(9), Article(id="gone", title="Storma", text="storma votea " * 50 + "\n\nvotea")])
    before = scored(folder.open(), "storma votea", WORKED)
    remove("gone")
    snapshot = folder.open()
    assert snapshot.manifest.segments[0].dead  # still there, as a tombstone
    assert_agrees(snapshot, corpus(9), "storma votea")
    assert scored(snapshot, "storma votea") != {
        name: passage for name, passage in before.items() if not name.startswith("gone")
    }
    everywhere = LexicalLeg(snapshot, "storma votea").score(np.arange(len(snapshot.live)))
    assert (everywhere.score[~snapshot.live] > 0).all()


def test_only_passages_with_a_key_term_and_among_the_given_rows_are_found(add, folder):
    add(corpus())
    snapshot = folder.open()
    leg = LexicalLeg(snapshot, "the storma")
    rows = leg.retrieve(10_000).rows
    assert 2 < len(rows) < snapshot.passages
    selected = np.sort(rows[1:3])
    assert leg.retrieve(10_000, selected).rows.tolist() == rows[1:3].tolist()
    assert leg.retrieve(1, selected).rows.tolist() == rows[1:2].tolist()
    assert leg.retrieve(10, selected[:0]).rows.tolist() == []


@pytest.mark.parametrize("question", ["", "absent ?!", "…"])
def test_unknown_words_find_nothing_and_score_0(add, folder, question):
    add(corpus(5))
    snapshot = folder.open()
    assert retrieved(snapshot, question) == []
    assert {(passage.words, passage.sentence, passage.article) for passage in scored(snapshot, question).values()} == {
        (0,) * 3
    }


def test_texts_without_words_score_0(add, folder):
    add([Article(id="a", text="…\n\n?!")])
    assert {passage.words for passage in scored(folder.open(), "storm", WORKED).values()} == {0}


def test_a_question_may_have_any_number_of_words(add, folder):
    add([Article(id="a", text="zzz")])
    letters = "abcdefghijklmnopqrstuvwxyz"
    question = " ".join(f"{one}{other}{third}" for one in letters for other in letters for third in letters)
    assert scored(folder.open(), question)["a#p0"].words == scored(folder.open(), "zzz")["a#p0"].words > 0


def test_an_empty_index_finds_nothing(add, folder):
    add([])
    assert retrieved(folder.open(), "storm") == []
    assert scored(folder.open(), "storm", WORKED) == {}


def test_the_batch_size_changes_no_bit(add, folder, monkeypatch):
    add(
        [
            Article(id=f"a{number}", title="Tax vote", text=f"Taxes rose {number} times. Rivers fell.")
            for number in range(9)
        ]
    )
    leg, rows = LexicalLeg(folder.open(), "what taxes rose when the river fell?"), np.arange(9)
    whole = leg.score(rows)
    monkeypatch.setattr(lexical, "_BATCH_CELLS", 1)
    single = leg.score(rows)
    for name, signal in whole.signals.items():
        assert signal.tobytes() == single.signals[name].tobytes()
    assert whole.windows.tobytes() == single.windows.tobytes()


def test_a_sentence_is_scored_with_the_title_that_names_its_subject(add, folder):
    texts = {"plain": "The tower opened in 1889.", "repeats": "The tower of Paris. It is tall and old and of iron."}
    add([Article(id=name, title="Paris", text=text) for name, text in texts.items()])
    scores = scored(folder.open(), "tower Paris opened")
    assert scores["plain#p0"].sentence > scores["repeats#p0"].sentence
    assert scores["repeats#p0"].windows[1] == 0  # the title alone highlights no sentence


class Given:
    """Statistics of given postings: for each term, weights by row."""

    def __init__(self, postings, passages):
        self.passages = passages
        self._postings = {
            (f"t{number}",): SimpleNamespace(
                rows=np.array(sorted(of_term), np.int32),
                weights=np.array([of_term[row] for row in sorted(of_term)], np.float32),
            )
            for number, of_term in enumerate(postings)
        }
        self.terms = [QueryTerm(stems, frozenset(stems), is_stopword=False) for stems in self._postings]

    def postings(self, stems):
        return self._postings[stems]

    def passage_frequency(self, stems):
        return len(self._postings[stems].rows)


@given(
    st.lists(st.dictionaries(st.integers(0, 39), st.sampled_from([0.5, 1, 1.7]), max_size=30), max_size=4),
    st.sets(st.integers(0, 39)),
    st.integers(0, 12),
    st.integers(1, 50),
)
def test_the_best_are_those_of_sums_over_all_rows_whatever_the_block(postings, dead, k, block):
    statistics, mask = Given(postings, 40), np.ones(40, bool)
    mask[list(dead)] = False
    sums = np.zeros(40, np.float32)
    for term, weight in zip(statistics.terms, lexical.term_weights(statistics.terms, statistics, PROFILE), strict=True):
        of_term = statistics.postings(term.stems)
        sums[of_term.rows] += weight * of_term.weights
    expected = sorted((-float(sums[row]), row) for row in range(40) if mask[row] and sums[row] > 0)[:k]
    with patch.object(lexical, "_BLOCK_ROWS", block):
        best = lexical.LexicalRetriever(statistics, lambda *_: mask, PROFILE).best(statistics.terms, k, mask)
    assert list(zip((-best.scores).tolist(), best.rows.tolist(), strict=True)) == expected
    assert best.rows.dtype == np.int64
