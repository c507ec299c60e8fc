from dataclasses import replace

import numpy as np
import pytest
from fakes import passage_at
from legs import PROFILE, DenseLeg
from nutgraf.corpus.article import Article
from nutgraf.corpus.passages import cut, windows
from policies import UNMERGED

NEAR = 0.005
"""What a byte a number may move a cosine."""
QUESTION = "the mayor and the river"
LONG = " ".join(f"Sentence {number} tells of the river." for number in range(12))  # a window each
STORIES = [
    Article(
        id=str(number),
        text="\n\n".join(
            [
                f"mayor {number % 7} spoke",
                "the very same words",
                *([LONG] if number % 4 == 0 else []),
                f"river {number}",
            ]
        ),
    )
    for number in range(60)
]


def brute_force(snapshot, embedder, mask):
    """Every row's score, each judged by itself, best first, ties by row."""
    asked = DenseLeg(snapshot, embedder, QUESTION)
    scores = [(-asked.score(np.array([row])).score.item(), row) for row in np.flatnonzero(mask).tolist()]
    return [(row, -score) for score, row in sorted(scores)]


def cosines(snapshot, embedder, row):
    """Of each window of a row, from its text."""
    text = passage_at(snapshot, row).text
    parts = embedder.passages([text[start:end] for start, end in windows(text)])
    return parts.astype(np.float64) @ embedder.queries([QUESTION])[0]


def ranked(snapshot, embedder, k, mask):
    ranking = DenseLeg(snapshot, embedder, QUESTION).retrieve(k, np.flatnonzero(mask))
    assert ranking.rows.dtype == np.int64
    assert ranking.scores.dtype == np.float32
    return list(zip(ranking.rows.tolist(), ranking.scores.tolist(), strict=True))


@pytest.fixture(params=["one segment", "many segments", "many segments with tombstones"])
def snapshot(request, add, remove, folder):
    policy = UNMERGED if request.param == "one segment" else replace(UNMERGED, commit_windows=20)
    add(STORIES, policy=policy)
    if request.param == "many segments with tombstones":
        remove("0", "7", "33", policy=policy)
        add([replace(STORIES[12], text="mayor river mayor"), replace(STORIES[20], text=LONG)], policy=policy)
    snapshot = folder.open()
    assert (len(snapshot.segments) > 5) == (request.param != "one segment")
    assert snapshot.live.all() == ("tombstones" not in request.param)
    assert sum(entry.windows for entry in snapshot.manifest.segments) > snapshot.passages + 20
    return snapshot


@pytest.mark.parametrize("share", [0, 0.02, 0.3, 1])
@pytest.mark.parametrize("k", [1, 3, 40, 10_000])
def test_it_finds_what_brute_force_finds_in_the_same_order(snapshot, embedder, share, k):
    mask = snapshot.live & (np.random.default_rng(3).random(len(snapshot.live)) < share)
    expected = brute_force(snapshot, embedder, mask)
    assert len(expected) == mask.sum()
    assert ranked(snapshot, embedder, k, mask) == expected[:k]


def test_equal_texts_score_equal_to_the_last_bit_and_stand_in_row_order(snapshot, embedder):
    ranking = ranked(snapshot, embedder, 10_000, snapshot.live)
    twins = [(row, score) for row, score in ranking if passage_at(snapshot, row).text == "the very same words"]
    assert len(twins) > 50
    assert len({score for _, score in twins}) == 1
    assert twins == sorted(twins)


@pytest.mark.parametrize("step", [1, 3, 50, 10_000])
def test_any_row_dead_or_alive_is_judged_by_its_best_window_and_by_how_many_it_is_the_best_of(snapshot, embedder, step):
    rows = np.arange(0, len(snapshot.live), step)
    evidence = DenseLeg(snapshot, embedder, QUESTION).score(rows)
    each = [cosines(snapshot, embedder, row) for row in rows.tolist()]
    np.testing.assert_allclose(evidence.windows, np.concatenate(each), atol=NEAR)
    np.testing.assert_allclose(evidence.score, [it.max() for it in each], atol=NEAR)
    spread = [it.max() - PROFILE.windows_penalty * np.log(len(it)) for it in each]
    assert evidence.signals.keys() == {"meaning"}
    np.testing.assert_allclose(evidence.signals["meaning"], spread, atol=NEAR)
    assert {it.dtype for it in (evidence.score, evidence.windows, evidence.signals["meaning"])} == {np.dtype("f4")}


def test_no_rows_are_judged_as_nothing(snapshot, embedder):
    evidence = DenseLeg(snapshot, embedder, QUESTION).score(np.zeros(0, np.int64))
    assert [it.tolist() for it in (evidence.score, evidence.windows, evidence.signals["meaning"])] == [[], [], []]


def test_equal_text_is_judged_equal_to_the_last_bit_wherever_it_stands_and_in_whatever_company(snapshot, embedder):
    asked, everywhere = DenseLeg(snapshot, embedder, QUESTION), np.arange(len(snapshot.live))
    said = {}
    for rows in (everywhere, everywhere[1::3], *np.split(everywhere, len(everywhere))):
        evidence, starts = asked.score(rows), np.cumsum(snapshot.window_ranges(rows)[1])[:-1]
        each = (evidence.score, evidence.signals["meaning"], np.split(evidence.windows, starts))
        for row, score, meaning, those in zip(rows.tolist(), *each, strict=True):
            said.setdefault(passage_at(snapshot, row).text, set()).add((score.item(), meaning.item(), *those.tolist()))
    assert len(said) < len(everywhere) / 2
    assert {len(it) for it in said.values()} == {1}


def test_an_empty_index_finds_nothing(add, folder, embedder):
    add([])
    snapshot = folder.open()
    assert ranked(snapshot, embedder, 5, snapshot.live) == []


def test_long_passages_were_cut_into_windows_and_short_ones_not():
    assert [len(windows(passage.text)) for passage in cut(STORIES[0])] == [1, 1, 12, 1]
