from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.profile import RankingProfile
from nutgraf.index.repairing.repair import repair
from nutgraf.index.retrieval import boilerplate
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.segment import ROWS
from nutgraf.index.segments.stored_article import passage_key
from nutgraf.index.writing import build
from nutgraf.index.writing.merge_policy import MergePolicy
from nutgraf.index.writing.write_policy import WritePolicy
from small_indexes.fakes import FakeEmbedder, index_at, passage_at
from small_indexes.policies import UNMERGED

PROFILE = RankingProfile()
STORIES = PROFILE.boilerplate_stories
PLUG = "Sign up here for our morning letter."


def unique_paragraph(number, paragraph=0):
    """Make a unique paragraph; its words have no digits, as numbers are masked in keys."""
    return " ".join(f"{chr(97 + number)}{chr(97 + paragraph)}{chr(97 + step)}" for step in range(12))


def article(number, *extra):
    """Make a story of three unique paragraphs and `extra`."""
    return Article(id=f"s{number}", text="\n\n".join([*(unique_paragraph(number, part) for part in range(3)), *extra]))


def flagged(snapshot, profile=PROFILE):
    """List the ids of the live passages that are boilerplate."""
    rows = LocalStore(snapshot, profile).boilerplate(np.flatnonzero(snapshot.live))
    return {passage_at(snapshot, row).id for row in rows.tolist()}


def test_a_plug_under_many_stories_is_boilerplate_and_nothing_else_is(add, folder):
    add([article(number, PLUG) for number in range(STORIES)])
    assert flagged(folder.open()) == {f"s{number}#p3" for number in range(STORIES)}


def test_a_paragraph_under_fewer_stories_is_no_boilerplate(add, folder):
    add([article(number, PLUG) for number in range(STORIES - 1)])
    assert flagged(folder.open()) == set()


def test_repetitions_are_counted_over_segments_and_live_articles_only(add, remove, folder):
    for number in range(STORIES):
        add([article(number, PLUG), article(number + 10)], policy=UNMERGED)
    assert len(folder.manifest().segments) == STORIES
    assert len(flagged(folder.open())) == STORIES
    remove("s0", policy=UNMERGED)
    assert flagged(folder.open()) == set()
    add([article(10, PLUG)], policy=UNMERGED)
    assert len(flagged(folder.open())) == STORIES


def test_numbers_case_and_punctuation_are_ignored(add, folder):
    plugs = [f"Updated {day} May 2023, “{day}:30”" for day in range(8, 8 + STORIES)]
    add([article(number, plug.upper() if number % 2 else plug) for number, plug in enumerate(plugs)])
    assert len(flagged(folder.open())) == STORIES


def test_wire_copy_in_many_outlets_is_no_boilerplate_but_what_each_outlet_puts_under_all_is(add, folder):
    wire = [unique_paragraph(0, part) for part in range(4)]
    outlets = [Article(id=f"o{outlet}", text="\n\n".join([*wire, unique_paragraph(outlet + 1)])) for outlet in range(9)]
    add(
        [
            *outlets,
            *(article(number, PLUG) for number in range(20, 19 + STORIES)),
            Article(id="o9", text=f"{wire[0]}\n\n{PLUG}"),
        ]
    )
    assert flagged(folder.open()) == {*(f"s{number}#p3" for number in range(20, 19 + STORIES)), "o9#p1"}


def test_background_on_what_the_stories_are_about_is_no_boilerplate(add, folder):
    background = unique_paragraph(0)
    stories = [f"{unique_paragraph(0)[:24]} {unique_paragraph(number + 1)[:24]}" for number in range(STORIES)]
    add([Article(id=f"s{number}", text=f"{story}\n\n{background}") for number, story in enumerate(stories)])
    assert flagged(folder.open()) == set()


def test_articles_without_other_passages_do_not_count(add, folder):
    add([Article(id=f"s{number}", text=PLUG) for number in range(9)])
    assert flagged(folder.open()) == set()


