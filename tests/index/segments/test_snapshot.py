import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import numpy as np
import pytest
from nutgraf.corpus.article import Article
from nutgraf.corpus.passages import cut, windows
from nutgraf.index.profile import RankingProfile
from nutgraf.index.retrieval.dense import passage_vectors
from nutgraf.index.retrieval.local_store import LocalStore
from nutgraf.index.segments.check import check
from nutgraf.index.segments.folder import IndexFolder
from nutgraf.index.segments.segment import ROWS
from nutgraf.index.writing import build
from small_indexes.fakes import FakeEmbedder, passage_at
from small_indexes.policies import UNMERGED


def test_every_row_leads_to_its_passage_and_article(add, remove, folder, story):
    add([story(number) for number in range(6)])
    add([story(number) for number in range(6, 9)])
    remove("s2", "s7", policy=UNMERGED)
    snapshot = folder.open()
    expected = [passage for number in range(9) for passage in cut(story(number))]
    assert snapshot.first_rows[-1] == len(expected) == len(snapshot.live)
    for row, passage in enumerate(expected):
        assert passage_at(snapshot, row) == passage
        assert snapshot.live[row] == (passage.article_id not in {"s2", "s7"})
    assert snapshot.articles == 7
    assert snapshot.passages == snapshot.live.sum()
    for row in (-1, len(expected)):
        with pytest.raises(IndexError):
            snapshot.address_of(row)


def test_rows_of_all_segments_lead_to_their_text_windows_and_vector(add, folder, story, embedder):
    add([story(number) for number in range(6)])
    add([story(number) for number in range(6, 11)])
    snapshot = folder.open()
    assert len(snapshot.segments) == 2
    rows = np.random.default_rng(1).permutation(snapshot.first_rows[-1])[:25]
    store = LocalStore(snapshot, RankingProfile())
    vectors = passage_vectors(store.window_vectors, rows)
    for row, vector in zip(rows.tolist(), vectors, strict=True):
        text = snapshot.passage(row).text
        assert text == passage_at(snapshot, row).text
        assert snapshot.window_spans(row) == windows(text)
        mean = np.mean([embedder.passages([text[start:end]])[0] for start, end in windows(text)], axis=0)
        np.testing.assert_allclose(vector, mean, atol=0.003)
    first, counts = snapshot.window_ranges(rows)
    every = [snapshot.window_spans(row) for row in range(snapshot.first_rows[-1])]
    assert first.tolist() == [sum(map(len, every[:row])) for row in rows.tolist()]
    assert counts.dtype == np.int64
    assert counts.tolist() == [len(snapshot.window_spans(row)) for row in rows.tolist()]
    assert set(counts.tolist()) > {1}
    assert passage_vectors(store.window_vectors, rows[:0]).shape == (0, embedder.fingerprint.dim)
    assert snapshot.window_ranges(rows[:0])[1].tolist() == []


def test_rows_are_split_by_segment(add, folder, story):
    add([story(number) for number in range(3)])
    add([story(3)])
    snapshot = folder.open()
    rows = np.array([snapshot.first_rows[-1] - 1, 0, snapshot.first_rows[1], 2])
    parts = list(snapshot.by_segment(rows))
    assert [(places.tolist(), local.tolist()) for _, places, local in parts] == [([1, 3], [0, 2]), ([2, 0], [0, 2])]
    assert [segment for segment, _, _ in parts] == snapshot.segments
    [(segment, places, local)] = snapshot.by_segment(rows[:1])
    assert (segment, places.tolist(), local.tolist()) == (snapshot.segments[1], [0], [2])
    assert list(snapshot.by_segment(rows[:0])) == []


def test_an_article_is_found_by_its_id_only_while_it_lives(add, remove, folder, story):
    add([story(number) for number in range(9)])
    add([story(3, edition=1)])
    remove("s5")
    snapshot = folder.open()
    assert snapshot.article(snapshot.find("s3")) == story(3, edition=1)
    assert snapshot.article(snapshot.find("s8")) == story(8)
    assert snapshot.find("s5") is None
    assert snapshot.find("S3") is None


