from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.profile import RankingProfile
from nutgraf.index.types import NO_DAY, epoch_day
from nutgraf.search.query.timing.as_of import AsOf
from nutgraf.search.query.timing.understood import Reported, Timing, YearlyPeriod
from nutgraf.search.ranking.timing import in_time, named_in_text, order_boost, recency

PROFILE = RankingProfile()
DAYS = np.array([epoch_day(date(2019, 4, 12)), epoch_day(date(2023, 4, 13)), NO_DAY, epoch_day(date(1968, 4, 12))])


@pytest.mark.parametrize(
    ("yearly", "expected"),
    [
        (YearlyPeriod(4, 12), [True, False, False, True]),
        (YearlyPeriod(4, None), [True, True, False, True]),
        (YearlyPeriod(1, 1), [False] * 4),
    ],
)
def test_a_day_of_any_year(yearly, expected):
    assert in_time(Timing(yearly=(yearly,)), DAYS).tolist() == expected


def test_a_text_names_a_period_if_it_was_published_in_time_or_its_day_is_not_known():
    matches = {"second quarter": np.array([3, 5, 7]), "Q2": np.array([9])}
    spring = Reported(date(2023, 4, 1), date(2023, 10, 28), tuple(matches))
    rows = np.array([3, 4, 5, 7, 9])
    days = np.array([epoch_day(date(2023, 7, 20))] * 2 + [epoch_day(date(2022, 7, 20)), NO_DAY, DAYS[1]])
    holding = lambda rows, phrase: rows[np.isin(rows, matches[phrase])]  # noqa: E731
    assert named_in_text([spring], holding, rows, days).tolist() == [True, False, False, True, True]


def boosted(order, scores, days, **timing):
    named = np.zeros(len(scores), bool)
    found = order_boost(Timing(order=order, **timing), np.array(scores, np.float32), np.array(days), named, PROFILE)
    return (found / PROFILE.order_boost).tolist()


def test_each_further_day_has_a_smaller_boost():
    decay = PROFILE.order_decay
    assert boosted("newest", [0.9, 0.8, 0.8, 0.85], [10, 30, 30, 20]) == pytest.approx([decay**2, 1, 1, decay])
    assert boosted("oldest", [0.9, 0.8, 0.8, 0.85], [10, 30, 30, 20]) == pytest.approx([1, decay**2, decay**2, decay])


def test_what_is_off_the_subject_without_a_day_or_alone_is_not_lifted():
    assert boosted("newest", [1, 0.9 * PROFILE.order_margin], [10, 30]) == [0, 0]
    assert boosted("newest", [1, 0.9], [10, NO_DAY]) == [0, 0]
    assert boosted("newest", [], []) == []


def test_nothing_after_a_given_day_of_asking_is_the_newest():
    asked = AsOf(date(1970, 1, 21), "given")
    assert boosted("newest", [1, 1, 1], [10, 20, 30], as_of=asked) == pytest.approx([PROFILE.order_decay, 1, 0])
    assert boosted("newest", [1, 1], [10, 30], as_of=AsOf(date(1970, 1, 21), "archive"))[1] == 1
    today = AsOf(date(1970, 1, 21), "today")
    assert boosted("newest", [1, 1, 1], [20, 21, 22], as_of=today) == pytest.approx([PROFILE.order_decay, 1, 0])


@given(st.lists(st.tuples(st.floats(0, 2, width=32), st.integers(-9_999, 9_999) | st.just(NO_DAY))))
def test_a_boost_is_between_nothing_and_the_whole(candidates):
    scores, days = zip(*candidates, strict=True) if candidates else ((), ())
    assert all(0 <= boost <= 1.0001 for boost in boosted("newest", scores, np.array(days, np.int32)))


# At the door


@given(st.integers(-9_999, 9_999), st.lists(st.integers(-9_999, 9_999) | st.just(NO_DAY)))
def test_the_newer_the_better_and_nothing_that_came_later(asked, days):
    day, days = date.fromordinal(date(1970, 1, 1).toordinal() + asked), np.array(days, np.int32)
    preferred = recency(day, days, PROFILE)
    assert preferred.dtype == np.float32
    assert (preferred[(days == NO_DAY) | (days > asked + 1)] == 0).all()
    before = (days != NO_DAY) & (days <= asked)
    order = np.argsort(days[before])
    assert (np.diff(preferred[before][order]) >= 0).all()
    assert ((preferred[before] > 0) & (preferred[before] <= np.float32(PROFILE.recent_boost))).all()
    assert preferred[days == asked] == pytest.approx(PROFILE.recent_boost)


def stories(*texts):
    return [
        Article(id=f"{number}", text=text, published=datetime.fromisoformat(day).replace(tzinfo=UTC))
        for number, (day, text) in enumerate(texts)
    ]


