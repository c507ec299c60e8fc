import shutil
from datetime import UTC, datetime, timedelta
from statistics import fmean, pstdev

import numpy as np
import pytest
from fakes import FakeEmbedder
from hypothesis import given, settings
from hypothesis import strategies as st
from legs import PROFILE, DenseLeg, LexicalLeg
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import IndexMissingError, ModelMismatchError, NutgrafError
from nutgraf.corpus.passages import cut, windows
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.index.columns.analyzer import tokens
from nutgraf.index.filter import Filter
from nutgraf.index.profile import RankingProfile
from nutgraf.index.segments import model_choice
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing import build
from nutgraf.index.writing.rebuild import rebuild
from nutgraf.search.library.searcher import Searcher

WORDS = [
    "storm", "court", "mayor", "river", "vote", "train", "fire", "school",
    "harbour", "strike", "glacier", "budget", "museum", "virus", "wheat", "bridge",
]  # fmt: skip
START = datetime(2023, 1, 1, tzinfo=UTC)
QUESTIONS = (
    "the mayor and the river",
    "storm",
    "who won the vote on the budget?",
    "no such words",
    "glacier glacier fire",
    'what did the Herald say of "fire strike" and the mayor in January 2023?',
)
JANUARY = [START + timedelta(days=day) for day in range(31)]
MODES = ("hybrid", "dense", "bm25")


def story(number):
    picks = [WORDS[(number * 7 + step * step) % len(WORDS)] for step in range(12)]
    paragraphs = [
        " ".join(picks[:4]),
        f"Number {number} said {picks[5]}. Then {' '.join(picks[6:])}.",
        "The same words everywhere.",
    ]
    return Article(
        id=f"s{number}",
        title=f"About {picks[0]}",
        text="\n\n".join(paragraphs),
        published=START + timedelta(days=number) if number % 7 else None,
        source=("Herald", "The GAZETTE", "")[number % 3],
        categories=(WORDS[number % 4],),
        authors=(f"Author {number % 5}",),
    )


STORIES = [story(number) for number in range(30)]


@pytest.fixture
def asked(searcher):
    """A Searcher over thirty stories."""
    return searcher(STORIES)


def ids(result):
    return [hit.id for hit in result.hits]


DEEP = {"dense": 1_000, "bm25": 1_000}
"""Pools that hold everything."""


