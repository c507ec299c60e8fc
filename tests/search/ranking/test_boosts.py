from datetime import UTC, date, datetime

import numpy as np
import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.search.query.parsed import ParsedQuery
from nutgraf.search.query.period import Period
from nutgraf.search.query.timing.understood import Timing
from nutgraf.search.ranking.boosts import boosts
from nutgraf.search.ranking.relevance.verdict import METADATA_MATCH

PROFILE = RankingProfile()
NAMED = PROFILE.named_boost
NOON = datetime(2023, 10, 7, 12, tzinfo=UTC)
DAY = NOON.date()
OCTOBER = Period(date(2023, 10, 1), date(2023, 10, 31))
ROWS = np.arange(5)
OUTLETS = ("Age", "Age", "Verge", "Verge", "")


@pytest.fixture
def snapshot(folder, add):
    """Make two segments, each with an outlet of two passages; the second adds an article without outlet and date."""
    add([Article(id="a0", text="One.\n\nTwo.", source="Age", published=NOON)])
    add([Article(id="a1", text="Three.\n\nFour.", source="Verge", published=NOON.replace(year=2022))])
    add([Article(id="a2", text="Five.")])
    return folder.open()


def boosted(snapshot, query=ParsedQuery(), rows=ROWS, quoted=()):  # noqa: B008  # frozen
    quoting = [np.array(matches, np.int64) for matches in quoted]
    fused, complete = np.ones(len(rows), np.float32), np.zeros(len(rows), bool)
    return boosts(query, LocalStore(snapshot, PROFILE), rows, fused, quoting, complete, PROFILE)


@pytest.mark.parametrize(
    ("sources", "periods", "expected"),
    [
        ((), (), {"Age": 0, "Verge": 0, "": 0}),
        (("Age", "Elsewhere"), (), {"Age": 1, "Verge": 0, "": 0}),
        (("Elsewhere",), (), {"Age": 0, "Verge": 0, "": 0}),
        (("Age", "Verge"), (OCTOBER,), {"Age": 2, "Verge": 1, "": 0}),
        (("Verge",), (Period(None, date(2022, 12, 31)), OCTOBER), {"Age": 1, "Verge": 2, "": 0}),
        ((), (Period(DAY.replace(year=2022), None),), {"Age": 1, "Verge": 1, "": 0}),
        ((), (Period(DAY, DAY),), {"Age": 1, "Verge": 0, "": 0}),  # both ends are in it
        ((), (OCTOBER, Period(DAY, None)), {"Age": 1, "Verge": 0, "": 0}),  # in two periods is still in time
    ],
)
def test_one_unit_for_the_outlet_and_one_for_the_date(snapshot, sources, periods, expected):
    boost = boosted(snapshot, ParsedQuery(sources=sources, timing=Timing(periods)))
    assert boost.dtype == np.float32
    assert boost == pytest.approx([NAMED * expected[source] for source in OUTLETS])


def test_the_time_that_an_operator_names_comes_before_all_other(snapshot):
    boost = boosted(snapshot, ParsedQuery(timing=Timing((OCTOBER,), required=True)))
    assert boost == pytest.approx([PROFILE.sole_boost * (source == "Age") for source in OUTLETS])


def test_of_passages_with_all_other_words_that_of_the_named_time_comes_first(searcher):
    storm, elsewhere = "Storm of Arlen: the storm of Arlen.", "Rain fell, and a gale, or storm, wet a hall near Arlen."
    storms = [
        Article(id="a", title="Storm of Arlen", text=storm, published=NOON.replace(year=2021)),
        Article(id="b", text=elsewhere, published=NOON.replace(year=2018)),
        Article(id="c", text="Storm season: storms, storms.", published=NOON.replace(year=2018)),
    ]
    others = [Article(id=f"o{number}", text=f"The mayor of Lund spoke {number} times.") for number in range(5)]
    archive = searcher([*storms, *others])
    assert [archive.search(question).hits[0].id for question in ("storm of Arlen", "storm of Arlen 2018")] == [
        "a#p0",
        "b#p0",
    ]


def test_of_the_named_time_comes_first_what_is_about_as_relevant_as_the_best(searcher):
    """A winner of 2024, who "won among the women", hid the one of 2022, who "won the women's race"."""
    races = [
        Article(id=f"race-{year}", title="Arlen marathon", text=text, published=NOON.replace(year=year))
        for year, text in (
            (2022, "Sweden's Elsa Bring won the women's race at Arlen."),
            (
                2024,
                "Petter Vold is the winner of the marathon, the first home winner; the women's winner is Peres Chebet.",
            ),
        )
    ]
    others = [
        Article(id=f"o{year}", text="The mayor of Lund spoke.", published=NOON.replace(year=year))
        for year in (2021, 2022)
    ]
    archive = searcher([*races, *others])
    asked = ("women's winner of the Arlen marathon", "women's winner of the Arlen marathon 2022")
    assert [archive.search(question).hits[0].id for question in asked] == ["race-2024#p0", "race-2022#p0"]


def test_each_quoted_phrase_in_a_row_counts(snapshot):
    boost = boosted(snapshot, quoted=([1, 2], [2, 4], []))
    assert boost == pytest.approx([NAMED * matches for matches in (0, 1, 2, 0, 1)])


