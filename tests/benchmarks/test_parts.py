"""The trial of every part of the ranking: it ranks as the product does, and chooses without the set that is asked."""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.profile import RankingProfile
from nutgraf.search.evaluation.systems import SYSTEMS
from nutgraf.search.library.searcher import Searcher
from nutgraf.search.ranking.reader import IndexReader
from small_indexes.fakes import FakeEmbedder, index_at

ROOT = Path(__file__).parents[2]
ARTICLES = [
    Article(
        id="a",
        title="Storm",
        text="The storm broke the bridge over the river on Monday.\n\nNobody was hurt.",
        source="Gazette",
    ),
    Article(id="b", text="A fire in the school.\n\nThe school is closed for a week, says its head."),
    Article(id="c", text="Storms in the harbour: a storm sank two boats.", source="Courier"),
    Article(id="d", text="A storm sank two boats in the harbour, they say.", source="Gazette"),
    Article(id="e", title="Storm", text="HARBOUR - The storm broke the bridge over the river on Monday."),
]
QUESTIONS = [
    "what did the storm do?",
    'who said "two boats" in the Gazette?',
    "is the school closed?",
    "which harbuor was not hit -school",
]


@pytest.fixture
def parts(monkeypatch):
    """Imports a module of the command by name."""
    monkeypatch.syspath_prepend(str(ROOT / "benchmarks" / "quality" / "parts"))
    return import_module


@pytest.fixture
def archive(tmp_path):
    """A searcher over the articles."""
    return Searcher(index_at(tmp_path / "index", ARTICLES), embedder=FakeEmbedder(), follow=False)


@pytest.fixture
def ranked(parts, archive):
    """Ranks a question anew: the ids of the hits, each with those of its copies."""

    def ranked(question, change, depth):
        reader = IndexReader(archive.store, FakeEmbedder, RankingProfile())
        hits = parts("replay").Replay(reader, question).ranked(change, depth)
        return [[archive.store.passage(row).id for row in hit] for hit in hits]

    return ranked


def test_the_default_of_each_constant_is_among_the_values_on_trial(parts):
    changes = parts("changes")
    assert {name for name, values in changes.GRID.items() if changes.default(name) not in values} == set()


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "profile",
    [
        {},
        {"meaning_weight": 0.2, "named_boost": 0.5, "sole_boost": 0},
        {"k1": 1.2, "b": 0.75, "exact_form": 0, "stop_word_weight": 1, "windows_penalty": 0.5},
        {"lexical_weights": {"words": 0.1, "sentence": 2, "article": 3}},
    ],
)
def test_it_ranks_as_the_product_with_the_same_profile_does(parts, archive, ranked, question, profile):
    profile = replace(RankingProfile(), **profile)
    hits = archive.with_profile(profile).search(question, k=3).hits
    expected = [[hit.id, *(copy.id for copy in hit.copies)] for hit in hits]
    assert ranked(question, parts("changes").Change(profile, fold=True), 3) == expected


@pytest.mark.parametrize(
    ("question", "part", "ignore"),
    [
        (QUESTIONS[1], "outlets", "Gazette"),
        (QUESTIONS[3], "denials", "negated"),
        (QUESTIONS[3], "exclusions", "school"),
    ],
)
def test_a_part_that_is_not_read_is_ignored_as_a_search_ignores_it(parts, archive, ranked, question, part, ignore):
    hits = archive.search(question, k=3, ignore=ignore).hits
    expected = [[hit.id, *(copy.id for copy in hit.copies)] for hit in hits]
    assert expected != ranked(question, parts("changes").Change(fold=True), 3)
    assert ranked(question, parts("changes").Change(fold=True, unread=part), 3) == expected


@pytest.mark.parametrize("name", ["dense", "bm25", "rrf", "plain"])
def test_its_simpler_rankings_are_those_of_eval(parts, archive, ranked, name):
    change = parts("changes").SIMPLER[name]
    hits = SYSTEMS[name](archive, QUESTIONS[0], k=4).hits
    expected = [[hit.id, *(copy.id for copy in hit.copies)] for hit in hits]
    assert ranked(QUESTIONS[0], replace(change, fold=not change.by_rank), 4) == expected  # rrf does not fold


@pytest.fixture
def trial(parts):
    """Makes a trial of sets for whose two questions `k1` has the given values, 0.5 being the default."""

    def make(related=(), **sets):
        values = {
            name: {change: np.zeros(2) for change in parts("changes").CHANGES}
            | {parts("changes").point("k1", k1): np.array(pair, float) for k1, pair in by_k1.items()}
            for name, by_k1 in sets.items()
        }
        return parts("trial").Trial(values, related)

    return make


def test_a_constant_is_chosen_without_the_set_and_its_relatives(trial):
    high, low = {1.2: (1, 1)}, {0.3: (1, 1)}
    alone = trial(news=high, more=high, other=low)
    assert [alone.chosen("k1", name) for name in ("news", "more", "other")] == [0.3, 0.3, 1.2]
    related = trial(related=[["news", "more"]], news=high, more=high, other=low)
    assert related.chosen("k1", "news") == 0.3
    assert trial(news=high, other={}).chosen("k1", "news") == 0.5  # nothing to choose: the default


def test_related_sets_count_as_one(trial):
    sets = {"news": {1.2: (1, 1)}, "more": {1.2: (1, 1)}, "other": {}}
    assert trial(**sets).difference("k1 1.2", "defaults").mean == pytest.approx(2 / 3)
    assert trial(related=[["news", "more"]], **sets).difference("k1 1.2", "defaults").mean == pytest.approx(1 / 2)


def test_a_difference_has_an_asterisk_where_zero_is_outside_its_interval(trial):
    surely, perhaps = trial(news={1.2: (0.5, 0.5)}), trial(news={1.2: (1, 0)})
    assert str(surely.difference("k1 1.2", "defaults")) == "+500.0*"
    assert perhaps.difference("k1 1.2", "defaults").with_interval() == "+500.0 (+0.0 to +1000.0)"
    assert str(perhaps.difference("defaults", "k1 1.2")) == "-500.0"