def pools_of(pools):
    """A profile with these pools in an index of any size."""
    dense, bm25 = pools["dense"], pools["bm25"]
    return RankingProfile(pool=2 * dense, large_index=0, dense_pool=dense, lexical_pool_ratio=bm25 // dense)


def standing_at(snapshot, row):
    """The article and the passage of a row."""
    place, number = snapshot.place_of(row)
    article = snapshot.article(place)
    return article, snapshot.passages_of(place, article)[number]


def standard(scores):
    """By row, in deviations from the mean."""
    mean, deviation = fmean(scores.values()), pstdev(scores.values())
    return {row: (score - mean) / (deviation or 1) for row, score in scores.items()}


def preferred(article, passage, question):
    """What the last question prefers, in deviations; the others prefer nothing."""
    if question != QUESTIONS[-1]:
        return 0
    sought, stems = tokens("fire strike"), tokens(passage.text)
    held = any(stems[at : at + 2] == sought for at in range(len(stems)))
    return (
        PROFILE.quoted_boost * held
        + PROFILE.named_boost * (article.source == "Herald")
        + PROFILE.named_boost * (article.published in JANUARY)
    )


def reference(snapshot, embedder, question, mode, k, pools, passing=lambda _: True, literal=False):
    """What `search` must find, worked out row by row from what each leg says: (row, score, raw scores by leg)."""
    everywhere = np.arange(snapshot.first_rows[-1])
    stands = {row: standing_at(snapshot, row) for row in everywhere.tolist()}
    mask = np.array([bool(snapshot.live[row] and passing(article)) for row, (article, _) in stands.items()], bool)
    legs = {"dense": DenseLeg(snapshot, embedder, question), "bm25": LexicalLeg(snapshot, question)}
    legs = {leg: legs[leg] for leg in (MODES[1:] if mode == "hybrid" else (mode,))}
    among = [np.flatnonzero(mask)]
    if question == QUESTIONS[-1] and not literal:  # the rows that hold the phrase are asked for by themselves, too
        holds = np.array([preferred(*stands[row], question) >= PROFILE.quoted_boost for row in stands])
        among.append(np.flatnonzero(mask & holds))
    reached = {
        row for name, leg in legs.items() for rows in among for row in leg.retrieve(pools[name], rows).rows.tolist()
    }
    candidates = sorted(reached)
    said = {name: leg.score(everywhere) for name, leg in legs.items()}
    raw = {name: dict(zip(stands, it.score.tolist(), strict=True)) for name, it in said.items()}

    fit = dict.fromkeys(candidates, 0.0)
    if len(legs) == 1:
        fit = {row: raw[mode][row] for row in candidates}
    elif candidates:
        for name, scores in {name: scores for it in said.values() for name, scores in it.signals.items()}.items():
            for row, above in standard({row: float(scores[row]) for row in candidates}).items():
                fit[row] += PROFILE.weights[name] * above
    unit = (pstdev(fit.values()) if fit else 0) or 1
    score = {row: fit[row] + (0 if literal else unit * preferred(*stands[row], question)) for row in candidates}
    best = sorted(candidates, key=lambda row: (-round(score[row], 6), row))[:k]
    return [(row, score[row], *(raw.get(leg, {}).get(row) for leg in MODES[1:])) for row in best]


@pytest.mark.parametrize("pools", [{"dense": 5, "bm25": 10}, {"dense": 5, "bm25": 5}, DEEP])
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("question", "literal"), [*((it, False) for it in QUESTIONS), (QUESTIONS[-1], True)])
def test_hits_are_those_of_a_slow_reference(asked, folder, embedder, question, literal, mode, pools):
    asked, snapshot = asked.with_profile(pools_of(pools)), folder.open()
    pools = pools if mode == "hybrid" else dict.fromkeys(pools, 2 * pools["dense"])  # a lone leg has the whole pool
    hits = asked.search(question, mode=mode, k=5, literal=literal, collapse=False).hits
    expected = reference(snapshot, embedder, question, mode, 5, pools, literal=literal)
    assert [hit.rank for hit in hits] == list(range(1, len(expected) + 1))
    for hit, (row, score, cosine, bm25) in zip(hits, expected, strict=True):
        assert (hit.article, hit.passage) == standing_at(snapshot, row)
        assert hit.score == pytest.approx(score, abs=1e-5)
        assert (hit.cosine, hit.bm25) == (cosine, bm25)


def test_the_cosine_is_that_of_question_and_best_sentence(asked, embedder):
    for hit in asked.search("the mayor and the river", mode="dense").hits:
        sentences = embedder.passages([hit.passage.text[start:end] for start, end in windows(hit.passage.text)])
        cosine = float((sentences @ embedder.queries(["the mayor and the river"])[0]).max())
        assert hit.cosine == hit.score == pytest.approx(cosine, abs=0.005)  # a number is stored in a byte


@pytest.mark.parametrize("mode", MODES)
def test_fewer_hits_are_the_first_of_more(asked, mode):
    assert ids(asked.search("storm fire", mode=mode, k=3)) == ids(asked.search("storm fire", mode=mode, k=20))[:3]


DAY = START + timedelta(days=9)
CONDITIONS = {
    "since a day, which is in it": (Filter(since=DAY), lambda it: it.published and it.published >= DAY),
    "until a day, which is in it": (Filter(until=DAY), lambda it: it.published and it.published <= DAY),
    "one day": (Filter(since=DAY, until=DAY), lambda it: it.id == "s9"),
    "a source, whatever its case": (Filter(source=("the gazette",)), lambda it: it.source == "The GAZETTE"),
    "one of two sources": (Filter(source=("HERALD", "The Gazette")), lambda it: it.source),
    "a category and an author": (
        Filter(category=("storm",), author=("author 3",)),
        lambda it: it.categories == ("storm",) and it.authors == ("Author 3",),
    ),
    "a source that is not there": (Filter(source=("Times",)), lambda _: False),
    "a source and no such author": (Filter(source=("Herald",), author=("Nobody",)), lambda _: False),
}