def test_ids_with_equal_keys_are_distinguished(add, folder, monkeypatch):
    add([Article(id="a", text="A."), Article(id="b", text="B.")])
    snapshot = folder.open()
    keys = {name: array.copy() for name, array in snapshot.segments[0].files[ROWS].arrays().items()}
    keys["article_key"][:] = keys["article_key"][1]
    monkeypatch.setitem(snapshot.segments[0].__dict__, "rows", keys)
    assert snapshot.article(snapshot.find("b")).text == "B."


def test_an_article_of_two_categories_counts_in_both_and_one_of_none_for_the_empty_string(add, folder):
    add([Article(id="a", text="A.", categories=("World", "Sport", "World")), Article(id="b", text="B.")])
    add([Article(id="c", text="C.", categories=("Sport",), authors=("Ann", "Bo"))])
    snapshot = folder.open()
    assert list(snapshot.counts("category").items()) == [("Sport", 2), ("", 1), ("World", 1)]
    assert list(snapshot.counts("author").items()) == [("", 2), ("Ann", 1), ("Bo", 1)]


def test_counts_and_days_are_of_the_living(add, remove, folder):
    first, last = datetime(1969, 7, 20, 20, 17, tzinfo=UTC), datetime(2023, 4, 18, 23, tzinfo=UTC)
    add([Article(id="a", text="A.", source="Herald", published=last), Article(id="b", text="B.", source="Gazette")])
    add([Article(id="c", text="C.", source="Gazette", published=first), Article(id="d", text="D.", source="Extra")])
    add(
        [Article(id="e", text="E.", published=datetime(1900, 1, 1, tzinfo=UTC)), Article(id="f", text="F.")],
        policy=UNMERGED,
    )
    remove("e", "d", policy=UNMERGED)
    snapshot = folder.open()
    assert list(snapshot.counts("source").items()) == [("Gazette", 2), ("", 1), ("Herald", 1)]
    assert snapshot.days() == (first.date(), last.date())
    remove("a", "c", policy=UNMERGED)
    assert folder.open().days() is None


def test_a_snapshot_answers_from_its_own_generation_whatever_is_written_after(
    add, remove, folder, story, stored, answers
):
    add([story(number) for number in range(10)])
    idle, used = folder.open(), folder.open()
    before = answers(used), stored(used)
    old = {path.name for path in folder.segments.iterdir()}

    for number in range(10, 30):
        add([story(number), story(number - 10, edition=number)])
    remove("s1", "s2")

    assert not old & {path.name for path in folder.segments.iterdir()}  # its files have no name any more
    assert folder.manifest().generation > 25
    assert (answers(idle), stored(idle)) == (answers(used), stored(used)) == before
    assert answers(folder.open()) != before[0]


def edition(mark):
    """Make four articles with the mark of their generation in every passage."""
    return [Article(id=str(number), text=f"storm {mark}\n\nthe mayor of {number} in {mark}") for number in range(4)]


def test_a_reader_beside_a_busy_writer_always_sees_one_whole_generation(folder, sourced, stored, answers):
    build.add(folder, sourced(edition(0)), FakeEmbedder())
    done, seen = threading.Event(), []

    def read():
        while not done.is_set():
            snapshot = IndexFolder(folder.path).open()
            marks = {passage.text.split()[-1] for article in stored(snapshot).values() for passage in cut(article)}
            marks |= {text.split()[-1] for ranking in answers(snapshot) for _, _, text in ranking}
            seen.append(marks)

    def look():
        while not done.is_set():
            assert check(IndexFolder(folder.path)) == []

    with ThreadPoolExecutor() as beside:
        readers = [beside.submit(task) for task in (read, read, look)]
        for mark in range(1, 51):
            build.add(folder, sourced(edition(mark)), FakeEmbedder())
        done.set()
        for reader in readers:
            reader.result()
    assert all(len(marks) == 1 for marks in seen)
    assert len(set().union(*seen)) > 5  # generations did go by while they were read


def test_masks_and_rows_of_an_empty_index_are_empty(add, folder):
    add([])
    snapshot = folder.open()
    assert (snapshot.articles, snapshot.passages, snapshot.days(), snapshot.counts("source")) == (0, 0, None, {})
    assert snapshot.live.dtype == np.bool_
    assert snapshot.find("a") is None