def test_rows_may_be_a_subset_or_empty(snapshot):
    query = ParsedQuery(sources=("Age",), timing=Timing((OCTOBER,)))
    whole, subset = boosted(snapshot, query, quoted=[[3]]), np.array([1, 3, 4])
    part = boosted(snapshot, query, rows=subset, quoted=[[3]])
    assert part == pytest.approx(whole[subset])
    assert boosted(snapshot, query, rows=subset[:0], quoted=[[3]]).shape == (0,)


# At the door

STORIES = [
    Article(id=f"{source}-{year}", text=text, source=source, published=datetime(year, 5, 1, tzinfo=UTC))
    for source, text in (
        ("Harbour Gazette", "The ferry strike goes on."),
        ("Northern Wire", "The ferry strike goes on."),
        ("Southern Post", "A harvest, and no strike."),
    )
    for year in (2021, 2022, 2023)
]


def ids(result):
    return [hit.id for hit in result.hits]


def best(result):
    return result.hits[0].article.id


@pytest.mark.parametrize("mode", ["hybrid", "dense", "bm25"])
@pytest.mark.parametrize("source", ["Harbour Gazette", "Northern Wire"])
def test_the_outlet_and_the_year_that_a_question_names_come_first_and_others_still_come(searcher, mode, source):
    question = f"what did the {source} say of the ferry strike in 2022?"
    result = searcher(STORIES).search(question, mode=mode, collapse=False)
    assert best(result) == f"{source}-2022"
    assert {hit.article.id for hit in result.hits} == {story.id for story in STORIES}
    assert result.understood.sources == (source,)
    assert [str(period) for period in result.understood.periods] == ["2022-01-01 to 2022-12-31"]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "bm25"])
def test_a_literal_question_boosts_nothing(searcher, mode):
    archive = searcher(STORIES, RankingProfile(unfinished_share=0, out_of_time_share=0))
    question = 'did the Northern Wire say of "goes on" and the strike in 2022?'
    plain = archive.search(question, mode=mode, literal=True, collapse=False)
    result = archive.search(question, mode=mode, collapse=False)
    assert plain.understood == ParsedQuery()
    best = max(hit.score for hit in plain.hits)
    unit = {"hybrid": 1, "dense": PROFILE.dense_unit, "bm25": best}[mode]
    scores = {hit.id: hit.score for hit in result.hits}
    for hit in plain.hits:
        source, year = hit.article.source, hit.article.published.year
        worth = NAMED * ((source != "Southern Post") + (source == "Northern Wire") + (year == 2022))
        if mode != "dense" and year == 2022 and hit.score >= PROFILE.order_margin * best:
            worth += PROFILE.complete_boost
        assert scores[hit.id] - hit.score == pytest.approx(worth * unit, abs=1e-5)


@pytest.mark.parametrize("mode", ["hybrid", "dense", "bm25"])
def test_a_quoted_phrase_out_of_reach_of_both_legs_is_found_all_the_same(searcher, mode):
    loud = [
        Article(id=f"loud{number}", text=f"pact storm limitless storm{' fire' * (number % 6)}") for number in range(36)
    ]
    quiet = Article(id="quiet", text=f"a storm and a limitless pact{' fire' * 7}")
    archive = searcher([*loud, quiet], RankingProfile(pool=5, named_boost=1.5))
    question = 'storm "limitless pact"'
    for alone in ("dense", "bm25"):
        assert "quiet#p0" not in ids(archive.search(question, k=5, mode=alone, literal=True))
    assert best(archive.search(question, k=5, mode=mode)) == "quiet"


@pytest.mark.parametrize(
    "question", ["what happened on 17 April 2023?", "the storm that Northern Wire saw", "storm in April 2023"]
)
@pytest.mark.parametrize("mode", ["hybrid", "dense"])
def test_what_is_of_the_day_or_the_outlet_is_found_however_many_others_are_nearer(searcher, question, mode):
    loud = [
        Article(
            id=f"l{number}",
            text=f"a storm happened {number}",
            published=datetime(2020, 1, 1, tzinfo=UTC),
            source="Post",
        )
        for number in range(36)
    ]
    then = datetime(2023, 4, 17, tzinfo=UTC)
    quiet = Article(id="quiet", text="Ferry sank.", published=then, source="Northern Wire")
    archive = searcher([*loud, quiet], RankingProfile(pool=5, single_pool=5, named_boost=1.5))
    assert "quiet#p0" not in ids(archive.search(question, k=5, mode=mode, literal=True))
    assert best(archive.search(question, k=5, mode=mode)) == "quiet"


def test_a_quoted_phrase_passes_no_filter(searcher):
    archive = searcher(STORIES)
    only = Filter(source=("Harbour Gazette",))
    result = archive.search('"no strike"', filters=only)
    assert {hit.article.source for hit in result.hits} == {"Harbour Gazette"}


@pytest.mark.parametrize("mode", ["hybrid", "dense", "bm25"])
def test_a_question_for_a_date_alone_gets_what_is_of_that_date(searcher, mode):
    day = datetime(2023, 4, 17, tzinfo=UTC)
    others = [
        Article(id=f"x{number}", text=f"What happened {number}? It happened.", published=day.replace(year=2020))
        for number in range(9)
    ]
    archive = searcher([Article(id="then", text="A ferry sank.", published=day), *others])
    if mode != "bm25":  # there a passage without any word of the question is no candidate
        result = archive.search("what happened on 17 April 2023?", mode=mode)
        assert result.hits[0].id == "then#p0"
        assert result.verdict == METADATA_MATCH
    assert archive.search("what happened on 17 April 2019?", mode=mode).verdict != METADATA_MATCH
