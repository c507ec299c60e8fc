"""What was taken down stays out, and what was erased is gone from the disk."""

from __future__ import annotations

import json
from dataclasses import replace

import nutgraf
import pytest
from guards.stories import articles, records
from material.files import write_records
from nutgraf.index.segments.folder import IndexFolder
from small_indexes.fakes import FakeEmbedder


def test_what_was_taken_down_does_not_come_back_until_it_is_restored(run, tmp_path):
    write_records(tmp_path / "a.jsonl", *records(0, 1, 2))
    assert run("index", "a.jsonl").returncode == 0
    assert run("remove", "s1").stdout == "1 removed\n"

    done = run("index", "a.jsonl", "--prune")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("0 new, 0 changed, 2 unchanged, 0 removed, 0 skipped, 1 taken down; generation ")
    write_records(tmp_path / "b.jsonl", {"id": "s1", "text": "An edited text in another file."})
    assert run("index", ".").stdout.startswith("0 new, 0 changed, 2 unchanged, 0 removed, 0 skipped, 2 taken down; ")
    assert run("rebuild").returncode == run("compact").returncode == run("check", "--repair").returncode == 0
    assert run("index", "a.jsonl").stdout.startswith(
        "0 new, 0 changed, 2 unchanged, 0 removed, 0 skipped, 1 taken down"
    )
    assert articles(run) == 2
    assert json.loads(run("status", "--format", "json").stdout)["taken_down"] == 1
    assert run("restore").stdout == "s1\n"

    done = run("restore", "s1", "s2")

    assert (done.returncode, done.stdout) == (4, "1 restored; nutgraf index brings them back\n")
    assert done.stderr == "nutgraf: 's2' was not taken down from .nutgraf\n"
    assert run("index", "a.jsonl").stdout.startswith("1 new, 0 changed, 2 unchanged, 0 removed, 0 skipped; ")
    assert run("restore", "s1").returncode == 1
    assert run("restore").stdout == ""
    assert run("check").returncode == 0


def test_a_removal_for_once_is_undone_by_the_next_run(run, tmp_path):
    write_records(tmp_path / "a.jsonl", *records(0, 1))
    assert run("index", "a.jsonl").returncode == 0
    assert run("remove", "s1", "--once").stdout == "1 removed\n"
    assert run("index", "a.jsonl").stdout.startswith("1 new, 0 changed, 1 unchanged, 0 removed, 0 skipped; ")


def test_a_file_without_ids_that_was_taken_down_stays_out_under_a_new_name(run, tmp_path):
    (tmp_path / "one.txt").write_text("A story.\n\nIt has two paragraphs.\n")
    assert run("index", "one.txt").returncode == 0
    assert run("remove", "one.txt").returncode == 0
    (tmp_path / "one.txt").rename(tmp_path / "two.txt")
    assert "0 new, 0 changed, 0 unchanged, 0 removed, 0 skipped, 1 taken down" in run("index", "two.txt").stdout


def test_in_python_a_removal_lasts_unless_it_need_not(tmp_path):
    index, model = tmp_path / "index", FakeEmbedder()
    both = [nutgraf.Article(id=name, text=f"The text of {name}.") for name in ("a", "b")]
    nutgraf.add(index, both, embedder=model)
    assert nutgraf.remove(index, ["a"]) == nutgraf.remove(index, ["b"], lasting=False) == []
    report = nutgraf.add(index, both, embedder=model)
    assert (report.new, report.taken_down) == (1, 1)
    assert nutgraf.restore(index, ["a", "b"]) == ["b"]
    assert nutgraf.add(index, both, embedder=model).new == 1
    with pytest.raises(ValueError, match="article_ids must be a list"):
        nutgraf.restore(index, "a")
    with pytest.raises(nutgraf.IndexMissingError):
        nutgraf.restore(tmp_path / "none", ["a"])


def bytes_of(folder):
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def erasable(run, tmp_path):
    """An index of several segments that holds an article, an earlier version of it, and one under an older id."""
    unmerged = {"FAKE_BATCHES": "16,16,99"}
    write_records(tmp_path / "a.jsonl", {"id": "secret", "text": "An unwordly zyxomat."}, *records(*range(30)))
    (tmp_path / "one.txt").write_text("Quorvex told all.\n\nNothing else.\n")
    assert run("index", "a.jsonl", "one.txt", **unmerged).returncode == 0
    write_records(tmp_path / "a.jsonl", {"id": "secret", "text": "An edited flumbert."}, *records(*range(31)))
    (tmp_path / "one.txt").rename(tmp_path / "two.txt")
    assert run("index", "a.jsonl", "two.txt", **unmerged).stdout.startswith("1 new, 2 changed")
    held = bytes_of(tmp_path / ".nutgraf").lower()
    assert all(word in held for word in (b"zyxomat", b"flumbert", b"quorvex", b"one.txt"))
    return tmp_path / ".nutgraf"


def test_what_was_erased_has_left_no_byte_and_stays_out(run, erasable):
    done = run("remove", "secret", "two.txt", "--erase")
    assert (done.returncode, done.stdout, done.stderr) == (0, "2 erased\n", "")
    held = bytes_of(erasable).lower()
    assert not any(word in held for word in (b"zyxomat", b"flumbert", b"quorvex", b"one.txt", b"told all"))
    assert run("check").stdout == ".nutgraf is sound\n"
    assert articles(run) == 31
    assert ", 31 unchanged, 0 removed, 0 skipped, 2 taken down" in run("index", "a.jsonl", "two.txt").stdout
    assert run("remove", "secret", "--erase").stdout == "1 erased\n"  # after a kill, say
    assert run("remove", "nobody", "--erase").returncode == 1
    assert run("remove", "s1", "--erase", "--once").returncode == 2


def test_what_was_taken_down_before_is_erased_later(run, erasable):
    assert run("remove", "secret").returncode == 0
    assert run("remove", "secret", "--erase").returncode == 0
    assert b"flumbert" not in bytes_of(erasable)
    assert run("restore", "secret").returncode == 0
    assert run("index", "a.jsonl").stdout.startswith("1 new")
    assert run("check").returncode == 0


def test_check_finds_what_is_said_to_be_erased_and_is_there(run, erasable):
    folder = IndexFolder(erasable)
    folder.commit(replace(folder.manifest().next(folder.manifest().segments), erased=("secret",)))
    done = run("check")
    assert done.returncode == 3
    assert "still holds the article 'secret', which was erased" in done.stdout


def test_what_a_repair_set_aside_is_told_when_something_is_erased(run, erasable):
    (erasable / "lost").mkdir()
    done = run("remove", "secret", "--erase")
    assert done.returncode == 3
    assert ".nutgraf/lost may still hold what was erased" in done.stderr
    assert run("show", "secret").returncode == 1