@pytest.mark.parametrize("condition", CONDITIONS)
@pytest.mark.parametrize("mode", MODES)
def test_a_filter_keeps_exactly_what_it_says(asked, folder, embedder, condition, mode):
    filters, passing = CONDITIONS[condition]
    found = asked.search("storm and fire said", filters=filters, mode=mode, k=1000, collapse=False)
    expected = reference(folder.open(), embedder, "storm and fire said", mode, 1000, DEEP, passing)
    assert {hit.id for hit in found.hits} == {standing_at(folder.open(), row)[1].id for row, *_ in expected}
    assert all(passing(hit.article) for hit in found.hits)
    assert found.filters == filters


@pytest.mark.parametrize("mode", ["hybrid", "dense"])
def test_a_filter_never_starves_the_hits(searcher, mode):
    few = RankingProfile(pool=5)  # so that all candidates are elsewhere, were they chosen before the filter
    loud = [Article(id=f"loud{number}", text="storm storm storm", source="Loud") for number in range(200)]
    quiet = Article(id="quiet", text="\n\n".join(f"paragraph {number} of wheat" for number in range(4)), source="Quiet")
    found = searcher([*loud[:100], quiet, *loud[100:]], few).search(
        "storm", k=4, filters=Filter(source=("quiet",)), mode=mode
    )
    assert sorted(ids(found)) == [f"quiet#p{number}" for number in range(4)]


@pytest.mark.parametrize("mode", MODES)
def test_ties_break_by_row(searcher, mode):
    twins = [Article(id=f"t{number}", text="the storm at the bridge") for number in (3, 1, 2, 0)]
    asked = searcher(twins)
    found = asked.search("storm", mode=mode, collapse=False)
    assert [hit.article.id for hit in found.hits] == ["t3", "t1", "t2", "t0"]
    (hit,) = asked.search("storm", mode=mode).hits
    assert [it.article.id for it in (hit, *hit.copies)] == ["t3", "t1", "t2", "t0"]


@pytest.mark.parametrize("mode", ["hybrid", "dense"])
@pytest.mark.parametrize("k", [91, 1_001, 10**18, 10**30])
def test_more_than_there_is_gives_all_there_is(asked, mode, k):
    found = asked.with_profile(RankingProfile(pool=5)).search("storm", k=k, mode=mode, collapse=False)
    assert len(found.hits) == found.passages == 90
    assert len(set(ids(found))) == 90


def test_bm25_finds_only_what_shares_a_word(asked):
    found = asked.search("storm", mode="bm25", k=10**18)
    assert found.hits
    assert all("storm" in f"{hit.article.title} {hit.passage.text}".lower() for hit in found.hits)
    assert asked.search("xylophone", mode="bm25").hits == ()


def test_neighbours_stand_around_the_hit_in_order(searcher):
    text = "\n\n".join([f"paragraph {number}" for number in range(6)] + ["the storm", "the end"])
    asked = searcher([Article(id="a", text=text), Article(id="b", text="another\n\nstory")])
    for reach, expected in ((0, []), (1, [5, 7]), (3, [3, 4, 5, 7]), (10**18, [0, 1, 2, 3, 4, 5, 7])):
        hit = asked.search("storm", mode="bm25", neighbours=reach).hits[0]
        assert hit.passage.number == 6
        assert [it.number for it in hit.neighbours] == expected
        assert {it.article_id for it in hit.neighbours} <= {"a"}


texts = st.lists(
    st.sampled_from([*WORDS[:6], "Gen.", "said.", "“No!”", "雪。", "\n", "\n\n", "👩‍👧", "é", "\r\n"]), min_size=1
)


