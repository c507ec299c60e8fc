from datetime import timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from material.thirty_stories import QUESTIONS, START, STORIES, WORDS
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import NutgrafError
from nutgraf.corpus.passages import cut, windows
from nutgraf.index.filter import Filter
from nutgraf.index.profile import RankingProfile
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.library.searcher import Searcher
from small_indexes.fakes import FakeEmbedder, index_at
from small_indexes.hits_by_hand import DEEP, MODES, pools_of, reference, standing_at


def ids(result):
    return [hit.id for hit in result.hits]


@pytest.mark.parametrize("pools", [{"dense": 5, "bm25": 5}, {"dense": 9, "bm25": 9}, DEEP])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("question", "literal"), [*((plain, False) for plain in QUESTIONS), (QUESTIONS[-1], True)])
def test_hits_are_those_of_a_slow_reference(archive, folder, embedder, question, literal, mode, pools):
    archive, snapshot = archive.with_profile(pools_of(pools)), folder.open()
    pools = pools if mode == "hybrid" else dict.fromkeys(pools, 2 * pools["dense"])  # a lone leg has the whole pool
    hits = archive.search(question, mode=mode, k=5, literal=literal, collapse=False).hits
    expected = reference(snapshot, embedder, question, mode, 5, pools, literal=literal)
    assert [hit.rank for hit in hits] == list(range(1, len(expected) + 1))
    for hit, (row, score, cosine, bm25) in zip(hits, expected, strict=True):
        assert (hit.article, hit.passage) == standing_at(snapshot, row)
        assert hit.score == pytest.approx(score, abs=1e-5)
        assert (hit.cosine, hit.bm25) == (cosine, bm25)


def test_the_cosine_is_that_of_question_and_best_sentence(archive, embedder):
    for hit in archive.search("the mayor and the river", mode="dense").hits:
        sentences = embedder.passages([hit.passage.text[start:end] for start, end in windows(hit.passage.text)])
        cosine = float((sentences @ embedder.queries(["the mayor and the river"])[0]).max())
        assert hit.cosine == hit.score == pytest.approx(cosine, abs=0.005)  # a number is stored in a byte


@pytest.mark.parametrize("mode", MODES)
def test_fewer_hits_are_the_first_of_more(archive, mode):
    assert ids(archive.search("storm fire", mode=mode, k=3)) == ids(archive.search("storm fire", mode=mode, k=20))[:3]


DAY = START + timedelta(days=9)
CONDITIONS = {
    "since a day, which is in it": (Filter(since=DAY), lambda article: article.published and article.published >= DAY),
    "until a day, which is in it": (Filter(until=DAY), lambda article: article.published and article.published <= DAY),
    "one day": (Filter(since=DAY, until=DAY), lambda article: article.id == "s9"),
    "a source, whatever its case": (Filter(source=("the gazette",)), lambda article: article.source == "The GAZETTE"),
    "one of two sources": (Filter(source=("HERALD", "The Gazette")), lambda article: article.source),
    "a category and an author": (
        Filter(category=("storm",), author=("author 3",)),
        lambda article: article.categories == ("storm",) and article.authors == ("Author 3",),
    ),
    "a source that is not there": (Filter(source=("Times",)), lambda _: False),
    "a source and no such author": (Filter(source=("Herald",), author=("Nobody",)), lambda _: False),
}


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("mode", MODES)
def test_a_filter_returns_exactly_the_articles_that_pass(archive, folder, embedder, condition, mode):
    filters, passing = CONDITIONS[condition]
    result = archive.search("storm and fire said", filters=filters, mode=mode, k=1000, collapse=False)
    expected = reference(folder.open(), embedder, "storm and fire said", mode, 1000, DEEP, passing)
    assert {hit.id for hit in result.hits} == {standing_at(folder.open(), row)[1].id for row, *_ in expected}
    assert all(passing(hit.article) for hit in result.hits)
    assert result.filters == filters


@pytest.mark.parametrize("mode", ["hybrid", "dense"])
def test_a_filter_never_starves_the_hits(searcher, mode):
    few = RankingProfile(pool=5)  # so that all candidates are elsewhere, were they chosen before the filter
    loud = [Article(id=f"loud{number}", text="storm storm storm", source="Loud") for number in range(200)]
    quiet = Article(id="quiet", text="\n\n".join(f"paragraph {number} of wheat" for number in range(4)), source="Quiet")
    result = searcher([*loud[:100], quiet, *loud[100:]], few).search(
        "storm", k=4, filters=Filter(source=("quiet",)), mode=mode
    )
    assert sorted(ids(result)) == [f"quiet#p{number}" for number in range(4)]


