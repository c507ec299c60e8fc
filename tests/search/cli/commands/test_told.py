"""A daily run tells only what the run before did not."""

import pytest
from material.files import write_records

BAD = {"id": "bad"}


@pytest.fixture
def news(tmp_path):
    write_records(tmp_path / "news" / "a.jsonl", {"id": "one", "text": "harbour"}, BAD)
    return tmp_path / "news"


def test_what_was_told_before_is_counted_in_a_line_and_gives_no_4_and_what_is_new_is_told(run, news, tmp_path):
    first = run("index", "news", "--told", "told")
    assert first.returncode == 4
    assert first.stderr.startswith("news/a.jsonl:2: no text")
    assert "told before" not in first.stdout

    second = run("index", "news", "--told", "told")
    assert (second.returncode, second.stderr) == (0, "")
    assert second.stdout.splitlines() == [
        "0 new, 0 changed, 1 unchanged, 0 removed, 1 skipped; generation 1",
        "1 told before, 1 of them about what was skipped; all are in told",
    ]
    assert "news/a.jsonl:2: no text" in (tmp_path / "told").read_text()

    write_records(news / "b.jsonl", {"id": "two", "text": "river"}, BAD)
    third = run("index", "news", "--told", "told")
    assert third.returncode == 4
    assert [line.split(": ")[0] for line in third.stderr.splitlines()] == ["news/b.jsonl:2"]
    assert run("index", "news", "--told", "told").returncode == 0

    write_records(news / "b.jsonl", {"id": "two", "text": "river"})
    run("index", "news", "--told", "told")
    write_records(news / "b.jsonl", {"id": "two", "text": "river"}, BAD)
    assert run("index", "news", "--told", "told").returncode == 4  # mended, then broken again: it is new


def test_without_it_each_run_tells_all(run, news):  # noqa: ARG001
    run("index", "news", "--told", "told")
    again = run("index", "news")
    assert again.returncode == 4
    assert "news/a.jsonl:2: no text" in again.stderr


def test_a_dry_run_reads_what_was_told_and_writes_nothing(run, news, tmp_path):  # noqa: ARG001
    assert run("index", "news", "--told", "told", "--dry-run").returncode == 4
    assert not (tmp_path / "told").exists()
    run("index", "news", "--told", "told")
    dry = run("index", "news", "--told", "told", "--dry-run")
    assert dry.returncode == 0
    assert "1 told before" in dry.stdout


def test_a_file_that_is_another_one_is_refused_and_left_as_it_is(run, news, tmp_path):
    articles = (news / "a.jsonl").read_bytes()
    for file, reason in {
        news / "a.jsonl": "would be indexed",
        tmp_path / "none" / "told": "is no folder",
        tmp_path: "cannot be read",
    }.items():
        done = run("index", "news", "--told", file)
        assert done.returncode == 2
        assert reason in done.stderr
    (tmp_path / "mine.txt").write_text("Mine.\n")
    done = run("index", "news", "--told", "mine.txt")
    assert done.returncode == 2
    assert "was not written by --told" in done.stderr
    assert ((news / "a.jsonl").read_bytes(), (tmp_path / "mine.txt").read_text()) == (articles, "Mine.\n")
    assert not (tmp_path / ".nutgraf").exists()
    assert run("index", "news", "--told", news / ".told").returncode == 4
