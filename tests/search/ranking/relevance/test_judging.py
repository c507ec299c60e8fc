"""At the door: relevance and verdict of real questions, and that they are steady."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter
from nutgraf.search.ranking.relevance.verdict import METADATA_MATCH, NO_HITS, SMALL_TALK

STORM = Article(
    id="a",
    title="Ice",
    text="A storm tore down the bridge of Arlen.\n\nNobody was hurt.",
    source="Harbour Gazette",
    published=datetime(2019, 4, 17, 8, tzinfo=UTC),
    authors=("Ada Berg",),
    categories=("Weather",),
)
OTHERS = [
    Article(id="b", title="School", text="A storm in a teacup, and no harm.", source="Northern Wire"),
    Article(id="c", title="Votes", text="The council of Arlen voted for the levy.", source="Northern Wire"),
    Article(
        id="d",
        title="Fish",
        text="Fishermen caught less cod.\n\nThe storm kept boats in.",
        source="Harbour Gazette",
        published=datetime(2019, 4, 18, 8, tzinfo=UTC),
        authors=("Ada Berg",),
        categories=("Weather",),
    ),
    Article(id="e", title="Piano", text="Mira Ollander won the piano prize."),
]
QUESTION = "did the storm tear down the bridge of Arlen?"
MODES = ["hybrid", "dense", "bm25"]


def relevance_of(result, name="a#p0"):
    return {hit.id: hit.relevance for hit in result.hits}[name]


@pytest.mark.parametrize("mode", MODES)
def test_what_answers_is_relevant_and_what_does_not_is_not(searcher, mode):
    archive = searcher([STORM, *OTHERS])
    answered = archive.search(QUESTION, mode=mode)
    assert answered.hits[0].id == "a#p0"
    assert answered.verdict.probability == answered.hits[0].relevance > 0.5
    assert answered.verdict.archive == max(hit.relevance for hit in answered.hits[:5])
    unanswered = archive.search("who won the storm of recipes for banana bread in Peru?", mode=mode)
    assert all(hit.relevance < 0.35 for hit in unanswered.hits)
    assert unanswered.verdict.answer == "none"
    assert "peru" in unanswered.verdict.reason


def test_a_question_without_hits_has_no_answer(searcher):
    assert searcher([]).search("storm").verdict == NO_HITS
    assert searcher([STORM]).search("xylophone", mode="bm25").verdict == NO_HITS


filters = st.builds(
    Filter,
    since=st.sampled_from([None, date(2019, 4, 17), date(2018, 1, 1)]),
    until=st.sampled_from([None, date(2019, 4, 17), date(2020, 1, 1)]),
    source=st.sampled_from([(), ("Harbour Gazette",), ("Harbour Gazette", "Northern Wire")]),
    category=st.sampled_from([(), ("Weather",)]),
    author=st.sampled_from([(), ("Ada Berg",)]),
)


@pytest.mark.parametrize("mode", MODES)
def test_relevance_is_steady_under_filters_other_articles_and_k(searcher, mode):
    alone = relevance_of(searcher([STORM]).search(QUESTION, mode=mode))

    @settings(max_examples=25, deadline=None)
    @given(filters, st.lists(st.sampled_from(OTHERS), unique_by=lambda article: article.id), st.integers(1, 20))
    def steady(chosen, others, k):
        result = searcher([STORM, *others]).search(QUESTION, mode=mode, filters=chosen, k=k)
        assert result.hits[0].id == "a#p0"
        assert relevance_of(result) == pytest.approx(alone, abs=0.001)
        assert result.verdict.probability == pytest.approx(alone, abs=0.001)

    steady()


@pytest.mark.parametrize("mode", MODES)
def test_relevance_is_steady_where_an_article_in_another_language_comes(searcher, mode):
    question, foreign = "What tore down bridges?", Article(id="f", text="La tempête a fait des dégâts.", language="fr")
    alone = relevance_of(searcher([STORM]).search(question, mode=mode))
    assert relevance_of(searcher([STORM, foreign]).search(question, mode=mode)) == pytest.approx(alone, abs=0.001)


def test_the_words_of_a_question_count_where_they_stand_together(searcher):
    filler = [f"Then the {place} came and went without any news of it at all." for place in "abcdefghijklmnopqrst"]
    apart = " ".join(
        ["A storm came up.", *filler[:10], "They tear down a wall.", *filler[10:], "See the bridge of Arlen."]
    )
    scattered = searcher([Article(id="a", text=apart)]).search(QUESTION)
    assert scattered.verdict.reason.endswith("mentions all words that matter, far apart")
    in_paragraphs = searcher([Article(id="a", text=apart.replace(". ", ".\n\n"))]).search(QUESTION)
    assert scattered.verdict.probability == pytest.approx(in_paragraphs.verdict.archive, abs=0.1)
    together = searcher([Article(id="a", text=f"{apart} A storm will tear down the bridge of Arlen.")]).search(QUESTION)
    assert (together.verdict.answer, scattered.verdict.answer) == ("strong", "none")
    assert "far apart" not in together.verdict.reason


def test_boosts_do_not_change_relevance(searcher):
    archive = searcher([STORM, *OTHERS])
    question = 'did the Harbour Gazette say that "a storm tore down the bridge"?'
    preferred, plain = archive.search(question), archive.search(question, literal=True)
    assert preferred.hits[0].score > plain.hits[0].score
    assert preferred.verdict.probability == plain.verdict.probability


@pytest.mark.parametrize(
    "talk", ["hello", "thank you very much!", "and why?", "tell me more about that", "the last one"]
)
def test_small_talk_is_no_question(searcher, talk):
    result = searcher([STORM, *OTHERS]).search(talk)
    assert result.verdict == SMALL_TALK
    assert all(hit.relevance == 0 for hit in result.hits)


@pytest.mark.parametrize(
    "question", ['"and why?" storm', "why the storm?", "what happened on 17 April 2019?", "bridge"]
)
def test_what_names_something_is_no_small_talk(searcher, question):
    assert searcher([STORM, *OTHERS]).search(question).verdict != SMALL_TALK


def test_a_question_for_an_outlet_or_a_date_alone_is_half_answered_by_any_news_of_it(searcher):
    result = searcher([STORM, *OTHERS]).search("what happened on 17 April 2019?")
    assert (result.hits[0].article.id, result.verdict) == ("a", METADATA_MATCH)
    assert {hit.relevance == METADATA_MATCH.probability for hit in result.hits[:2]} == {True}


def test_a_passage_that_only_asks_is_no_answer(searcher):
    quiz = Article(id="q", text="Quiz: which storm tore down the bridge of Arlen?")
    result = searcher([quiz]).search("which storm tore down the bridge of Arlen?")
    assert result.verdict.answer == "none"
    assert "asks this itself" in result.verdict.reason
    for text in (
        "It is not known which storm tore down the bridge of Arlen.",
        "Which storm tore down the bridge of Arlen is a matter for the court.",
    ):
        result = searcher([Article(id="q", text=text)]).search("which storm tore down the bridge of Arlen?")
        assert (result.verdict.answer, "leaves this open" in result.verdict.reason) == ("none", True)
    for text in (
        "Quiz: which storm tore down the bridge of Arlen? Who paid for the new one?",
        "1. Which storm tore down the bridge of Arlen? 2. Who paid for it? 3. Who drew it? Send us your answers.",
    ):
        assert "asks this itself" in searcher([Article(id="q", text=text)]).search(result.query).verdict.reason
    told = Article(id="q", text="Which storm tore down the bridge of Arlen? It was Dora.")
    assert searcher([told]).search("which storm tore down the bridge of Arlen?").verdict.answer == "strong"


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("which bridge tore down the storm of Arlen?", "turned round"),
        ("why did Mira Ollander lose the piano prize?", '"won", not "lose"'),
    ],
)
def test_what_contradicts_the_question_is_no_answer(searcher, question, reason):
    verdict = searcher([STORM, *OTHERS]).search(question).verdict
    assert verdict.answer != "strong"
    assert reason in verdict.reason


def test_where_the_first_hit_contradicts_a_passage_with_fewer_of_the_words_does_not_make_the_verdict(searcher):
    lost = "why did Mira Ollander lose the piano prize?"
    near = Article(id="n", text="Mira Ollander plays the piano in Arlen; Ollander likes the piano of Arlen.")
    archive = searcher([near, *OTHERS])
    result = archive.search(lost)
    assert result.verdict.archive == result.verdict.probability == result.hits[0].relevance
    assert max(hit.relevance for hit in result.hits) > result.verdict.archive
    told = Article(id="t", text="Mira Ollander did lose the piano prize of Lund, as a string broke.")
    assert searcher([near, told, *OTHERS]).search(lost).verdict.archive > 2 * result.verdict.archive


def test_what_is_not_of_the_time_that_an_operator_names_is_no_answer(searcher):
    later = replace(STORM, id="later", published=datetime(2023, 1, 1, tzinfo=UTC))
    result = searcher([later]).search("before:2020 storm that tore down the bridge of Arlen")
    assert result.verdict.answer == "none"
    assert "1 January 2023, not of the time" in result.verdict.reason
    assert searcher([STORM, later]).search(result.query).verdict.answer == "strong"


def test_what_says_no_nowhere_does_not_answer_who_did_not(searcher):
    levy = "Nineteen councils signed the water treaty of Arlen."
    question = "which councils have not signed the water treaty of Arlen?"
    for asked in (question, "which councils refused to sign the water treaty of Arlen?"):
        only = searcher([Article(id="t", text=levy)]).search(asked)
        assert (only.verdict.answer, "who or what did not" in only.verdict.reason) == ("none", True)
    says_no = f"{levy} Two councils have not signed it."
    assert searcher([Article(id="t", text=says_no)]).search(question).verdict.answer == "strong"


def test_figures_of_a_quarter_that_were_published_after_it_are_of_its_time(searcher):
    text = "Unemployment in Arlen sank to 4.1 per cent in the quarter from October to December."
    figures = Article(id="f", title="Figures", text=text, published=datetime(2023, 1, 20, tzinfo=UTC))
    named = searcher([figures, *OTHERS])
    right, wrong = (named.search(f"unemployment in Arlen Q4 {year}").verdict for year in (2022, 2021))
    assert right.probability > 2 * wrong.probability
    assert named.search("unemployment in Arlen 4Q22").verdict == right


def test_what_is_older_than_what_is_asked_is_no_answer(searcher):
    question = "did a storm tear down the bridge of Arlen in May 2021?"
    result = searcher([STORM]).search(question)
    assert result.verdict.answer == "none"
    assert "17 April 2019, older than what is asked" in result.verdict.reason
    retrospective = Article(
        id="r", text=STORM.text.replace("Arlen", "Arlen in May 2021"), published=datetime(2023, 1, 1, tzinfo=UTC)
    )
    assert searcher([retrospective]).search(question).verdict.answer == "strong"


def test_what_is_told_of_the_future_is_older_and_may_answer(searcher):
    year = datetime.now(UTC).year + 1
    question = f"will the bridge of Arlen be rebuilt in December {year}?"
    told = Article(id="f", text=f"The bridge of Arlen will be rebuilt in December {year}.", published=STORM.published)
    archive = searcher([told])
    assert archive.search(question).verdict.answer == "strong"
    assert archive.search(question, as_of=date(year + 1, 1, 1)).verdict.answer == "none"


def test_named_outlets_and_dates_are_not_said_to_be_missing(searcher):
    result = searcher([STORM, *OTHERS]).search(
        "What did the Northern Wire report on 3 May 2019 about the bridge of Arlen?"
    )
    assert result.hits[0].id
    for word in ("northern", "wire", "2019", "may"):
        assert word not in result.verdict.reason.split()
