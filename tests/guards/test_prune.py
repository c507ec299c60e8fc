"""Prune guards an archive against a slip of the hand, as people type it."""

from __future__ import annotations

import nutgraf
import pytest
from guards.stories import articles
from small_indexes.fakes import FakeEmbedder


@pytest.mark.usefixtures("lost_most")
def test_a_prune_of_most_of_an_archive_stops_and_says_so(run):
    done = run("index", "news", "--prune")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == (
        "nutgraf: error: news: 8 of the 12 articles that the index holds from there are gone, more than a fifth; none "
        "was removed, and what is new or changed was indexed; see whether the path is complete, or remove them with "
        "--prune=force\n"
    )
    assert articles(run) == 13


@pytest.mark.parametrize("typed", [("--prune=force", "news"), ("news", "--prune=force"), ("news", "--prune-force")])
@pytest.mark.usefixtures("lost_most")
def test_a_forced_prune_removes_them(run, typed):
    assert run("index", *typed).stdout.startswith("1 new, 0 changed, 4 unchanged, 8 removed, ")
    assert articles(run) == 5


@pytest.mark.usefixtures("lost_most")
def test_prune_takes_no_other_value_and_swallows_no_path(run):
    done = run("index", "news", "--prune=yes")
    assert (done.returncode, done.stdout) == (2, "")
    assert "--prune" in done.stderr
    assert run("index", "--prune", "news/a.jsonl").stdout.startswith("1 new, 0 changed, 4 unchanged, 0 removed")


def test_in_python_a_prune_is_guarded_and_forced_likewise(lost_most, tmp_path):
    model = FakeEmbedder("all-MiniLM-L6-v2")

    def prune(how):
        return nutgraf.add_files(tmp_path / ".nutgraf", [lost_most.parent], prune=how, embedder=model)

    with pytest.raises(nutgraf.CorpusError, match="8 of the 12 articles"):
        prune(True)
    with pytest.raises(ValueError, match="prune must be True, False or"):
        prune("yes")
    assert prune("force").removed == 8
