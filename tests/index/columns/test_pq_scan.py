import numpy as np
import pytest
from fakes import FakeEmbedder
from nutgraf.corpus.article import Article
from nutgraf.index.columns import pq_scan
from nutgraf.index.columns.int8_vectors import Int8Vectors
from nutgraf.index.columns.pq_scan import PQScan, scan_arrays
from nutgraf.index.retrieval import dense
from nutgraf.index.retrieval.dense import Dense
from nutgraf.index.writing import merge

SIZE, DIM = 6_000, 64


@pytest.fixture(scope="module")
def many():
    """Unit vectors in some two hundred clusters, like those of sentences."""
    random = np.random.default_rng(2)
    centres = random.normal(size=(200, DIM))
    rows = centres[random.integers(0, 200, SIZE)] + random.normal(scale=0.6, size=(SIZE, DIM))
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_the_ten_nearest_are_among_a_few_hundred_candidates(many):
    stored = Int8Vectors.quantize(many)
    scan = PQScan(scan_arrays(stored), SIZE)
    recalled = []
    for query in many[::300]:
        nearest = set(np.argsort(-(many @ query))[:10].tolist())
        windows, scores = scan.nearest(query, 400)
        assert len(set(windows.tolist())) == 400
        assert (np.diff(scores) <= 0).all()
        recalled.append(len(nearest & set(windows.tolist())) / 10)
    assert np.mean(recalled) >= 0.99


def test_scores_are_close_to_the_cosines(many):
    windows, scores = PQScan(scan_arrays(Int8Vectors.quantize(many)), SIZE).nearest(many[7], SIZE)
    cosines = many[windows] @ many[7]
    assert np.corrcoef(scores, cosines)[0, 1] > 0.7
    assert (scores[:50] / cosines[:50]).mean() == pytest.approx(1, abs=0.2)


def test_too_few_vectors_and_an_odd_dimension_have_no_scan(many):
    assert scan_arrays(Int8Vectors.quantize(many[: pq_scan.MIN_SCAN_WINDOWS - 1])) == {}
    assert scan_arrays(Int8Vectors.quantize(many[:, :63])) == {}


@pytest.fixture
def crowd(add, folder, monkeypatch):
    """An index of several segments, some with a scan and some too small for one, with the exact search switched off."""
    monkeypatch.setattr(pq_scan, "MIN_SCAN_WINDOWS", 200)
    monkeypatch.setattr(merge, "FAN_IN", 99)
    monkeypatch.setattr(dense, "FEW", 0)
    monkeypatch.setattr(dense, "NARROW", 20)
    for part, size in enumerate((300, 40, 260)):
        texts = (
            "\n\n".join(f"report {n % 37} on river {n % 11} and mayor {n}" for n in range(it, it + 5))
            for it in range(part * 1000, part * 1000 + size, 5)
        )
        add([Article(id=f"{part}-{number}", text=text) for number, text in enumerate(texts)])
    snapshot = folder.open()
    assert [bool(segment.scan) for segment in snapshot.segments] == [True, False, True]
    return snapshot


QUESTIONS = [f"report {n} on river {n % 5}" for n in range(12)]


@pytest.mark.parametrize("share", [1, 0.5, 0.1])
def test_the_dense_leg_finds_the_nearest_that_pass_the_filter(crowd, share):
    mask = np.random.default_rng(4).random(crowd.first_rows[-1]) < share
    found = []
    for question in QUESTIONS:
        asked = Dense(crowd, FakeEmbedder()).ask(question)
        rows = np.flatnonzero(mask)
        exact = rows[np.argsort(-asked.judge(rows).score, kind="stable")[:10]]
        ranking = asked.best(60, mask)
        assert len(ranking.rows) == len(set(ranking.rows.tolist())) == min(60, len(rows))
        assert mask[ranking.rows].all()
        assert (np.diff(ranking.scores) <= 0).all()
        found.append(len({*exact.tolist()} & {*ranking.rows.tolist()}) / 10)
    assert np.mean(found) > 0.95


def test_a_narrow_filter_is_answered_exactly(crowd):
    mask = np.zeros(crowd.first_rows[-1], bool)
    mask[3::31] = True
    assert mask.sum() <= dense.NARROW
    asked = Dense(crowd, FakeEmbedder()).ask(QUESTIONS[0])
    rows = np.flatnonzero(mask)
    score = asked.judge(rows).score
    best = np.lexsort((rows, -score))
    ranking = asked.best(8, mask)
    assert ranking.rows.tolist() == rows[best][:8].tolist()
    assert ranking.scores.tolist() == score[best][:8].tolist()
