from dataclasses import replace
from math import exp, log

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.search import verdict
from nutgraf.search.verdict import BM25, BOTH, DENSE, NOTHING, STRONG, WEAK, Seen, Verdict, chance, judge

ANSWERS = ("none", "weak", "strong")
cosines, standings, shares, counts = st.floats(-1, 1), st.floats(-5, 10), st.floats(0, 1), st.integers(0, 99)
MODELS = {
    "both legs": (BOTH, Seen(0.5, 2.0, 0.75, 5, ())),
    "dense alone": (DENSE, Seen(0.5, None, 0.75, 5, ())),
    "bm25 alone": (BM25, Seen(None, None, 0.75, 5, ())),
}
seen = st.one_of(
    st.builds(Seen, cosines, standings, shares, counts, st.just(())),
    st.builds(Seen, cosines, st.none(), shares, counts, st.just(())),
    st.builds(Seen, st.none(), st.none(), shares, counts, st.just(())),
)


@pytest.mark.parametrize("asked", MODELS)
def test_the_probability_is_the_one_worked_by_hand(asked):
    model, seen = MODELS[asked]
    values = {"": 1, "cosine": seen.cosine, "standing": seen.standing, "coverage": 0.75, "length": log(5)}
    odds = sum(weight * values[name] for name, weight in model.items())
    assert judge(seen).probability == pytest.approx(exp(odds) / (1 + exp(odds)))


@given(seen, st.sampled_from(["cosine", "standing", "coverage", "words"]), st.integers(0, 3))
def test_more_of_anything_is_never_worth_less(seen, name, more):
    assume(getattr(seen, name) is not None)
    before, after = judge(seen), judge(replace(seen, **{name: getattr(seen, name) + more}))
    assert after.probability >= before.probability
    assert ANSWERS.index(after.answer) >= ANSWERS.index(before.answer)


@pytest.mark.parametrize("asked", MODELS)
def test_a_perfect_hit_is_strong_and_one_that_has_nothing_is_none(asked):
    _, seen = MODELS[asked]
    best, worst = {"cosine": 0.9, "standing": 4.0, "coverage": 1.0}, {"cosine": 0.0, "standing": -1.0, "coverage": 0.0}
    for values, answer in ((best, "strong"), (worst, "none")):
        known = {name: value for name, value in values.items() if getattr(seen, name) is not None}
        assert judge(replace(seen, **known)).answer == answer


@pytest.mark.parametrize(("strong", "weak", "answer"), [(0.5, 0.3, "strong"), (0.51, 0.5, "weak"), (0.9, 0.51, "none")])
def test_a_bound_itself_is_enough(monkeypatch, strong, weak, answer):
    monkeypatch.setattr(verdict, "BM25", {"": 0.0})  # as likely as not
    monkeypatch.setattr(verdict, "STRONG", strong)
    monkeypatch.setattr(verdict, "WEAK", weak)
    assert judge(Seen(None, None, 0.5, 5, ())).answer == answer


def test_the_bounds_are_in_order():
    assert 0 < WEAK < STRONG < 1


@pytest.mark.parametrize("count", [10, 100, 1_000])
def test_by_chance_the_best_of_many_stands_about_so_far_out(count):
    draws = np.random.default_rng(0).standard_normal((1_000, count)).max(axis=1)
    assert draws.mean() < chance(count) < draws.mean() + 0.75


def test_no_hits_are_no_answer():
    assert (NOTHING.answer, NOTHING.probability) == ("none", 0)


def test_the_reason_names_what_is_missing_rarest_first_and_no_more_than_can_be_read():
    missing = [f"word{number}" for number in range(9)]
    reason = judge(Seen(0.456, 1.0, 0.25, 12, missing)).reason
    assert "cosine 0.46" in reason
    assert "25%" in reason
    assert "lacks word0, word1, word2" in reason
    assert "word3" not in reason


def test_the_reason_is_silent_on_what_was_not_asked_and_not_missing():
    reason = judge(Seen(None, None, 1.0, 3, ())).reason
    assert "cosine" not in reason
    assert "lacks" not in reason


def test_a_verdict_is_json_values():
    assert Verdict("weak", 0.123456, "why").to_dict() == {"answer": "weak", "probability": 0.123, "reason": "why"}


# At the door

STORIES = [
    Article(id="a", title="Ice", text="A storm tore down the bridge.\n\nNobody was hurt.", source="Harbour Gazette"),
    Article(id="b", title="School", text="A storm in a teacup, and no harm.", source="Northern Wire"),
]


def idf(holders, passages=3):
    return log(1 + (passages - holders + 0.5) / (holders + 0.5))


@pytest.mark.parametrize("mode", ["hybrid", "dense", "bm25"])
def test_a_verdict_is_on_what_is_seen_of_the_best_hit(searcher, mode):
    found = searcher(STORIES).search("did the storm tear down the bridge to the xylophone on ice?", mode=mode)
    best = found.hits[0]
    assert best.id == "a#p0"
    held = idf(2) + 2 * idf(1) + idf(0)  # storm; down, bridge; ice, which only the title has
    lost = 2 * idf(0)  # tear, which is no form of tore, and xylophone
    standing = best.score - chance(3) if mode == "hybrid" else None
    seen = Seen(best.cosine, standing, held / (held + lost), 6, ["tear", "xylophone"])
    assert found.verdict.reason == judge(seen).reason
    assert found.verdict.probability == pytest.approx(judge(seen).probability, abs=1e-5)


def test_what_a_question_prefers_makes_no_answer_surer(searcher):
    asked = searcher(STORIES)
    question = 'did the Harbour Gazette say that "the storm tore" or that "a storm tore down the bridge"?'
    preferred, plain = asked.search(question), asked.search(question, literal=True)
    assert preferred.hits[0].score > plain.hits[0].score
    assert preferred.hits[0].id == plain.hits[0].id
    assert preferred.verdict == plain.verdict


def test_a_question_without_hits_has_no_answer(searcher):
    assert searcher([]).search("storm").verdict == NOTHING
    assert searcher(STORIES).search("xylophone", mode="bm25").verdict == NOTHING


@pytest.mark.parametrize("asked", MODELS)
def test_what_is_pasted_in_whole_gains_nothing_by_its_length(asked):
    _, seen = MODELS[asked]
    assert judge(replace(seen, words=5_000)) == judge(replace(seen, words=verdict.LONGEST))
