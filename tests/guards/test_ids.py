"""Two files with one id, as people type it: the conflict is told, or both are kept."""

from __future__ import annotations

import json

import nutgraf
import pytest
from guards.stories import articles
from material.files import write_records
from small_indexes.fakes import FakeEmbedder

OUTLET_A = (
    "id,title,text,date\n1,Tram strike,No tram leaves before Monday.,2023-04-18\n2,Herons,Herons are back.,2023-04-19\n"
)
OUTLET_B = (
    "id,title,text,date\n1,Vote held,The council voted.,2023-04-18\n2,Tunnel shut,The tunnel is shut.,2023-04-19\n"
)


@pytest.fixture
def two_outlets(run, tmp_path):
    """Two files that each number from 1; the first is indexed."""
    (tmp_path / "a.csv").write_text(OUTLET_A)
    (tmp_path / "b.csv").write_text(OUTLET_B)
    assert run("index", "a.csv").stdout.startswith("2 new")


def titles(run, *ids):
    return [json.loads(run("show", name, "--format", "json").stdout)["article"]["title"] for name in ids]


@pytest.mark.usefixtures("two_outlets")
def test_an_id_that_another_file_uses_is_a_conflict_that_is_told(run):
    done = run("index", "b.csv")
    assert done.returncode == 4
    assert done.stdout.startswith("0 new, 0 changed, 0 unchanged, 0 removed, 2 skipped; ")
    assert done.stderr.splitlines() == [
        f"b.csv:{line}: the id '{line - 1}' is that of an article in a.csv, which is kept; "
        "--keep-both (in Python keep_both=True) keeps both"
        for line in (2, 3)
    ]
    assert titles(run, "1", "2") == ["Tram strike", "Herons"]
    assert run("index", "b.csv", "--prune").returncode == 4  # and a file in conflict loses nothing
    assert articles(run) == 2


@pytest.mark.usefixtures("two_outlets")
def test_both_are_kept_if_asked_for_and_from_then_on(run, tmp_path):
    assert run("index", "b.csv", "--keep-both").stdout.startswith("2 new, 0 changed")
    assert titles(run, "1", "2", "b.csv:1", "b.csv:2") == ["Tram strike", "Herons", "Vote held", "Tunnel shut"]
    for typed in (["b.csv"], ["a.csv", "b.csv"], ["b.csv", "a.csv", "--prune"], [".", "--keep-both"]):
        done = run("index", *typed)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith(f"0 new, 0 changed, {2 if typed == ['b.csv'] else 4} unchanged, 0 removed, 0 sk")
    (tmp_path / "b.csv").write_text(OUTLET_B.replace("voted", "did vote"))
    assert run("index", "b.csv").stdout.startswith("0 new, 1 changed, 1 unchanged")
    assert articles(run) == 4


def test_in_one_run_the_second_outlet_is_told_or_kept_too(run, tmp_path):
    write_records(tmp_path / "a.jsonl", {"id": "1", "text": "Tram strike.", "source": "Post"})
    write_records(tmp_path / "b.jsonl", {"id": "1", "text": "Vote held.", "source": "Courant"})
    done = run("index", "a.jsonl", "b.jsonl")
    assert (done.returncode, done.stdout[:5]) == (4, "1 new")
    assert done.stderr.startswith("b.jsonl:1: the id '1' was used before for another text; the first is kept; ")
    assert run("index", "a.jsonl", "b.jsonl", "--keep-both").stdout.startswith("1 new, 0 changed, 1 unchanged")
    assert run("show", "Courant:1").returncode == 0


@pytest.mark.parametrize(
    "both", [{"source": "Post"}, {"url": "https://post.example/1"}], ids=["of one outlet", "of one web address"]
)
def test_the_same_article_in_a_newer_file_replaces_the_older(run, tmp_path, both):
    write_records(tmp_path / "monday.jsonl", {"id": "1", "text": "Tram strike looms.", **both})
    write_records(tmp_path / "tuesday.jsonl", {"id": "1", "text": "Tram strike begins.", **both})
    assert run("index", "monday.jsonl").returncode == 0
    assert run("index", "tuesday.jsonl").stdout.startswith("0 new, 1 changed")


def test_through_standard_input_two_outlets_do_not_replace_each_other(run):
    def piped(source, text):
        return run("index", "-", stdin=json.dumps({"id": "1", "text": text, "source": source}))

    assert piped("Post", "Tram strike.").returncode == 0
    assert piped("Post", "Tram strike over.").stdout.startswith("0 new, 1 changed")
    done = piped("Courant", "Vote held.")
    assert done.returncode == 4
    assert "the id '1' is that of an article of 'Post' in standard input, which is kept" in done.stderr


def test_in_python_a_conflict_is_refused_or_both_are_kept(run, tmp_path):
    index, model = tmp_path / ".nutgraf", FakeEmbedder("all-MiniLM-L6-v2")
    write_records(tmp_path / "a.jsonl", {"id": "1", "text": "Tram strike."})
    assert run("index", "a.jsonl").returncode == 0
    other = nutgraf.Article(id="1", text="Vote held.", source="Courant")
    with pytest.raises(nutgraf.CorpusError, match=r"the id '1' is that of an article in a\.jsonl"):
        nutgraf.add(index, [other], embedder=model)
    assert nutgraf.add(index, [other], keep_both=True, embedder=model).new == 1
    assert run("show", "Courant:1").returncode == 0