FERRIES = stories(
    ("2019-03-02", "The ferry of Weldhaven burned out at the pier, and its crew swam ashore."),
    ("2021-11-08", "The ferry of Weldhaven burned for an hour, and nobody was hurt."),
    ("2023-08-20", "The ferry of Weldhaven burned again, and the company ordered another one."),
    ("2023-09-01", "A bakery opened in Morr."),
)


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("ferry fire Weldhaven autumn 2021", "1"),
        ("ferry fire Weldhaven 20/08/2023", "2"),
        ("ferry fire Weldhaven 8 November", "1"),
        ("ferry fire Weldhaven '19", "0"),
        ("ferry fire Weldhaven before:2021", "0"),
        ("ferry fire Weldhaven since:2023", "2"),
        ("ferry fire Weldhaven last month", "2"),
        ("first ferry fire in Weldhaven", "0"),
        ("latest ferry fire in Weldhaven", "2"),
        ("does the ferry of Weldhaven still burn?", "2"),
        ("when will the ferry of Weldhaven burn?", "2"),
    ],
)
def test_the_story_of_the_time_that_is_asked_for_comes_first(searcher, question, first):
    result = searcher(FERRIES).search(question, mode="bm25", as_of=date(2023, 9, 2))
    assert result.hits[0].article.id == first


def test_the_day_of_asking_decides_what_last_month_was(searcher):
    archive = searcher(FERRIES)
    question = "ferry fire Weldhaven last month"
    assert archive.search(question, mode="bm25", as_of=date(2021, 12, 1)).hits[0].article.id == "1"
    by_itself = archive.search(question, mode="bm25")
    assert by_itself.hits[0].article.id == "2"
    assert by_itself.understood.labels()[-1] == "as of 2023-09-01, the archive's last day"
    assert by_itself.to_dict()["understood"]["as_of"] == {"day": "2023-09-01", "source": "archive"}


@pytest.mark.parametrize("quarter", ["Q3 2022", "3Q22", "in the third quarter of 2022", "Jul-Sep 2022"])
def test_the_figures_of_a_quarter_are_published_after_it(searcher, quarter):
    archive = searcher(
        stories(
            ("2022-07-28", "Exports of Morr rose by 2 per cent in the second quarter, the office reported."),
            ("2022-10-27", "Exports of Morr fell by 3 per cent in the third quarter, the office reported."),
            ("2021-10-28", "Exports of Morr rose by 9 per cent in the quarter from July to September, it reported."),
        )
    )
    assert archive.search(f"exports of Morr {quarter}", mode="bm25").hits[0].article.id == "1"


CHAINS = [
    ("old", date(2023, 2, 1), "Another drug chain has filed for bankruptcy, the third of its kind."),
    ("new", date(2023, 5, 5), "A drug chain has filed for bankruptcy in the state of Arlen on Friday."),
    ("later", date(2024, 1, 9), "Another drug chain has filed for bankruptcy, the fourth of its kind."),
]


@pytest.fixture
def chains(searcher):
    """An archive that nobody adds to, with a story of three days."""
    return searcher([Article(id=name, text=text, published=day) for name, day, text in CHAINS])


def test_a_question_that_names_no_time_is_about_the_days_of_asking(chains):
    question = "which drug chain has filed for bankruptcy?"
    assert chains.search(question, as_of=date(2023, 5, 9)).hits[0].article.id == "new"
    assert chains.search(question, as_of=date(2023, 2, 3)).hits[0].article.id == "old"
    assert chains.search(question, as_of=date(2024, 1, 9)).hits[0].article.id == "later"


def test_relevance_and_what_is_understood_do_not_move_with_the_day_of_asking(chains):
    question = "which drug chain has filed for bankruptcy?"
    closed, asked = chains.search(question), chains.search(question, as_of=date(2023, 5, 9))
    assert {hit.id: hit.relevance for hit in closed.hits} == {hit.id: hit.relevance for hit in asked.hits}
    assert asked.understood.to_dict() == closed.understood.to_dict() == {}


@pytest.mark.parametrize(
    ("question", "options"),
    [
        (
            "which drug chain has filed for bankruptcy?",
            {},
        ),  # the archive is closed, and nobody said when this was asked
        ("which drug chain has filed for bankruptcy?", {"as_of": date(2023, 5, 9), "literal": True}),
        ("which drug chain has filed for bankruptcy?", {"as_of": date(2023, 5, 9), "mode": "bm25"}),
        ("which drug chain has filed for bankruptcy in 2022?", {"as_of": date(2023, 5, 9)}),
    ],
)
def test_otherwise_age_does_not_count(chains, question, options):
    plain = chains.with_profile(replace(PROFILE, recent_boost=0))
    scores = [{hit.id: hit.score for hit in it.search(question, **options).hits} for it in (chains, plain)]
    assert scores[0] == scores[1]


def test_all_that_bears_on_a_question_is_of_any_day(chains):
    coverages = [chains.coverage("drug chain bankruptcy", as_of=day) for day in (date(2023, 2, 3), date(2024, 1, 9))]
    assert {hit.id for hit in coverages[0].hits} == {hit.id for hit in coverages[1].hits} != set()
    assert {hit.id: hit.score for hit in coverages[0].hits} == {hit.id: hit.score for hit in coverages[1].hits}