@settings(max_examples=25, deadline=None)
@given(st.lists(texts.map(" ".join).map(lambda it: f"{it} end"), min_size=1, max_size=4), st.sampled_from(QUESTIONS))
def test_a_hit_is_a_part_of_its_article_and_its_highlight_a_part_of_the_hit(tmp_path_factory, texts, question):
    folder = IndexFolder(tmp_path_factory.mktemp("law") / "index")
    articles = {f"a{number}": Article(id=f"a{number}", text=text) for number, text in enumerate(texts)}
    build.add(folder, [SourcedArticle(it, "a", "a", 1) for it in articles.values()], FakeEmbedder())
    for hit in Searcher(folder.path, embedder=FakeEmbedder()).search(question, k=100).hits:
        assert hit.article == articles[hit.article.id]
        assert hit.passage == cut(hit.article)[hit.passage.number]
        assert hit.article.text[hit.passage.start : hit.passage.end] == hit.passage.text
        assert hit.highlight in {(0, len(hit.passage.text)), *windows(hit.passage.text)}
        start, end = hit.highlight
        assert 0 <= start < end <= len(hit.passage.text)


def test_the_highlight_holds_the_word_asked_for_in_every_mode(asked):
    for mode in MODES:
        hit = asked.search("number 9 said", mode=mode, filters=CONDITIONS["one day"][0]).hits[0]
        start, end = hit.highlight
        assert hit.passage.text[start:end].startswith("Number 9 said")


def test_bm25_never_touches_the_model(folder, add):
    class Untouchable:
        def __getattr__(self, name):
            raise AssertionError(name)

    add(STORIES)
    found = Searcher(folder.path, embedder=Untouchable()).search("storm", mode="bm25")
    assert found.hits
    assert {hit.cosine for hit in found.hits} == {None}
    assert [hit.score for hit in found.hits] == [hit.bm25 for hit in found.hits]


@pytest.mark.parametrize("mode", ["hybrid", "dense"])
def test_a_question_embeds_itself_and_no_passage(asked, embedder, mode):
    asked.search("storm at the bridge", mode=mode)
    assert embedder.questions == ["storm at the bridge"]
    assert embedder.texts == []


def test_dense_hits_have_no_bm25(asked):
    assert {hit.bm25 for hit in asked.search("storm", mode="dense").hits} == {None}


@pytest.mark.parametrize(
    ("question", "options", "told"),
    [
        ("", {}, "the question is empty"),
        (" \n\u3000\u200b\ufeff\0", {}, "the question is empty"),
        ("storm \ud83d", {}, "not Unicode text"),
        ("storm", {"filters": Filter(source=("\udcff",))}, "not Unicode text"),
        ("x" * 100_001, {}, "longer than 100,000"),
        ("storm", {"k": 0}, "k must be at least 1"),
        ("storm", {"k": -1}, "k must be at least 1"),
        ("storm", {"neighbours": -1}, "neighbours at least 0"),
        ("storm", {"max_per_article": 0}, "max_per_article must be at least 1"),
        ("storm", {"max_per_article": "2"}, "max_per_article must be at least 1"),
        ("storm", {"mode": "sparse"}, "there is no mode 'sparse'; use one of: hybrid, dense, bm25"),
        ("storm", {"mode": ["dense"]}, "there is no mode"),
    ],
)
def test_a_wrong_argument_is_a_value_error_in_words(asked, embedder, question, options, told):
    with pytest.raises(ValueError, match=told):
        asked.search(question, **options)
    assert embedder.questions == []


@pytest.mark.parametrize(
    "question",
    [
        "?!",
        "the of and",
        'AND OR NOT ( ) * ^ : " storm',
        "storm\0fire",
        "x" * 100_000,
        "storm " * 10_000,
        "[/b] %s {0}",
        "é" * 500,
    ],
)
def test_a_strange_question_is_a_question(asked, question):
    for mode in MODES:
        found = asked.search(question, mode=mode)
        assert found.query == question
        assert len(found.hits) == 10 or mode == "bm25"


def test_another_model_is_refused_with_both_named_and_the_way_out(folder, add):
    add(STORIES)
    asked = Searcher(folder.path, embedder=FakeEmbedder("other"))
    assert asked.search("storm", mode="bm25").hits
    for mode in ("hybrid", "dense"):
        with pytest.raises(ModelMismatchError) as error:
            asked.search("storm", mode=mode)
        told = str(error.value)
        for fingerprint in (FakeEmbedder("other").fingerprint, FakeEmbedder().fingerprint):
            assert str(fingerprint) in told
        assert f"nutgraf rebuild --model other --index {folder.path}" in told