@pytest.mark.parametrize("mode", MODES)
def test_ties_break_by_row(searcher, mode):
    twins = [Article(id=f"t{number}", text="the storm at the bridge") for number in (3, 1, 2, 0)]
    archive = searcher(twins)
    result = archive.search("storm", mode=mode, collapse=False)
    assert [hit.article.id for hit in result.hits] == ["t3", "t1", "t2", "t0"]
    (hit,) = archive.search("storm", mode=mode).hits
    assert [copy.article.id for copy in (hit, *hit.copies)] == ["t3", "t1", "t2", "t0"]


@pytest.mark.parametrize("mode", ["hybrid", "dense"])
@pytest.mark.parametrize("k", [91, 1_001, 10**18, 10**30])
def test_a_k_above_the_number_of_passages_returns_all(archive, mode, k):
    result = archive.with_profile(RankingProfile(pool=5)).search("storm", k=k, mode=mode, collapse=False)
    assert len(result.hits) == result.passages == 90
    assert len(set(ids(result))) == 90


def test_bm25_finds_only_passages_with_a_common_word(archive):
    result = archive.search("storm", mode="bm25", k=10**18)
    assert result.hits
    assert all("storm" in f"{hit.article.title} {hit.passage.text}".lower() for hit in result.hits)
    assert archive.search("xylophone", mode="bm25").hits == ()


def test_neighbours_surround_the_hit_in_order(searcher):
    text = "\n\n".join([f"paragraph {number}" for number in range(6)] + ["the storm", "the end"])
    archive = searcher([Article(id="a", text=text), Article(id="b", text="another\n\nstory")])
    for reach, expected in ((0, []), (1, [5, 7]), (3, [3, 4, 5, 7]), (10**18, [0, 1, 2, 3, 4, 5, 7])):
        hit = archive.search("storm", mode="bm25", neighbours=reach).hits[0]
        assert hit.passage.number == 6
        assert [passage.number for passage in hit.neighbours] == expected
        assert {passage.article_id for passage in hit.neighbours} <= {"a"}


texts = st.lists(
    st.sampled_from([*WORDS[:6], "Gen.", "said.", "“No!”", "雪。", "\n", "\n\n", "👩‍👧", "é", "\r\n"]), min_size=1
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(texts.map(" ".join).map(lambda sentence: f"{sentence} end"), min_size=1, max_size=4),
    st.sampled_from(QUESTIONS),
)
def test_a_hit_is_a_part_of_its_article_and_its_highlight_a_part_of_the_hit(tmp_path_factory, texts, question):
    folder = IndexFolder(tmp_path_factory.mktemp("law") / "index")
    articles = {f"a{number}": Article(id=f"a{number}", text=text, language="en") for number, text in enumerate(texts)}
    index_at(folder.path, articles.values())
    for hit in Searcher(folder.path, embedder=FakeEmbedder()).search(question, k=100).hits:
        assert hit.article == articles[hit.article.id]
        assert hit.passage == cut(hit.article)[hit.passage.number]
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert hit.highlight in {(0, len(hit.passage.text)), *windows(hit.passage.text)}
        start, end = hit.highlight
        assert 0 <= start < end <= len(hit.passage.text)


def test_the_highlight_holds_the_word_asked_for_in_every_mode(archive):
    for mode in MODES:
        hit = archive.search("number 9 said", mode=mode, filters=CONDITIONS["one day"][0]).hits[0]
        start, end = hit.highlight
        assert hit.passage.text[start:end].startswith("Number 9 said")


def test_bm25_never_touches_the_model(folder, add):
    class Untouchable:
        def __getattr__(self, name):
            raise AssertionError(name)

    add(STORIES)
    result = Searcher(folder.path, embedder=Untouchable()).search("storm", mode="bm25")
    assert result.hits
    assert {hit.cosine for hit in result.hits} == {None}
    assert [hit.score for hit in result.hits] == [hit.bm25 for hit in result.hits]


@pytest.mark.parametrize("mode", ["hybrid", "dense"])
def test_a_question_embeds_itself_and_no_passage_but_titles_that_it_names(archive, embedder, mode):
    archive.search("storm at the bridge", mode=mode)
    assert embedder.questions == ["storm at the bridge"]
    assert {*embedder.texts} <= {story.title for story in STORIES}


def test_dense_hits_have_no_bm25(archive):
    assert {hit.bm25 for hit in archive.search("storm", mode="dense").hits} == {None}


