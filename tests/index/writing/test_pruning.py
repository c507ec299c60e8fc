"""What a prune removes, and what it spares."""

import pytest
from nutgraf.corpus.sourced import ReadWarning
from nutgraf.index.writing import build


def test_pruning_removes_what_these_paths_no_longer_hold_and_nothing_else(add, folder, story, stored):
    add([story(0), story(1)], origin="news/a.jsonl")
    add([story(2), story(3)], origin="news/b.jsonl")
    add([story(4)], origin="other/c.jsonl")

    report = add([story(0)], origin="news/a.jsonl", prune=lambda origin: origin.startswith("news/"))

    assert report.removed == 3
    assert set(stored(folder.open())) == {"s0", "s4"}


def test_pruning_spares_an_article_that_moved_to_another_file(add, folder, embedder, story, stored):
    add([story(0)], origin="news/a.jsonl")
    embedder.texts.clear()
    report = add([story(0)], origin="news/b.jsonl", prune=lambda origin: origin.startswith("news/"))
    assert (report.removed, report.changed, embedder.texts) == (0, 1, [])
    assert set(stored(folder.open())) == {"s0"}


def test_pruning_spares_files_and_folders_whose_records_could_not_all_be_read(folder, embedder, sourced, story, stored):
    for number, origin in enumerate(["a.jsonl", "a.jsonl2", "sub/b.jsonl", "c.jsonl", "d.jsonl"]):
        build.add(folder, sourced([story(number)], origin), embedder)
    items = [
        ReadWarning("news/a.jsonl", 7, "no text", skipped=True, origin="a.jsonl"),
        ReadWarning("news/sub", None, "cannot be read", skipped=True, origin="sub"),
        ReadWarning("news/c.jsonl", 9, "the date is not a date", skipped=False, origin="c.jsonl"),
    ]
    told = []

    report = build.add(folder, items, embedder, prune=lambda _: True, on_warning=told.append)

    assert set(stored(folder.open())) == {"s0", "s2"}
    assert (report.removed, report.skipped, report.warned) == (3, 2, 1)
    assert told == items


@pytest.mark.parametrize(
    ("unreadable", "spared"), [(".", {"a.jsonl", "b/c.jsonl"}), ("..", {"a.jsonl", "b/c.jsonl", "../d.jsonl"})]
)
def test_pruning_spares_all_below_a_folder_of_dots_that_could_not_be_read(
    folder, embedder, sourced, story, stored, unreadable, spared
):
    origins = ["a.jsonl", "b/c.jsonl", "../d.jsonl", "../../e.jsonl"]
    build.add(folder, [it for n, origin in enumerate(origins) for it in sourced([story(n)], origin)], embedder)
    warning = ReadWarning(unreadable, None, "cannot be read", skipped=True, origin=unreadable)
    build.add(folder, [warning], embedder, prune=lambda _: True)
    assert set(stored(folder.open())) == {story(origins.index(origin)).id for origin in spared}


def test_pruning_spares_what_came_from_files_that_were_not_read_and_nothing_else_of_their_folder(
    folder, embedder, sourced, story, stored
):
    origins = ["news/a.pdf", "news/b.zip/b.pdf", "news/c.csv"]
    build.add(folder, [it for n, origin in enumerate(origins) for it in sourced([story(n)], origin)], embedder)
    unread = frozenset({"news/a.pdf", "news/b.zip"})
    warning = ReadWarning("news", None, "passed over: 2 .pdf", skipped=True, origin="news", unread=unread)
    build.add(folder, [warning], embedder, prune=lambda _: True)
    assert set(stored(folder.open())) == {story(0).id, story(1).id}