def test_no_index_is_an_error_at_once(folder):
    with pytest.raises(IndexMissingError, match="nutgraf index PATH"):
        Searcher(folder.path)


def test_an_empty_index_answers_with_nothing(searcher):
    asked = searcher([])
    for mode in MODES:
        found = asked.search("storm", mode=mode)
        assert (found.hits, found.articles, found.passages) == ((), 0, 0)
    assert asked.article("a") is None
    assert asked.passages("a") == []


def test_articles_and_passages_are_found_by_id(asked):
    assert asked.article("s3") == STORIES[3]
    assert asked.passages("s3") == cut(STORIES[3])
    assert asked.article("s3#p0") is None
    assert asked.passages("S3") == []


def test_a_searcher_holds_its_generation_until_it_is_refreshed(asked, add):
    before = asked.search("storm", k=5)
    assert not asked.refresh()
    add([Article(id="new", text="storm"), Article(id="s3", text="storm storm")])
    assert asked.search("storm", k=5) == before
    assert asked.article("s3") == STORIES[3]

    assert asked.refresh()
    after = asked.search("storm", k=100)
    assert after.generation == before.generation + 1
    assert (after.articles, after.passages) == (31, 89)
    assert {"new#p0", "s3#p0"} <= set(ids(after))
    assert not {"s3#p1", "s3#p2"} & set(ids(after))
    assert asked.article("s3").text == "storm storm"
    assert not asked.refresh()


def test_an_index_made_anew_in_the_same_place_is_another_one(asked, add, folder):
    shutil.rmtree(folder.path)
    add([Article(id="only", text="storm")])
    assert asked.refresh()
    assert ids(asked.search("storm")) == ["only#p0"]


def test_an_index_that_is_gone_leaves_the_generation_held(asked, folder):
    before = asked.search("storm")
    shutil.rmtree(folder.path)
    with pytest.raises(IndexMissingError):
        asked.refresh()
    assert asked.search("storm") == before


def test_after_a_rebuild_with_another_model_the_old_generation_still_answers(asked, folder):
    before = asked.search("storm")
    rebuild(folder, FakeEmbedder("other"))
    assert asked.search("storm") == before
    assert asked.refresh()
    with pytest.raises(ModelMismatchError):  # the model was given, so it is not ours to change
        asked.search("storm")


def test_a_model_that_was_not_given_is_loaded_once_and_changed_after_a_rebuild(folder, add, monkeypatch):
    made = []

    def load(name, *, device):  # noqa: ARG001  # the real one's
        made.append(name)
        return FakeEmbedder(name)

    monkeypatch.setattr(model_choice, "ModelEmbedder", load)
    add(STORIES)
    asked = Searcher(folder.path)
    asked.search("storm", mode="bm25")
    assert made == []
    asked.search("storm")
    add([Article(id="new", text="storm")])
    asked.refresh()
    asked.search("storm")
    assert made == ["fake"]

    rebuild(folder, FakeEmbedder("other"))
    asked.search("storm")
    asked.refresh()
    found = asked.search("storm", k=1000, collapse=False)
    assert made == ["fake", "other"]
    assert (found.model, len(found.hits)) == ("other", found.passages)


def test_the_question_and_what_was_asked_for_are_in_the_result(asked):
    filters = Filter(source=("herald",))
    found = asked.search("storm", filters=filters, mode="dense")
    assert (found.query, found.filters, found.mode, found.model) == ("storm", filters, "dense", "fake")
    assert (found.generation, found.articles, found.passages) == (1, 30, 90)


@pytest.mark.parametrize(
    "spoil", [lambda it: it * np.nan, lambda it: it * 0, lambda it: it[:16], lambda it: it[np.newaxis]]
)
def test_a_question_that_becomes_no_vector_is_refused(folder, add, spoil):
    class Spoilt(FakeEmbedder):
        def queries(self, texts):
            return spoil(super().queries(texts)[0])[np.newaxis]

    add(STORIES[:2])
    with pytest.raises(NutgrafError, match="the model fake returned"):
        Searcher(folder.path, embedder=Spoilt()).search("storm")
