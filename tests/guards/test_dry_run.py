"""What an archive lacks, and what a run would do to it, before it does."""

from __future__ import annotations

import json
import shutil

import nutgraf
import pytest
from guards.stories import records
from material.files import write_records


def test_status_counts_what_articles_lack_and_says_when_it_last_changed(run, tmp_path):
    whole = {"date": "2023-04-18", "source": "Post", "author": "Mira Quell", "category": "Ports"}
    write_records(tmp_path / "a.jsonl", *({**it, **whole} for it in records(0)), *records(1, 2))
    write_records(tmp_path / "b.jsonl", *({**it, **whole, "date": None} for it in records(3)))
    assert run("index", "a.jsonl", "b.jsonl").returncode == 0
    told = json.loads(run("status", "--format", "json").stdout)
    assert told["without"] == {"date": 3, "source": 2, "author": 2, "category": 2}
    assert run("remove", "s1", "--once").returncode == 0
    shown = run("status").stdout
    assert "without     date (2), source (1), author (1), category (1)\n" in shown
    now = json.loads(run("status", "--format", "json").stdout)["committed"]
    assert now > told["committed"]
    assert f"changed     {now[:10]} {now[11:16]} UTC\n" in shown


def test_a_dry_run_tells_what_would_be_done_and_found_and_writes_nothing(run, tmp_path):
    whole = {"date": "2023-04-18", "source": "Post", "author": ["Mira Quell"], "category": "Ports", "kicker": "K"}
    write_records(tmp_path / "a.jsonl", *({**it, **whole} for it in records(0, 1)), *records(2, 3))
    done = run("index", "a.jsonl", "--dry-run", FAKE_FAILING_FSYNC="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "would be: 4 new, 0 changed, 0 unchanged, 0 removed, 0 skipped; nothing was written",
        "fields of 4 articles: title 0, published 2, source 2, categories 2, authors 2, url 0, updated 0, language 0",
        "keys that are no field: kicker 2",
    ]
    assert not (tmp_path / ".nutgraf").exists()


def test_a_dry_run_tells_the_same_as_the_run(run, tmp_path):
    write_records(tmp_path / "news" / "a.jsonl", *records(0, 1, 2, 3))
    write_records(tmp_path / "news" / "b.jsonl", *records(4, 5, 6))
    assert run("index", "news").returncode == 0
    assert run("remove", "s3").returncode == 0
    (tmp_path / "news" / "b.jsonl").rename(tmp_path / "news" / "c.jsonl")
    write_records(
        tmp_path / "news" / "a.jsonl", *records(0), {"id": "s1", "text": "Edited."}, *records(3, 20, 20), {"id": "x"}
    )
    write_records(
        tmp_path / "news" / "d.jsonl", {"id": "s0", "text": "Another."}, {"id": "s20", "text": "Another, too."}
    )
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / ".nutgraf").rglob("*")}
    for typed in (["news"], ["news", "--prune"], ["news", "--keep-both", "--prune=force"], ["news/c.jsonl", "--prune"]):
        dry = run("index", *typed, "--dry-run")
        assert {path: path.stat().st_mtime_ns for path in (tmp_path / ".nutgraf").rglob("*")} == before
        shutil.copytree(tmp_path / ".nutgraf", tmp_path / "index", copy_function=shutil.copy2)
        wet = run("index", *typed, "--index", tmp_path / "index")
        assert (dry.returncode, dry.stderr) == (wet.returncode, wet.stderr)
        assert dry.stdout.startswith(f"would be: {wet.stdout.partition('; ')[0]}; nothing was written\n")
        shutil.rmtree(tmp_path / "index")


@pytest.mark.usefixtures("lost_most")
def test_a_dry_run_tells_of_a_prune_that_would_stop(run):
    done = run("index", "news", "--prune", "--dry-run")
    assert (done.returncode, done.stdout) == (2, "")
    assert "8 of the 12 articles" in done.stderr
    assert "none would be removed" in done.stderr


def test_in_python_a_dry_run_is_a_preview(tmp_path):
    write_records(tmp_path / "a.jsonl", {**records(0)[0], "kicker": "K"})
    found = nutgraf.add_files(tmp_path / "index", [tmp_path / "a.jsonl"], dry_run=True)
    assert isinstance(found, nutgraf.Preview)
    assert (found.new, found.articles, found.other_keys) == (1, 1, {"kicker": 1})
    assert not (tmp_path / "index").exists()
