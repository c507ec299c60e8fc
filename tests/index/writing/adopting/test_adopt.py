"""Adopting indexes: the articles are those of one index made at once, nothing is embedded, and a kill loses nothing."""

import os
import shutil
import signal
from dataclasses import replace
from functools import partial
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nutgraf.corpus.article import Article
from nutgraf.corpus.errors import IndexFormatError, IndexMissingError, ModelMismatchError, NutgrafError
from nutgraf.corpus.settings.read_settings import ReadSettings
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.index.history.files import read
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.writing import build
from nutgraf.index.writing.adopting.adopt import adopt
from nutgraf.index.writing.erase import erase
from running.processes import killed_at_flush
from small_indexes.fakes import FakeEmbedder
from small_indexes.policies import UNMERGED


class Parts:
    """Makes indexes, each of articles that came from a file beside its folder."""

    def __init__(self, place, sourced):
        self.place, self._sourced = place, sourced

    def make(self, name, articles, origin="a.jsonl", embedder=None):
        folder = IndexFolder(self.place / name)
        build.add(folder, self._sourced(articles, origin), embedder or FakeEmbedder(), policy=UNMERGED)
        return folder


@pytest.fixture
def parts(tmp_path, sourced):
    return Parts(tmp_path, sourced)


def events(folder):
    return [(it.kind, it.id) for entry in folder.manifest().history for it in read(folder.history, entry)]


def counts(report):
    return {name: number for name, number in report.counts().items() if number}


@pytest.mark.parametrize("where", ["one", "deep/er/one"])
def test_parts_become_one_index_that_embeds_nothing_when_its_files_come_by(
    parts, folder, story, stored, answers, sourced, where
):
    stories = [story(number) for number in range(9)]
    origin = os.path.relpath(parts.place / "a.jsonl", (parts.place / where).parent)
    one = parts.make(where, stories[:5], origin)
    two = parts.make("two", stories[5:])
    report = adopt(folder, [one, two])
    assert counts(report) == {"new": 9}
    assert check(folder) == []
    assert list(stored(folder.open()).values()) == stories
    once = parts.make("once", stories)
    assert answers(folder.open()) == answers(once.open())

    model = FakeEmbedder()
    again = build.add(folder, sourced(stories, "a.jsonl"), model, prune=lambda origin: origin == "a.jsonl")
    assert (counts(again), model.texts) == ({"unchanged": 9}, [])
    before = folder.manifest()
    assert counts(adopt(folder, [two, one])) == {"unchanged": 9}
    assert folder.manifest() == before
    assert {path.name for path in folder.segments.iterdir()} == {entry.name for entry in before.segments}
    shutil.rmtree(one.path)
    assert check(folder) == []


editions = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 2)), max_size=5, unique_by=lambda it: it[0])


