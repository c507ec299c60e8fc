import numpy as np
import pytest
from material.judged_sets import ARTICLES, answerable, lines, qrels
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import CorpusError
from nutgraf.index.profile import RankingProfile
from nutgraf.search.evaluation.calibration import (
    Samples,
    area_under_curve,
    calibrate,
    calibration_error,
    collect,
    fit,
    predicted,
)
from nutgraf.search.evaluation.test_collection import load

DEFAULT = RankingProfile().relevance


def samples(features, answered):
    answered = np.array(answered, bool)
    return Samples(np.array(features, float)[:, None], answered, answered, np.arange(len(features)))


def drawn(count=400, noise=0.1):
    """Draw hits that answer at cosine 0.6 and coverage 0.8 and do not at half of both, with noise; seeded."""
    random = np.random.default_rng(0)
    answered = np.arange(count) % 2 == 0
    centres = np.where(answered[:, None], (0.6, 0.8), (0.3, 0.4))
    return samples(centres + random.normal(0, noise, (count, 2)), answered)


def test_the_calibration_error_is_the_one_worked_by_hand():
    # Weights: answered 0.25 each, unanswered 0.5. Bin 9: |.25 (.9 - 1) + .25 (.95 - 1)|; bin 2: |.5 (.25 - 0)|.
    known = samples([[0, 0]] * 3, [True, True, False])
    assert calibration_error(np.array([0.9, 0.95, 0.25]), known) == pytest.approx(0.025 + 0.0125 + 0.125)
    assert calibration_error(np.array([1.0, 1.0, 0.0]), known) == 0


def test_the_area_under_the_curve_is_the_share_of_pairs_in_order():
    assert area_under_curve(np.array([0.9, 0.3, 0.5, 0.1]), np.array([True, True, False, False])) == 0.75


def test_a_fit_is_better_than_the_coefficients_before_and_in_order():
    known = drawn()
    fitted = calibrate(known, DEFAULT)
    assert fitted.auroc > 0.95
    assert fitted.error < min(0.08, fitted.error_before)
    assert fitted.relevance.closeness > 0
    assert fitted.relevance_bm25.closeness == 0 < fitted.relevance_bm25.coverage
    values = predicted(known, fitted.relevance)[:, 0]
    assert values[known.answered].mean() > 0.85
    assert values[~known.answered].mean() < 0.15


def test_sets_weigh_the_same_whatever_their_size():
    large, small = drawn(4_000), drawn(40, noise=0.3)
    twice = fit([large, small])
    assert fit([drawn(2_000), small]).coverage == pytest.approx(twice.coverage, rel=0.3)
    assert fit([large]).coverage != pytest.approx(twice.coverage, rel=0.3)


@pytest.mark.parametrize(
    ("known", "reason"),
    [
        (drawn(30), "needs 20 questions"),
        (drawn(400, noise=9.0), "cannot be told apart"),
        (samples([[0, 0]], [True]), "20"),
    ],
)
def test_a_fit_to_chance_is_refused(known, reason):
    with pytest.raises(CorpusError, match=reason):
        calibrate(known, DEFAULT)


def test_first_hits_are_collected_with_and_without_their_articles(searcher, judged_set):
    collection = load(judged_set(queries=lines([{"id": "q1", "text": "fire in the school"}])))
    found = collect(searcher([Article(**it) for it in ARTICLES]), collection)
    assert found.answered.tolist() == [True, False]
    assert found.questions.tolist() == [0, 0]
    assert found.judged.tolist() == [True, False]
    assert found.features.shape[1:] == (RankingProfile().verdict_depth, 2)
    assert found.features[0, 0, 1] == 1  # the article b covers all; without it, another is first
    assert found.features[1, 0, 1] < 1


# At the door


def test_the_command_keeps_a_fit_with_the_index_and_forgets_it(run, judged_set):
    folder = judged_set(**answerable(25))
    assert run("index", folder / "articles.jsonl").returncode == 0
    before = run("search", "when was the bridge of Arlen closed?", "--format", "json").stdout
    done = run("calibrate", folder)
    assert (done.returncode, done.stdout.splitlines()[0]) == (0, "25 first hits with an answer, 25 without")
    assert "AUROC 1.000" in done.stdout
    assert run("search", "when was the bridge of Arlen closed?", "--format", "json").stdout != before
    assert run("check").returncode == 0
    run("index", folder / "articles.jsonl")
    assert run("calibrate", "--reset").returncode == 0
    again = run("search", "when was the bridge of Arlen closed?", "--format", "json").stdout
    assert again.partition('"hits"')[2] == before.partition('"hits"')[2]


def test_the_command_refuses_what_it_cannot_learn_from(run, judged_set):
    folder = judged_set(**answerable(5))
    run("index", folder / "articles.jsonl")
    few = run("calibrate", folder)
    assert (few.returncode, few.stdout) == (2, "")
    assert "needs 20 questions with an answer" in few.stderr
    other = judged_set(qrels=qrels([("q1", "zeppelin#p0", 1)]), queries=lines([{"id": "q1", "text": "who?"}]))
    missing = run("calibrate", other)
    assert (missing.returncode, missing.stdout) == (2, "")
    assert "does not hold zeppelin#p0" in missing.stderr
    assert run("calibrate").returncode == 2


def test_eval_takes_an_index_of_the_same_articles(run, judged_set):
    folder = judged_set()
    run("index", folder / "articles.jsonl", "--index", "mine")
    (folder / "articles.jsonl").unlink()  # judgements alone suffice
    done = run("eval", folder, "--index", "mine", "--system", "bm25")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("2 questions")