def test_a_limited_number_of_repetitions_is_examined(add, folder, monkeypatch):
    add([article(number, PLUG) for number in range(60)])
    rows = np.arange(folder.open().first_rows[-1])
    seen, real = [], boilerplate._story
    monkeypatch.setattr(boilerplate, "_story", lambda *given: seen.append(given) or real(*given))
    store = LocalStore(folder.open(), RankingProfile(boilerplate_examined=5))
    assert store.boilerplate(rows[3::4]).tolist() == rows[3::4].tolist()
    assert len(seen) <= 6
    store.boilerplate(rows[3::4])
    assert len(seen) <= 6  # the answer is kept


def test_rows_may_come_in_any_order_and_none(add, folder):
    add([article(number, PLUG) for number in range(STORIES)])
    store = LocalStore(folder.open(), PROFILE)
    assert store.boilerplate(np.array([7, 0, 3, 7, 2])).tolist() == [7, 3, 7]
    assert store.boilerplate(np.zeros(0, np.int64)).tolist() == []


def columns(folder):
    """Read the stored keys of passages and their order, over all segments."""
    names = ("passage_key", "passage_key_sorted", "passage_key_order")
    return [[segment.rows[name].tolist() for name in names] for segment in folder.open().segments]


def test_keys_and_their_order_are_stored(add, folder):
    add([article(0, PLUG), article(1, PLUG)])
    [(keys, in_order, rows)] = columns(folder)
    assert keys == [passage_key(passage_at(folder.open(), row).text) for row in range(8)]
    assert in_order == sorted(keys)
    assert [keys[row] for row in rows] == in_order
    assert rows.index(3) + 1 == rows.index(7)


@pytest.mark.parametrize("way", ["merge", "repair"])
def test_a_merged_or_repaired_segment_equals_one_written_at_once(add, remove, folder, tmp_path, way):
    policy = WritePolicy(merge=MergePolicy(merge_factor=2, max_deleted_share=1)) if way == "merge" else UNMERGED
    stories = [article(number, PLUG) for number in range(6)]
    add(stories[:3] if way == "merge" else stories, policy=policy)
    remove("s1", policy=policy)
    add(stories[3:], policy=policy)
    if way == "repair":
        (folder.segments / folder.manifest().segments[0].name / ROWS).unlink()
        repair(folder, FakeEmbedder)
    assert check(folder) == []
    whole = IndexFolder(tmp_path / "whole")
    build.add(whole, [], FakeEmbedder())
    index_at(whole.path, [story for story in stories if story.id != "s1"])
    assert columns(folder) == columns(whole)
    assert flagged(folder.open()) == flagged(whole.open())


paragraphs = st.lists(st.integers(0, 9), min_size=1, max_size=5)


def by_hand(articles):
    """Find boilerplate by brute force: paragraphs in `STORIES` articles that do not share half of their text."""
    texts = [Counter(article.text.split("\n\n")) for article in articles]

    def is_boilerplate(paragraph):
        stories = []
        for text in texts:
            lengths = Counter({key: len(key) * n for key, n in text.items() if key != paragraph})
            if paragraph in text and lengths:
                same = [(lengths & other).total() * 2 >= min(lengths.total(), other.total()) for other in stories]
                stories += [] if any(same) else [lengths]
        return len(stories) >= STORIES

    return {
        f"{article.id}#p{number}"
        for article in articles
        for number, paragraph in enumerate(article.text.split("\n\n"))
        if is_boilerplate(paragraph)
    }


@given(st.lists(paragraphs, min_size=1, max_size=14), st.integers(1, 14))
def test_boilerplate_equals_the_brute_force(stories, first):
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as place:
        patch.setattr("os.fsync", lambda _: None)
        articles = [
            Article(
                id=f"s{number}",
                text="\n\n".join(unique_paragraph(letter)[: 20 + 9 * letter].strip() for letter in story),
            )
            for number, story in enumerate(stories)
        ]
        folder = IndexFolder(Path(place) / "index")
        for batch in (articles[:first], articles[first:]):
            index_at(folder.path, batch)
        whatever_they_are_about = RankingProfile(boilerplate_closeness=9)
        assert flagged(folder.open(), whatever_they_are_about) == by_hand(articles)
