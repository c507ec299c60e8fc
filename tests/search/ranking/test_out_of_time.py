"""Out of time: what is of another time than the question names, and does not tell of it, is no answer."""

from datetime import UTC, date, datetime, timedelta

import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.profile import RankingProfile

RACE = "Petter Vold won the marathon of Arlen in two hours and ten minutes."


@pytest.mark.parametrize(
    ("question", "text", "missed"),
    [
        ("who won the marathon of Arlen in 2019?", RACE, "2019"),
        ("who won the marathon of Arlen in May 2019?", RACE, "2019"),
        ("who won the marathon of Arlen in 2022?", RACE, "2022"),
        ("who won the marathon of Arlen in 2023?", RACE, ""),
        ("who won the marathon of Arlen in 2019?", f"{RACE} He had won in 2019, too.", ""),
        ("who won the marathon of Arlen in 2019?", f"{RACE} From 2017 to 2021 he was ill.", ""),
        ("who won the marathon of Arlen in 2019?", f"{RACE} In 2018-20 he was ill.", ""),
        ("who won the marathon of Arlen in 2019?", f"{RACE} In 2017-18 he was ill.", "2019"),
        ("who won the marathon of Arlen in 2022?", f"{RACE} Last year he was ill.", ""),
        ("who won the marathon of Arlen since 2019?", RACE, ""),
        ("who won the marathon of Arlen in the 2010s?", RACE, ""),
        ("who won the marathon of Arlen?", RACE, ""),
    ],
)
def test_what_is_of_a_later_year_than_that_asked_for_and_does_not_name_it_is_no_answer(
    searcher, question, text, missed
):
    race = Article(id="race", title="Marathon", text=text, published=datetime(2023, 5, 14, tzinfo=UTC))
    verdict = searcher([race]).search(question, as_of=date(2024, 1, 1)).verdict
    assert (f"it is of 14 May 2023, and does not name {missed}" in verdict.reason) == bool(missed)


def test_an_article_may_come_a_month_after_the_year_that_it_tells_of(searcher):
    for days in (31, 32):
        published = datetime(2022, 12, 31, tzinfo=UTC) + timedelta(days)
        archive = searcher([Article(id="race", title="Marathon", text=RACE, published=published)])
        verdict = archive.search("who won the marathon of Arlen in 2022?", as_of=date(2024, 1, 1)).verdict
        assert ("does not name 2022" in verdict.reason) == (days == 32)


@pytest.mark.parametrize(
    ("text", "published", "stale"),
    [
        ("The bridge toll of Arlen rises on May 1.", datetime(2021, 4, 30, tzinfo=UTC), False),
        ("On the 1st of May the bridge toll of Arlen rises.", datetime(2021, 4, 20, tzinfo=UTC), False),
        ("The bridge toll of Arlen rises on May 1.", datetime(2020, 4, 30, tzinfo=UTC), True),
        ("The bridge toll of Arlen rises on May 12.", datetime(2021, 4, 30, tzinfo=UTC), True),
        ("The bridge toll of Arlen rises.", datetime(2021, 4, 30, tzinfo=UTC), True),
    ],
)
def test_what_announces_the_day_that_is_asked_for_is_not_stale(searcher, text, published, stale):
    archive = searcher([Article(id="toll", text=text, published=published)])
    verdict = archive.search("did the bridge toll of Arlen rise on 1 May 2021?").verdict
    assert ("older than what is asked" in verdict.reason) == stale


def test_what_is_of_another_time_comes_after_what_is_about_as_relevant(searcher):
    """Who asks for 2022 got the winner of 2020 first, with a doubt, and a retrospective that names 2022 behind it."""
    told = {
        "old": ("Petter Vold won the marathon of Arlen in two hours: the marathon of Arlen!", 2020),
        "later": ("Petter Vold won the marathon of Arlen in two hours: the marathon of Arlen.", 2024),
        "back": ("Elsa Bring, whom Arlen cheered in 2022, won again.", 2023),
    }
    archive = [
        Article(id=name, text=text, published=datetime(year, 5, 14, tzinfo=UTC)) for name, (text, year) in told.items()
    ]
    others = [Article(id=f"o{number}", text=f"The mayor of Lund spoke {number} times.") for number in range(3)]
    question = "who won the marathon of Arlen in 2022?"
    first = [
        searcher([*archive, *others], RankingProfile(out_of_time_share=share))
        .search(question, as_of=date(2025, 1, 1))
        .hits[0]
        .article.id
        for share in (0, 0.3)
    ]
    assert first[0] != first[1] == "back"