def test_numbers_of_numpy_are_numbers(archive):
    given = {"k": np.int64(2), "max_per_article": np.int32(1), "min_relevance": np.float32(0.0)}
    assert archive.search("storm", **given) == archive.search("storm", k=2, max_per_article=1, min_relevance=0)


@pytest.mark.parametrize(
    ("question", "options", "message"),
    [
        ("", {}, "the question is empty"),
        (" \n\u3000\u200b\ufeff\0", {}, "the question is empty"),
        ("storm \ud83d", {}, "not Unicode text"),
        ("storm", {"filters": Filter(source=("\udcff",))}, "not Unicode text"),
        ("x" * 100_001, {}, "longer than 100,000"),
        ("storm", {"k": 0}, "k must be at least 1"),
        ("storm", {"k": -1}, "k must be at least 1"),
        ("storm", {"neighbours": -1}, "neighbours must be at least 0"),
        ("storm", {"max_per_article": 0}, "max_per_article must be at least 1"),
        ("storm", {"max_per_article": "2"}, "max_per_article must be a whole number, not '2'"),
        ("storm", {"k": True}, "k must be a whole number"),
        ("storm", {"k": 2.0}, "k must be a whole number"),
        ("storm", {"k": None}, "k must be a whole number"),
        ("storm", {"mode": "sparse"}, "there is no mode 'sparse'; use one of: hybrid, dense, bm25"),
        ("storm", {"mode": ["dense"]}, "there is no mode"),
    ],
)
def test_a_wrong_argument_is_a_value_error_with_a_message(archive, embedder, question, options, message):
    with pytest.raises(ValueError, match=message):
        archive.search(question, **options)
    assert embedder.questions == []


@pytest.mark.parametrize(
    "question",
    [
        "the of and",
        'AND OR NOT ( ) * ^ : " storm',
        "storm\0fire",
        "x" * 100_000,
        "storm " * 2_000,
        "[/b] %s {0}",
        "é" * 500,
    ],
)
def test_any_question_is_answered(archive, question):
    for mode in MODES:
        result = archive.search(question, mode=mode)
        assert result.query == question
        assert len(result.hits) == 10 or mode == "bm25"


@pytest.mark.parametrize("question", ["?!", "*", "---", "🚢", "-storm"])
def test_a_question_without_a_word_finds_nothing(archive, question):
    for mode in MODES:
        result = archive.search(question, mode=mode)
        assert (result.hits, result.verdict.answer) == ((), "none")
        assert "nothing to look for" in result.verdict.reason
        assert bool(archive.search(question, mode=mode, literal=True).hits) == (question == "-storm")


@pytest.mark.parametrize("mode", MODES)
def test_what_a_question_leaves_out_comes_last_and_is_doubted(archive, mode):
    word = "harbour"
    result = archive.search(f"storm -{word}", mode=mode, k=40)
    holds = [word in f"{hit.article.title} {hit.passage.text}".lower() for hit in result.hits]
    assert not holds[0]
    assert holds == sorted(holds)
    assert result.understood.excluded.texts == (word,)
    assert all(hit.relevance < 0.6 for hit, holding in zip(result.hits, holds, strict=True) if holding)


def test_the_result_names_the_question_and_its_options(archive):
    filters = Filter(source=("herald",))
    result = archive.search("storm", filters=filters, mode="dense")
    assert (result.query, result.filters, result.mode, result.model) == ("storm", filters, "dense", "fake")
    assert (result.generation, result.articles, result.passages) == (1, 30, 90)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda vectors: vectors * np.nan,
        lambda vectors: vectors * 0,
        lambda vectors: vectors[:16],
        lambda vectors: vectors[np.newaxis],
    ],
)
def test_an_invalid_query_vector_is_refused(folder, add, spoil):
    class Spoilt(FakeEmbedder):
        def queries(self, texts):
            return spoil(super().queries(texts)[0])[np.newaxis]

    add(STORIES[:2])
    with pytest.raises(NutgrafError, match="the model fake returned"):
        Searcher(folder.path, embedder=Spoilt()).search("storm")


def test_a_british_word_is_found_by_its_american_spelling_whatever_else_is_there(searcher):
    british, american = Article(id="uk", text="A vote in favour of a toll."), Article(id="us", text="It found favor.")
    alone, among = (searcher(it).search("vote in favor of a toll").hits[0] for it in ([british], [british, american]))
    assert (alone.id, alone.relevance) == (among.id, among.relevance)