@settings(max_examples=settings.default.max_examples * 2 // 3)
@given(editions, st.lists(editions.filter(bool), min_size=1, max_size=4))
def test_a_later_twin_takes_the_place_of_an_earlier_one(sourced, story, stored, here, others):
    with TemporaryDirectory() as scratch, patch.object(os, "fsync"):
        parts = Parts(Path(scratch), sourced)
        expected = {f"s{number}": story(number, edition) for number, edition in here}
        folder = parts.make("index", expected.values())
        new = {f"s{number}" for other in others for number, _ in other} - expected.keys()
        sources = []
        for name, other in enumerate(others):
            sources.append(parts.make(str(name), [story(*it) for it in other]))
            expected |= {f"s{number}": story(number, edition) for number, edition in other}
        report = adopt(folder, sources)
        assert stored(folder.open()) == expected
        assert report.new == len(new)
        assert check(folder) == []
        assert sorted(name for kind, name in events(folder) if kind == "new") == sorted(expected)


def test_a_file_without_ids_is_known_by_its_place_seen_from_the_new_index(parts, folder, embedder, stored):
    note = Article(id="note.txt", text="Otters are back in the Luhe.")
    adopt(folder, [parts.make("deep/one", [note], "note.txt")])
    assert list(stored(folder.open())) == ["deep/note.txt"]
    here = SourcedArticle(replace(note, id="deep/note.txt"), "deep/note.txt", "deep/note.txt", 1)
    assert counts(build.add(folder, [here], embedder)) == {"unchanged": 1}


def test_a_file_beside_the_new_index_is_known_by_its_place_there(parts, story, embedder, sourced):
    here = IndexFolder(parts.place / "archive" / "index")
    adopt(here, [parts.make("parts/one", [story(1)], "../archive/news/a.jsonl")])
    assert counts(build.add(here, sourced([story(1)], "news/a.jsonl"), embedder)) == {"unchanged": 1}


def test_the_article_of_another_outlet_with_the_same_id_is_told_and_left_out(parts, folder, stored):
    mine = Article(id="1", text="Otters are back.", source="Herald")
    other = Article(id="1", text="The strike is over.", source="Gazette")
    told = []
    report = adopt(
        folder, [parts.make("one", [mine], "a.csv"), parts.make("two", [other], "b.csv")], on_warning=told.append
    )
    assert counts(report) == {"new": 1, "skipped": 1}
    [warning] = map(str, told)
    assert warning.startswith(f"{parts.place / 'two'}: the id '1' is that of an article of 'Herald' in a.csv, which is")
    assert stored(folder.open()) == {"1": mine}


def test_takedowns_of_either_index_hold_and_what_was_erased_leaves_no_byte(parts, story, stored, sourced):
    here = parts.make("index", [story(number) for number in range(3)])
    build.remove(here, ["s0"], lasting=True)
    erase(here, ["s1"])
    there = parts.make("there", [story(number) for number in (0, 1, 2, 4, 5)])
    build.remove(there, ["s2", "s4"], lasting=True)
    report = adopt(here, [there])
    assert counts(report) == {"new": 1, "removed": 1, "taken_down": 2}
    assert list(stored(here.open())) == ["s5"]
    assert list(here.manifest().taken_down) == ["s0", "s1", "s2", "s4"]
    assert ("removed", "s2") in events(here)
    assert check(here) == []  # it looks for what was erased
    text = story(1).text.encode()[:20]
    assert text not in b"".join(path.read_bytes() for path in here.path.rglob("*") if path.is_file())
    again = build.add(here, sourced([story(number) for number in range(6)]), FakeEmbedder())
    assert counts(again) == {"new": 1, "unchanged": 1, "taken_down": 4}


def test_what_was_erased_there_leaves_no_byte_here(parts, story, stored, sourced):
    here = parts.make("index", [story(number) for number in range(3)])
    build.add(here, sourced([story(1, edition=1)]), FakeEmbedder())
    there = parts.make("there", [story(number) for number in (1, 4)])
    erase(there, ["s1"])
    report = adopt(here, [there])
    assert counts(report) == {"new": 1, "removed": 1}
    assert (here.manifest().erased, report.generation) == (("s1",), here.manifest().generation)
    assert list(stored(here.open())) == ["s0", "s2", "s4"]
    text = b"Number 1 said"
    assert text not in b"".join(path.read_bytes() for path in here.path.rglob("*") if path.is_file())
    before = here.manifest()
    assert counts(adopt(here, [there])) == {"unchanged": 1}
    assert here.manifest() == before


def test_an_index_with_earlier_versions_is_told(parts, folder, story, sourced):
    there = parts.make("there", [story(1), story(2)])
    build.add(there, sourced([story(1, edition=1)]), FakeEmbedder())
    told = []
    adopt(folder, [there], on_warning=lambda it: told.append(str(it)))
    assert told == [f"{there.path}: it remembers 1 earlier version; they stay there: keep it to ask for them"]


def test_edits_are_remembered_and_settings_come_along(parts, story):
    here = parts.make("index", [story(1), story(2)])
    there = parts.make("deep/there", [story(1, edition=1), story(2), story(3)], "../a.jsonl")
    with there.locked():
        there.commit(replace(there.manifest(), settings={"../posts": ReadSettings(drafts=True)}))
    report = adopt(here, [there])
    assert counts(report) == {"new": 1, "changed": 1, "unchanged": 1}
    assert events(here) == [("new", "s1"), ("new", "s2"), ("edited", "s1"), ("new", "s3")]
    assert here.manifest().settings == {"posts": ReadSettings(drafts=True)}


def test_what_cannot_be_adopted_is_refused_and_nothing_is_made(parts, folder, story):
    one, other = parts.make("one", [story(1)]), parts.make("other", [story(2)], embedder=FakeEmbedder("another"))
    for sources, error, told in (
        ([one, other], ModelMismatchError, "other was built with another"),
        ([IndexFolder(parts.place / "none")], IndexMissingError, "no index in"),
        ([], ValueError, "no index to import"),
    ):
        with pytest.raises(error, match=told):
            adopt(folder, sources)
        assert not folder.path.exists()
    with pytest.raises(NutgrafError, match="is the index itself"):
        adopt(one, [one])
    before = one.manifest()
    with pytest.raises(ModelMismatchError, match="other was built with another"):
        adopt(one, [other])
    [entry] = before.segments
    path = one.segments / entry.name / "words.safetensors"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(IndexFormatError, match=r"damaged; run: nutgraf check --repair --index .*/one"):
        adopt(folder, [one])
    assert not folder.exists


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_kill_at_any_step_leaves_the_old_index_or_the_new_one(parts, story, stored):
    start = parts.make("start", [story(number) for number in range(4)])
    sources = [parts.make("one", [story(1, edition=1), story(5)]), parts.make("deep/two", [story(6)])]
    old = stored(start.open())
    seen = []
    for last in count():
        folder = IndexFolder(shutil.copytree(start.path, parts.place / f"index-{last}"))
        ended = killed_at_flush(last, partial(adopt, folder, sources))
        now = stored(folder.open())
        seen.append(now == old)
        assert check(folder) == []
        adopt(folder, sources)
        done = stored(folder.open())
        assert now in (old, done)
        assert len(done) == 6
        if ended == 0:
            break
        assert ended == -signal.SIGKILL
    assert seen == sorted(seen, reverse=True)
    assert seen.count(True) > 5  # and more where folders can be flushed, too
