"""Files and folders that were moved or renamed, as people type it."""

from __future__ import annotations

from guards.stories import articles, records
from material.files import write_records


def test_a_moved_folder_is_seen_as_moved_and_leaves_no_ghosts(run, tmp_path):
    write_records(tmp_path / "news" / "2023" / "a.jsonl", *records(0, 1, 2, 3, 4, 5))
    write_records(tmp_path / "news" / "2023" / "b.jsonl", *records(6, 7))
    write_records(tmp_path / "other" / "c.jsonl", *records(8, 9))
    assert run("index", "news", "other").stdout.startswith("10 new")
    (tmp_path / "news").rename(tmp_path / "archive")
    edited = [*records(0, 1, 2, 3), {"id": "s4", "text": "Another text, and no outlet."}]  # s5 is gone, s4 edited
    write_records(tmp_path / "archive" / "2023" / "a.jsonl", *edited[::-1])
    (tmp_path / "archive" / "2023" / "b.jsonl").unlink()

    done = run("index", "archive", "--prune")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("0 new, 5 changed, 0 unchanged, 3 removed, 0 skipped; ")
    assert articles(run) == 7
    assert run("index", "archive", "other", "--prune").stdout.startswith("0 new, 0 changed, 7 unchanged, 0 removed")


def test_a_renamed_file_whose_place_was_its_id_takes_its_old_place(run, tmp_path):
    news = tmp_path / "news"
    news.mkdir()
    for name in ("one", "two"):
        (news / f"{name}.txt").write_text(f"The same text.\n\nAnd that of {name}.\n")
    (news / "copy.txt").write_text("The same text.\n\nAnd that of two.\n")
    assert run("index", "news").stdout.startswith("3 new")
    (news / "one.txt").rename(news / "uno.txt")
    assert run("index", "news").stdout.startswith("0 new, 1 changed, 2 unchanged, 0 removed")
    assert (run("show", "news/one.txt").returncode, run("show", "news/uno.txt").returncode) == (1, 0)
    (news / "copy-of-uno.txt").write_text((news / "uno.txt").read_text())  # that is no move: the first is still there
    assert run("index", "news").stdout.startswith("1 new, 0 changed, 3 unchanged")
    assert run("rebuild").stdout.startswith("4 articles")


def test_a_file_that_is_gone_is_not_replaced_by_another_outlets_with_its_ids(run, tmp_path):
    write_records(tmp_path / "a" / "articles.jsonl", {"id": "1", "text": "Tram strike."})
    assert run("index", "a").returncode == 0
    (tmp_path / "a").rename(tmp_path / ".gone")
    write_records(tmp_path / "b" / "articles.jsonl", {"id": "1", "text": "Vote held."})
    done = run("index", "b")
    assert (done.returncode, done.stdout[:16]) == (4, "0 new, 0 changed")
    assert done.stderr.startswith("b/articles.jsonl:1: the id '1' is that of an article in a/articles.jsonl, which is")


def test_a_lost_part_of_a_moved_folder_is_guarded_too(run, tmp_path):
    write_records(tmp_path / "news" / "a.jsonl", *records(*range(20)))
    assert run("index", "news").returncode == 0
    (tmp_path / "news").rename(tmp_path / "archive")
    write_records(tmp_path / "archive" / "a.jsonl", *records(1))
    done = run("index", "archive", "--prune")
    assert done.returncode == 2
    assert done.stderr.startswith("nutgraf: error: news: 19 of the 20 articles")
    assert run("index", "archive").returncode == 0
    assert run("rebuild").returncode == 0
    write_records(tmp_path / "other.jsonl", *records(30))
    assert run("index", "other.jsonl", "--prune").stdout.startswith("1 new, 0 changed, 0 unchanged, 0 removed")
    assert run("index", "archive", "--prune=force").stdout.startswith("0 new, 0 changed, 1 unchanged, 19 removed")
