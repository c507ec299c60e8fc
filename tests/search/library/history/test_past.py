"""Versions of articles: whatever is done to an archive, they are what a plain model of it remembers."""

import os
import shutil
import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.index.history import files
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.search.library.articles import add, add_files, rebuild, remove
from nutgraf.search.library.maintenance import check, compact, repair
from nutgraf.search.library.searcher import Searcher
from small_indexes.fakes import FakeEmbedder

EMBEDDER = FakeEmbedder()


@pytest.fixture
def index(tmp_path):
    return tmp_path / "index"


def story(name, edition, **details):
    return Article(id=name, text=f"The {name} has edition{edition} of its text.", title=f"On {name}", **details)


def put(index, *articles):
    return add(index, articles, embedder=EMBEDDER)


def open_at(index):
    return Searcher(index, embedder=EMBEDDER)


def texts(index, name):
    """The texts that the index keeps of an article, each with True where it is replaced or removed."""
    return [(it.article.text, it.until is not None) for it in open_at(index).versions(name)]


NAMES = ("alpha", "beta", "gamma")
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.lists(st.tuples(st.sampled_from(NAMES), st.integers(0, 3)), max_size=3)),
        st.tuples(st.sampled_from(("remove", "erase")), st.sampled_from(NAMES)),
        st.tuples(st.sampled_from(("compact", "rebuild")), st.none()),
    ),
    max_size=12,
)


