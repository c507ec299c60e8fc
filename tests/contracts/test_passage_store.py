"""The contract of `PassageStore` and `Retriever`: every store keeps it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial
from itertools import product

import numpy as np
import pytest
from nutgraf.corpus.passages import cut, windows
from nutgraf.index.analysis.query import query_terms
from nutgraf.index.filter import Filter, sorting_name
from nutgraf.index.retrieval.dense import passage_vectors
from nutgraf.index.retrieval.selection import Selection
from nutgraf.index.types import NO_DAY, epoch_day
from small_indexes.english import stem, tokens, words
from small_indexes.fakes import FakeEmbedder
from stores.every_store import ARTICLES, DISTANT, PLUG, STORES
from stores.memory_store import passes
from systems.milvus_lite import needs_engine


@pytest.fixture(scope="module", params=["local", "memory", "shards", pytest.param("engine", marks=needs_engine)])
def store(request, server, tmp_path_factory):  # noqa: ARG001
    return STORES[request.param](ARTICLES, tmp_path_factory.mktemp("store") / "index", DISTANT)


@pytest.fixture(scope="module")
def rows(store):
    """Every live row, ascending."""
    everything = store.dense.retrieve(vector("storm"), 10_000, Filter()).rows
    assert len(everything) == store.generation.passages
    return np.sort(everything)


@pytest.fixture(scope="module")
def articles(store, rows):
    """The article of every live row: an engine is asked once."""
    return {row: store.article_of(row) for row in rows.tolist()}


def vector(question):
    return FakeEmbedder().queries([question])[0]


def test_a_generation_counts_what_lives(store):
    assert store.generation.articles == len(ARTICLES) == store.statistics.articles
    assert store.generation.passages == sum(len(cut(article)) for article in ARTICLES) == store.statistics.passages
    assert store.generation.model == FakeEmbedder().fingerprint


def test_rows_stand_in_the_order_of_the_collection(store, rows):
    assert [store.passage(row) for row in rows.tolist()] == [it for article in ARTICLES for it in cut(article)]


FILTERS = [
    Filter(),
    Filter(since=date(2023, 1, 9)),
    Filter(until=date(2023, 1, 9)),
    Filter(since=datetime(2023, 1, 9, 23, 30, tzinfo=UTC), until=datetime(2023, 1, 12, tzinfo=UTC)),
    Filter(source=("HERALD", "the gazette")),
    Filter(category=("Storm",), author=("éva dé", "ADA BERG")),
    Filter(source=("Nobody",)),
    ~Filter(source=("herald",)),
    Filter(source=("Herald",)) & ~Filter(since=date(2023, 1, 9)) | Filter(author=("Ada Berg",)),
    ~Filter(),
    Filter(id=("s3", "s3", "S4", "s0", "nobody")),
    ~Filter(id=("s3", "s11")),
    Filter(title=("the VOTE of train", "The ice of bell", "Nothing of this")),
    Filter(title=("",)),
    Filter(language=("EN",)) & ~Filter(language=("pt",)),
    Filter(language=("en-gb", "de")) | Filter(id=("s2",)),
    Filter(language=("",)),
]


@pytest.mark.parametrize("wanted", FILTERS, ids=range(len(FILTERS)))
def test_rows_that_pass_a_filter(store, rows, articles, wanted):
    expected = [row for row, article in articles.items() if passes(article, wanted)]
    assert store.passing(rows, wanted).tolist() == expected
    assert store.passing(rows[::-1], wanted).tolist() == expected[::-1]


@pytest.mark.parametrize("wanted", FILTERS, ids=range(len(FILTERS)))
def test_articles_stand_in_the_order_that_was_asked_for(store, articles, wanted):
    first: dict[str, int] = {}
    for row, article in articles.items():
        first.setdefault(article.id, row)

    def key(row, order):
        article = articles[row]
        time = article.published.timestamp() if article.published else None
        since = (time is None, (time or 0) * (1 if order == "oldest" else -1))
        name = sorting_name(getattr(article, order)) if order in ("source", "title") else ""
        return (order in ("source", "title") and not name, name, since, row)

    passing = [row for row in first.values() if passes(articles[row], wanted)]
    lacking = [row for row in passing if not articles[row].published]
    lengths = {row: len(cut(articles[row])) for row in passing}
    for order, undated in product(("newest", "oldest", "source", "title"), (False, True)):
        ordered = store.ordered_articles(wanted, order, undated=undated)
        expected = sorted(lacking if undated else passing, key=partial(key, order=order))
        assert ordered.rows.tolist() == expected, (order, undated)
        assert ordered.passages.tolist() == [lengths[row] for row in expected]


def test_the_ids_of_live_articles(store):
    assert store.ids() == [article.id for article in ARTICLES]


@pytest.mark.parametrize(
    ("word", "edits", "near"),
    [
        ("harbor", 1, ["harbour"]),
        ("sotrm", 1, ["storm"]),
        ("glaciers", 1, ["glacier"]),
        ("vite", 1, ["vote"]),
        ("trian", 2, ["train"]),
        ("zzz", 2, []),
        ("éâ", 1, []),
    ],
)
def test_words_that_are_near(store, word, edits, near):
    held = [it for it in store.vocabulary.near(word, edits) if store.statistics.article_frequency((stem(it),))]
    assert held == near


@pytest.mark.parametrize("beginning", ["s", "st", "storm", "stormy", "ñ"])
def test_words_that_begin_so(store, beginning):
    words_of = {word for article in ARTICLES for word in [*words(article.title), *words(article.text)]}
    found = store.vocabulary.beginning_with(beginning, 100)
    held = {it for it in found if store.statistics.article_frequency((stem(it),))}
    assert held == {word for word in words_of if word.startswith(beginning)}
    assert store.vocabulary.beginning_with(beginning, 2) == found[:2]


@pytest.mark.parametrize("wanted", FILTERS, ids=range(len(FILTERS)))
@pytest.mark.parametrize("leg", ["dense", "lexical"])
def test_a_filter_is_pushed_down_and_lets_through_what_it_means(store, leg, wanted):
    query = vector("the storm") if leg == "dense" else query_terms("storm court mayor river vote train said")
    ranking = getattr(store, leg).retrieve(query, 10_000, wanted)
    expected = {article.id for article in ARTICLES if passes(article, wanted)}
    assert {store.article_of(row).id for row in ranking.rows.tolist()} == expected
    for k in (1, 5):
        assert getattr(store, leg).retrieve(query, k, wanted).rows.tolist() == ranking.rows[:k].tolist()


SELECTIONS = [
    Selection(phrases=("the ferry sank", "storm court")),
    Selection(phrases=("nobody said this",)),
    Selection(
        filters=Filter(author=("Ada Berg",)), without=(Filter(source=("Herald",)), Filter(until=date(2023, 1, 8)))
    ),
    Selection(phrases=("the ferry",), filters=Filter(source=("herald",)), without_phrases=("on board", "storm")),
    Selection(without_phrases=("said", "came"), without=(Filter(category=("storm",)),)),
]


@pytest.mark.parametrize("chosen", SELECTIONS, ids=range(len(SELECTIONS)))
@pytest.mark.parametrize("leg", ["dense", "lexical"])
def test_a_retriever_keeps_to_what_is_selected(store, leg, chosen):
    def is_selected(row):
        article, text = store.article_of(row), tokens(store.passage(row).text)
        held = [any(text[at : at + len(it)] == it for at in range(len(text))) for it in map(tokens, chosen.phrases)]
        lacks = map(tokens, chosen.without_phrases)
        return (
            (any(held) or not held)
            and passes(article, chosen.filters)
            and not any(passes(article, it) for it in chosen.without)
            and not any(text[at : at + len(it)] == it for it in lacks for at in range(len(text)))
        )

    query = vector("the storm") if leg == "dense" else query_terms("the storm ferry court said")
    everything = getattr(store, leg).retrieve(query, 10_000, Filter())
    among = getattr(store, leg).retrieve(query, 10_000, Filter(), among=chosen)
    assert among.rows.tolist() == [row for row in everything.rows.tolist() if is_selected(row)]
    assert getattr(store, leg).retrieve(query, 0, Filter(), among=chosen).rows.tolist() == []
    assert getattr(store, leg).retrieve(query, 1, Filter(), among=chosen).rows.tolist() == among.rows[:1].tolist()


def test_rankings_run_down_and_ties_break_by_row(store):
    for leg, query in ((store.dense, vector("storm")), (store.lexical, query_terms("storm"))):
        ranking = leg.retrieve(query, 10_000, Filter())
        pairs = list(zip((-ranking.scores).tolist(), ranking.rows.tolist(), strict=True))
        assert pairs == sorted(pairs)


def test_the_lexical_leg_finds_only_passages_with_a_key_term(store):
    ranking = store.lexical.retrieve(query_terms("the glacier"), 10_000, Filter())
    assert len(ranking.rows)
    for row in ranking.rows.tolist():
        assert "glacier" in f"{store.article_of(row).title} {store.passage(row).text}"
    assert store.lexical.retrieve(query_terms("xylophone"), 10, Filter()).rows.tolist() == []


def test_statistics_are_those_of_the_live_texts(store):
    titles = [len(words(article.title)) for article in ARTICLES]
    texts = [[words(it.text) for it in cut(article)] for article in ARTICLES]
    lengths = [title + len(text) for title, of in zip(titles, texts, strict=True) for text in of]
    spans = [len(words(it.text[slice(*span)])) for a in ARTICLES for it in cut(a) for span in windows(it.text)]
    whole = [title + sum(map(len, of)) for title, of in zip(titles, texts, strict=True)]
    statistics = store.statistics
    assert statistics.average_passage == pytest.approx(np.mean(lengths))
    assert statistics.average_window == pytest.approx(np.mean(spans))
    assert statistics.average_article == pytest.approx(np.mean(whole))
    stems = [[{*map(stem, text)} for text in of] for of in texts]
    for term in (("storm",), ("said",), ("nowher",), ("court", "storm"), ("ferri", "nowher", "said", "vote")):
        holding = [bool({*term} & held) for of in stems for held in of]
        assert statistics.passage_frequency(term) == sum(holding)
        titles = [{*map(stem, words(article.title))} for article in ARTICLES]
        holding = [bool({*term} & title.union(*of)) for title, of in zip(titles, stems, strict=True)]
        assert statistics.article_frequency(term) == sum(holding)


def test_window_vectors_are_those_of_the_sentences(store, rows):
    some = rows[::4]
    stored = store.window_vectors(some)
    texts = [store.passage(row).text for row in some.tolist()]
    assert stored.counts.tolist() == [len(windows(text)) for text in texts]
    expected = FakeEmbedder().passages([text[slice(*span)] for text in texts for span in windows(text)])
    np.testing.assert_allclose(stored.vectors.dequantize(), expected, atol=0.005)
    assert passage_vectors(store.window_vectors, some[::-1]).shape == (len(some), expected.shape[1])


def test_metadata_are_those_of_the_article_in_any_order(store, rows):
    some = rows[::-3]
    metadata = store.metadata(some)
    articles = [store.article_of(row) for row in some.tolist()]
    assert list(metadata.sources) == [article.source for article in articles]
    assert metadata.days.tolist() == [epoch_day(article.day) for article in articles]
    assert NO_DAY in metadata.days
    owners = dict(zip(metadata.articles.tolist(), (article.id for article in articles), strict=True))
    assert len(set(owners.values())) == len(owners)


def test_boilerplate_comes_back_in_the_order_it_was_asked_in(store, rows):
    plugs = [row for row in rows[::-1].tolist() if store.passage(row).text == PLUG]
    assert store.boilerplate(rows[::-1]).tolist() == plugs
    assert len(plugs) >= DISTANT.boilerplate_stories
    assert store.boilerplate(rows[:0]).tolist() == []


@pytest.mark.parametrize("phrase", ["the ferry sank", "Night with 214 PEOPLE", "sank ferry", "said", "", "…"])
def test_a_phrase_matches_where_its_stems_stand_in_a_row(store, rows, phrase):
    def holds(text):
        sought, stems = tokens(phrase), tokens(text)
        return bool(sought) and any(stems[at : at + len(sought)] == sought for at in range(len(stems)))

    expected = [row for row in rows.tolist() if holds(store.passage(row).text)]
    assert store.holding(rows, phrase).tolist() == expected
    assert store.holding(rows[::-2], phrase).tolist() == [row for row in rows[::-2].tolist() if row in expected]
    assert store.phrase_frequency(phrase) == len(expected)


def test_text_is_that_of_the_articles(store, rows):
    for row in rows.tolist():
        passage, article = store.passage(row), store.article_of(row)
        assert article == store.article(article.id) == ARTICLES[int(article.id[1:])]
        assert store.window_spans(row) == windows(passage.text)
        assert store.passages_of(article.id) == cut(article)
        around = [it for it in cut(article) if 0 < abs(it.number - passage.number) <= 2]
        assert store.neighbours(row, 2) == around
        assert store.neighbours(row, 0) == []
    assert store.article("nobody") is None
    assert store.passages_of("nobody") == []


def test_facets_and_days_are_those_of_the_articles(store):
    assert store.counts("source") == {"": 8, "Herald": 8, "The Gazette": 8}
    assert store.counts("author")[""] == sum(not article.authors for article in ARTICLES)
    known = [article.day for article in ARTICLES if article.day]
    assert store.days() == (min(known), max(known))
