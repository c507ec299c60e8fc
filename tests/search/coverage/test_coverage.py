"""Coverage: all that bears on a question, and searches narrowed by it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.corpus.passages import cut
from nutgraf.index.filter import Filter
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.protocol import Generation
from nutgraf.search.coverage.coverage import Coverage
from nutgraf.search.coverage.timeline import UNITS
from nutgraf.search.query.parsed import ParsedQuery
from nutgraf.search.query.question import QuestionError
from nutgraf.search.ranking.relevance.verdict import NO_HITS
from nutgraf.search.ranking.results import Hit
from small_indexes.fakes import FakeEmbedder

QUESTION = "the flood in Morrowby"


def story(number: int, text: str, source: str = "Gazette", day: int | None = 1, **more) -> Article:
    published = datetime(2024, 3, day, 9, number % 60, tzinfo=UTC) if day else None
    return Article(
        id=f"s{number}", title=f"Story {number}", text=text, source=source, published=published, language="en", **more
    )


NAMES = ["mill", "bridge", "school", "church", "market", "station", "harbour", "library"]
FLOODS = [f"The flood in Morrowby reached the {name}, where {at} people waited." for at, name in enumerate(NAMES)]
OTHERS = [f"The council of Estmark talked about the price of {name} tickets." for name in NAMES]


@pytest.fixture
def floods(searcher):
    articles = [story(n, f"{FLOODS[n]}\n\n{OTHERS[n]}", ["Gazette", "Courant"][n % 2], 1 + 3 * n) for n in range(8)]
    return searcher([*articles, story(8, OTHERS[0], "Silent Times", 5), story(9, FLOODS[0][:-1] + " again.", "", None)])


def test_it_is_all_that_bears_on_the_question_and_nothing_else(floods):
    coverage = floods.coverage(QUESTION)
    assert {hit.article.id for hit in coverage.every_hit} == {*(f"s{number}" for number in range(8)), "s9"}
    assert all("flood" in hit.passage.text for hit in coverage.every_hit)
    assert not coverage.at_least
    assert coverage.passages == sum(len(covered.hits) for covered in coverage.articles) == 9
    assert coverage.verdict == floods.search(QUESTION).verdict
    summary = coverage.summary()
    assert (summary["passages"], summary["articles"], summary["sources"]) == (9, 9, 2)
    assert (summary["since"], summary["until"]) == ("2024-03-01", "2024-03-22")


def test_a_passage_has_the_relevance_that_a_search_gives_it(floods):
    searched = {hit.id: hit.relevance for hit in floods.search(QUESTION, k=20).hits}
    covered = {hit.id: hit.relevance for hit in floods.coverage(QUESTION).hits}
    assert covered == {name: pytest.approx(searched[name], abs=1e-6) for name in covered}


@pytest.mark.parametrize("question", ["*", "hello", "thank you very much"])
def test_what_is_no_question_covers_nothing(floods, question):
    coverage = floods.coverage(question)
    assert (coverage.hits, coverage.verdict.answer) == ((), "none")
    assert coverage.timeline().to_dict()["buckets"] == []
    assert coverage.sources().to_dict()["sources"] == []
    assert coverage.terms().to_dict()["terms"] == []


def test_copies_are_folded_and_counted(searcher):
    articles = [story(n, FLOODS[0], source, 1 + n) for n, source in enumerate(["Wire", "Gazette", "Courant"])]
    coverage = searcher(articles).coverage(QUESTION)
    assert (len(coverage.hits), coverage.passages, len(coverage.articles)) == (1, 3, 3)
    for hit in coverage.every_hit:
        assert hit.passage.text[slice(*hit.highlight)] in FLOODS[0]


def test_where_there_may_be_more_it_says_so(searcher):
    articles = [story(number, f"The flood in Morrowby took house {number} away.") for number in range(60)]
    coverage = searcher(articles, RankingProfile(coverage_pool=40, single_pool=40)).coverage(
        QUESTION, collapse=False, mode="bm25"
    )
    assert coverage.at_least
    assert coverage.passages == 40


def test_of_outlets_that_a_question_names_only_theirs_count(floods):
    coverage = floods.coverage("the flood in Morrowby in the Courant")
    assert {hit.article.source for hit in coverage.hits} == {"Courant"}
    everything = floods.coverage("the flood in Morrowby in the Courant", min_relevance=0.05)
    assert {hit.article.source for hit in everything.hits} > {"Courant"}


def test_a_filter_takes_away_and_changes_nothing_else(floods):
    whole = {hit.id: round(hit.relevance, 5) for hit in floods.coverage(QUESTION).every_hit}
    part = floods.coverage(QUESTION, filters=Filter(source=("Courant",)))
    assert {hit.id: round(hit.relevance, 5) for hit in part.every_hit}.items() <= whole.items()
    assert {hit.article.source for hit in part.hits} == {"Courant"}


@pytest.mark.parametrize(("sort", "reverse"), [("newest", True), ("oldest", False)])
def test_hits_sort_by_time_among_what_is_relevant_and_the_undated_come_last(floods, sort, reverse):
    hits = floods.search(QUESTION, sort=sort, k=20).hits
    assert [hit.rank for hit in hits] == list(range(1, len(hits) + 1))
    days = [hit.article.day for hit in hits if hit.article.day]
    assert days == sorted(days, reverse=reverse)
    assert all("flood" in hit.passage.text for hit in hits)
    assert hits[0].article.id == ("s7" if reverse else "s0")


def test_a_least_relevance_cuts_and_keeps_the_order(floods):
    plain = [hit.id for hit in floods.search(QUESTION, k=20).hits if hit.relevance >= 0.5]
    cut = floods.search(QUESTION, k=20, min_relevance=0.5).hits
    assert [hit.id for hit in cut] == plain
    assert all(hit.relevance >= 0.5 for hit in cut)
    assert floods.search(QUESTION, min_relevance=1.0).hits == ()
    assert len(floods.search(QUESTION, k=3, min_relevance=0.5).hits) == 3
    most = floods.search(QUESTION, k=20, sort="newest", max_per_article=1).hits
    assert len({hit.article.id for hit in most}) == len(most)


@pytest.mark.parametrize("wrong", [{"min_relevance": 1.5}, {"min_relevance": "0.5"}, {"sort": "best"}])
def test_a_wrong_option_is_refused(floods, wrong):
    with pytest.raises(QuestionError, match=next(iter(wrong)) + "|order"):
        floods.search(QUESTION, **wrong)


def test_facets_count_the_articles_of_the_coverage(floods):
    facets = floods.search(QUESTION, k=1, facets=True).to_dict()["facets"]
    assert facets["source"] == [{"value": "Courant", "articles": 4}, {"value": "Gazette", "articles": 4}]
    assert [count["value"] for count in facets["day"]] == [f"2024-03-{1 + 3 * n:02}" for n in range(8)]
    assert "facets" not in floods.search(QUESTION, k=1).to_dict()


def test_a_frame_has_a_row_for_each_passage(floods, monkeypatch):
    made = []
    fake = ModuleType("pandas")
    fake.DataFrame = made.append
    monkeypatch.setitem(sys.modules, "pandas", fake)
    floods.coverage(QUESTION).to_frame()
    [columns] = made
    assert len(columns["id"]) == 9
    assert set(columns["source"]) == {"Gazette", "Courant", None}


@given(st.lists(st.tuples(st.integers(0, 900) | st.none(), st.sampled_from(["A", "B", ""])), max_size=12))
def test_spans_and_outlets_add_up_to_the_coverage(drawn):
    hits = []
    for number, (day, source) in enumerate(drawn):
        published = None if day is None else datetime(2020, 1, 1, tzinfo=UTC) + timedelta(days=day)
        article = Article(id=str(number), text=f"Words {number}.", source=source, published=published)
        hits.append(Hit(number + 1, 1.0, None, None, cut(article)[0], article, (0, 5)))

    class Store:
        generation = Generation(1, len(hits), len(hits), FakeEmbedder().fingerprint, None, ("en",))

        def counts(self, *_: object) -> dict[str, int]:
            return {"A": 3, "C": 2, "": 1}

    coverage = Coverage("?", Filter(), "hybrid", ParsedQuery(), NO_HITS, 0.3, False, tuple(hits), Store())
    for by in (None, *UNITS):
        timeline = coverage.timeline(by)
        assert sum(bucket.articles for bucket in timeline.buckets) + timeline.undated == len(drawn)
        assert sum(len(bucket.hits) for bucket in timeline.buckets) == sum(day is not None for day, _ in drawn)
        for bucket in timeline.buckets:
            assert bucket.start <= min(hit.article.day for hit in bucket.hits)
            assert max(hit.article.day for hit in bucket.hits) <= bucket.end
            assert sum(count for _, count in bucket.sources()) == bucket.articles
        starts = [bucket.start for bucket in timeline.buckets]
        assert starts == sorted(set(starts))
        if timeline.first:
            assert timeline.first.article.day == min(hit.article.day for hit in hits if hit.article.day)
    report = coverage.sources()
    assert sum(len(it.articles) for it in report.sources) == len(drawn)
    assert all(it.own + it.copies == len(it.articles) for it in report.sources)
    assert {name for name, _ in report.silent} <= {"A", "C"} - {source for _, source in drawn}


def test_outlets_that_are_asked_for_different_things_give_each_its_own(searcher):
    texts = {
        "mill": "The mill in Morrowby burned down on Monday night, and the fire brigade came late.",
        "bridge": "The bridge in Estmark opened to traffic, and the mayor cut a ribbon of silk.",
    }
    articles = [
        story(n, texts[what], source, 1 + n)
        for n, (source, what) in enumerate(
            [("Harbour Gazette", "mill"), ("Harbour Gazette", "bridge"), ("Wire News", "mill"), ("Wire News", "bridge")]
        )
    ]
    asked = "Does the Harbour Gazette say that the mill in Morrowby burned down on Monday night"
    both = f"{asked}, while the Wire News says that the bridge in Estmark opened to traffic?"
    found = searcher(articles).coverage(both)
    assert {(hit.article.source, "mill" in hit.passage.text) for hit in found.every_hit} == {
        ("Harbour Gazette", True),
        ("Wire News", False),
    }
    assert all(hit.relevance >= found.min_relevance for hit in found.hits)


def test_a_day_of_publication_beside_an_outlet_chooses_its_article(searcher):
    later = FLOODS[0].replace("waited", "had waited for hours, as the paper says,")
    floods = searcher([story(1, FLOODS[0], "Harbour Gazette", 4), story(2, later, "Harbour Gazette", 9)])

    def days(question: str, **options) -> set[int]:
        return {hit.article.day.day for hit in floods.coverage(question, **options).every_hit}

    asked = "what did the Harbour Gazette report {} about the flood in Morrowby that reached the mill?"
    assert days(asked.format("on 9 March 2024")) == {9}
    assert days(asked.format("")) == {4, 9}
    assert days(asked.format("on 9 March 2024"), ignore="2024-03-09/2024-03-09") == {4, 9}


def test_an_option_without_effect_is_refused(floods):
    with pytest.raises(QuestionError, match="leave out k, rerank"):
        floods.coverage(QUESTION, k=3, rerank="late")
    with pytest.raises(QuestionError, match="leave out rerank"):
        floods.search(QUESTION, sort="newest", rerank="late")
    assert floods.coverage(QUESTION, mode="bm25", collapse=False).hits