@settings(max_examples=settings.default.max_examples * 2 // 3)  # each writes up to a dozen generations
@given(STEPS)
def test_versions_are_those_of_a_model_after_any_steps(steps):
    with tempfile.TemporaryDirectory() as scratch:
        index = Path(scratch) / "index"
        put(index)
        model = {name: [] for name in NAMES}  # [text, is gone]
        for step, what in steps:
            if step == "put":
                editions = dict(what)
                put(index, *(story(name, edition) for name, edition in editions.items()))
                for name, edition in editions.items():
                    text = story(name, edition).text
                    if model[name] and not model[name][-1][1]:
                        if model[name][-1][0] == text:
                            continue
                        model[name][-1][1] = True
                    model[name].append([text, False])
            elif step == "remove":
                remove(index, [what], lasting=False)
                if model[what]:
                    model[what][-1][1] = True
            elif step == "erase":
                gone = {text for text, _ in model[what]}
                remove(index, [what], erase=True)
                from nutgraf.search.library.articles import restore

                restore(index, [what])
                model[what] = []
                assert not any(text.encode() in it.read_bytes() for it in index.rglob("*.jsonl") for text in gone)
            elif step == "compact":
                compact(index)
            else:
                rebuild(index, embedder=EMBEDDER)
            assert {name: texts(index, name) for name in NAMES} == {
                name: [(text, gone) for text, gone in found] for name, found in model.items()
            }
        assert check(index) == []


def test_a_kill_at_any_step_of_a_commit_leaves_the_old_history_or_the_new(index, monkeypatch):
    put(index, story("alpha", 0), story("beta", 0))
    old, new = [(story("alpha", 0).text, False)], [(story("alpha", 0).text, True), (story("alpha", 1).text, False)]
    seen = set()
    for step in range(100):
        copy = index.with_name(f"copy{step}")
        shutil.copytree(index, copy)
        left = step

        def fsync(_):
            nonlocal left
            if left == 0:
                raise KeyboardInterrupt
            left -= 1

        monkeypatch.setattr(os, "fsync", fsync)
        try:
            put(copy, story("alpha", 1), story("gamma", 0))
        except KeyboardInterrupt:
            pass
        else:
            break
        finally:
            monkeypatch.setattr(os, "fsync", lambda _: None)
        assert check(copy) == []
        seen.add(str(texts(copy, "alpha")))
        assert texts(copy, "alpha") in (old, new)
        put(copy, story("alpha", 1), story("gamma", 0))
        assert texts(copy, "alpha") == new
        assert len([*(copy / "history").iterdir()]) == 2  # nothing is left of the killed run
        assert check(copy) == []
    assert step > 5
    assert seen == {str(old), str(new)}


def test_small_files_are_joined_and_nothing_is_lost(index):
    for edition in range(30):
        put(index, story("alpha", edition))
    assert len(IndexFolder(index).manifest().history) <= files._TOGETHER + 2
    assert texts(index, "alpha") == [(story("alpha", edition).text, edition < 29) for edition in range(30)]
    assert check(index) == []


def test_a_reader_of_an_old_generation_reads_its_history_after_files_were_joined(index):
    put(index, story("alpha", 0))
    put(index, story("alpha", 1))
    held = Searcher(index, embedder=EMBEDDER, follow=False)
    for edition in range(2, 14):
        put(index, story("alpha", edition))
    assert len([*(index / "history").iterdir()]) < 14
    assert [it.article.text for it in held.versions("alpha")] == [story("alpha", 0).text, story("alpha", 1).text]


def test_the_version_of_a_time_is_the_one_that_the_index_had_then(index):
    put(index, story("alpha", 0))
    put(index, story("alpha", 1))
    remove(index, ["alpha"])
    searcher = open_at(index)
    first, second = searcher.versions("alpha")
    assert first.until == second.since
    assert searcher.article("alpha") is None
    assert searcher.article("alpha", first.since) == first.article
    assert searcher.article("alpha", second.since) == second.article
    assert searcher.article("alpha", second.since - timedelta(microseconds=1)) == first.article
    assert searcher.article("alpha", first.since - timedelta(microseconds=1)) is None
    assert searcher.article("alpha", second.until) is None
    assert searcher.article("alpha", date(2000, 1, 1)) is None
    with pytest.raises(ValueError, match="no time zone"):
        searcher.article("alpha", datetime(2026, 1, 1))


def test_an_article_is_followed_where_its_file_moved(tmp_path, index):
    place = tmp_path / "news"
    place.mkdir()
    (place / "one.txt").write_text("The first words of a story.")
    add_files(index, [place], embedder=EMBEDDER)
    (place / "one.txt").write_text("The second words of a story.")
    add_files(index, [place], embedder=EMBEDDER)
    (place / "one.txt").rename(place / "two.txt")
    report = add_files(index, [place], embedder=EMBEDDER)
    assert (report.changed, report.new) == (1, 0)
    assert [text for text, _ in texts(index, "news/two.txt")] == [
        "The first words of a story.",
        "The second words of a story.",
    ]
    assert texts(index, "news/one.txt") == texts(index, "news/two.txt")
    assert len(open_at(index).changes()) == 0  # a moved file is no edit
    remove(index, ["news/two.txt"], erase=True)
    assert not any(b"words of a story" in it.read_bytes() for it in index.rglob("*.*"))


def test_what_was_forgotten_is_on_no_disk_and_check_proves_it(index, monkeypatch):
    put(index, story("alpha", 0))
    put(index, story("alpha", 1))
    today = datetime.now(UTC).date()
    compact(index, forget=today)
    assert len(texts(index, "alpha")) == 2  # it was replaced today
    monkeypatch.setattr("nutgraf.index.writing.compact.datetime", _Tomorrow)
    before = (index / "MANIFEST").read_bytes()
    compact(index, forget=today + timedelta(days=1))
    assert texts(index, "alpha") == [(story("alpha", 1).text, False)]
    assert not any(b"edition0" in it.read_bytes() for it in index.rglob("*.*"))
    assert IndexFolder(index).manifest().forgotten == today + timedelta(days=1)
    assert check(index) == []
    [edited] = open_at(index).changes().edited
    assert (edited.before, edited.changes) == (None, [])
    assert before != (index / "MANIFEST").read_bytes()

    put(index, story("alpha", 2))  # today, so before the day up to which all is forgotten
    assert [it.path.parent.name for it in check(index)] == ["history"]
    assert "compact --forget" in str(check(index)[0])
    compact(index, forget=today)
    assert check(index) == []


class _Tomorrow(datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + timedelta(days=1)


def test_a_day_to_come_cannot_be_forgotten(index):
    put(index, story("alpha", 0))
    with pytest.raises(ValueError, match="future"):
        compact(index, forget=date(2999, 1, 1))


def test_a_damaged_history_costs_only_what_is_damaged(index):
    put(index, story("alpha", 0), story("beta", 0))
    put(index, story("alpha", 1), story("beta", 1))
    name = IndexFolder(index).manifest().history[-1].name
    damaged = index / "history" / name
    damaged.write_bytes(damaged.read_bytes().replace(b"alpha has edition0", b"alpha had edition0"))
    assert [it.path for it in check(index)] == [damaged]
    report = repair(index, embedder=EMBEDDER)
    assert [str(it).split("; ")[0] for it in report.lost] == [
        f"{damaged}: 1 entries of the history are lost, 1 of them earlier versions"
    ]
    assert b"alpha had" in report.lost[0].set_aside.read_bytes()
    assert "rebuilt with 1 of 2" in report.repaired[0]
    assert check(index) == []
    assert texts(index, "beta") == [(story("beta", 0).text, True), (story("beta", 1).text, False)]
    assert texts(index, "alpha") == [(story("alpha", 1).text, False)]


def test_an_index_of_an_older_nutgraf_has_an_empty_history(index):
    put(index, story("alpha", 0))
    folder = IndexFolder(index)
    with folder.locked():
        folder.commit(replace(folder.manifest().next(folder.manifest().segments), history=()))
    assert texts(index, "alpha") == [(story("alpha", 0).text, False)]
    assert open_at(index).versions("alpha")[0].since is None
    assert open_at(index).versions("nobody") == []
    assert len(open_at(index).changes()) == 0
    put(index, story("alpha", 1))
    assert [gone for _, gone in texts(index, "alpha")] == [True, False]
