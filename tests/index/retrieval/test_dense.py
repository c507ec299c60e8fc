from dataclasses import replace

import numpy as np
import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.passages import cut, windows
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing import build
from small_indexes.fakes import index_at, passage_at
from small_indexes.legs import PROFILE, DenseLeg
from small_indexes.policies import UNMERGED

NEAR = 0.005
"""Error of a cosine of int8 vectors, at most."""
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
    """Score each row alone, and sort: best first, ties by row."""
    leg = DenseLeg(snapshot, embedder, QUESTION)
    scores = [(-leg.score(np.array([row])).score.item(), row) for row in np.flatnonzero(mask).tolist()]
    return [(row, -score) for score, row in sorted(scores)]


def cosines(snapshot, embedder, row):
    """Compute the cosine of each window of a row, from its text."""
    text = passage_at(snapshot, row).text
    parts = embedder.passages([text[start:end] for start, end in windows(text)])
    return parts.astype(np.float64) @ embedder.queries([QUESTION])[0]


def ranked(snapshot, embedder, k, mask):
    ranking = DenseLeg(snapshot, embedder, QUESTION).retrieve(k, np.flatnonzero(mask))
    assert ranking.rows.dtype == np.int64
    assert ranking.scores.dtype == np.float32
    return list(zip(ranking.rows.tolist(), ranking.scores.tolist(), strict=True))


@pytest.fixture(scope="module", params=["one segment", "many segments", "many segments with tombstones"])
def snapshot(request, tmp_path_factory):
    policy = UNMERGED if request.param == "one segment" else replace(UNMERGED, commit_windows=20)
    folder = IndexFolder(index_at(tmp_path_factory.mktemp("dense") / "index", STORIES, policy=policy))
    if request.param == "many segments with tombstones":
        build.remove(folder, ["0", "7", "33"], policy=policy)
        changed = [replace(STORIES[12], text="mayor river mayor"), replace(STORIES[20], text=LONG)]
        index_at(folder.path, changed, policy=policy)
    snapshot = folder.open()
    assert (len(snapshot.segments) > 5) == (request.param != "one segment")
    assert snapshot.live.all() == ("tombstones" not in request.param)
    assert sum(entry.windows for entry in snapshot.manifest.segments) > snapshot.passages + 20
    return snapshot


@pytest.mark.parametrize("share", [0, 0.02, 0.3, 1])
@pytest.mark.parametrize("k", [1, 3, 40, 10_000])
def test_retrieval_equals_brute_force_in_order(snapshot, embedder, share, k):
    mask = snapshot.live & (np.random.default_rng(3).random(len(snapshot.live)) < share)
    expected = brute_force(snapshot, embedder, mask)
    assert len(expected) == mask.sum()
    assert ranked(snapshot, embedder, k, mask) == expected[:k]


def test_equal_texts_score_equal_to_the_last_bit_and_rank_in_row_order(snapshot, embedder):
    ranking = ranked(snapshot, embedder, 10_000, snapshot.live)
    twins = [(row, score) for row, score in ranking if passage_at(snapshot, row).text == "the very same words"]
    assert len(twins) > 50
    assert len({score for _, score in twins}) == 1
    assert twins == sorted(twins)


@pytest.mark.parametrize("step", [1, 3, 50, 10_000])
def test_any_row_dead_or_alive_scores_by_its_best_window_and_its_number_of_windows(snapshot, embedder, step):
    rows = np.arange(0, len(snapshot.live), step)
    evidence = DenseLeg(snapshot, embedder, QUESTION).score(rows)
    each = [cosines(snapshot, embedder, row) for row in rows.tolist()]
    np.testing.assert_allclose(evidence.windows, np.concatenate(each), atol=NEAR)
    np.testing.assert_allclose(evidence.score, [cosines.max() for cosines in each], atol=NEAR)
    spread = [cosines.max() - PROFILE.windows_penalty * np.log(len(cosines)) for cosines in each]
    assert evidence.signals.keys() == {"meaning"}
    np.testing.assert_allclose(evidence.signals["meaning"], spread, atol=NEAR)
    arrays = (evidence.score, evidence.windows, evidence.signals["meaning"])
    assert {array.dtype for array in arrays} == {np.dtype("f4")}


def test_no_rows_have_no_scores(snapshot, embedder):
    evidence = DenseLeg(snapshot, embedder, QUESTION).score(np.zeros(0, np.int64))
    arrays = (evidence.score, evidence.windows, evidence.signals["meaning"])
    assert [array.tolist() for array in arrays] == [[], [], []]


def test_equal_texts_score_equal_to_the_last_bit_in_any_row_and_batch(snapshot, embedder):
    leg, everywhere = DenseLeg(snapshot, embedder, QUESTION), np.arange(len(snapshot.live))
    scores_by_text = {}
    for rows in (everywhere, everywhere[1::3], *np.split(everywhere, len(everywhere))):
        evidence, starts = leg.score(rows), np.cumsum(snapshot.window_ranges(rows)[1])[:-1]
        each = (evidence.score, evidence.signals["meaning"], np.split(evidence.windows, starts))
        for row, score, meaning, those in zip(rows.tolist(), *each, strict=True):
            scores_by_text.setdefault(passage_at(snapshot, row).text, set()).add(
                (score.item(), meaning.item(), *those.tolist())
            )
    assert len(scores_by_text) < len(everywhere) / 2
    assert {len(scores) for scores in scores_by_text.values()} == {1}


def test_an_empty_index_finds_nothing(add, folder, embedder):
    add([])
    snapshot = folder.open()
    assert ranked(snapshot, embedder, 5, snapshot.live) == []


def test_long_passages_were_cut_into_windows_and_short_ones_not():
    assert [len(windows(passage.text)) for passage in cut(STORIES[0])] == [1, 1, 12, 1]
