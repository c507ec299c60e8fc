"""The commands list, cite and remove, as they are typed."""

from __future__ import annotations

import csv
import json
from io import StringIO

import pytest

STORIES = [
    {"id": "a", "title": "Zebra crosses", "text": "One.\n\nTwo.", "date": "2023-04-02", "source": "Écho",
     "authors": ["Agnieszka Wrótna"]},
    {"id": "b", "title": "=Apple", "text": "One.", "source": "Bell"},
    {"id": "c", "title": "Storm", "text": "One.", "date": "2023-04-03", "source": "Bell", "category": "World"},
]  # fmt: skip


@pytest.fixture
def indexed(run, tmp_path):
    (tmp_path / "in.jsonl").write_text("".join(json.dumps(story) + "\n" for story in STORIES))
    assert run("index", "in.jsonl").returncode == 0
    return run


def ids(done):
    return [json.loads(line)["id"] for line in done.stdout.splitlines()]


def test_a_list_needs_no_question(indexed):
    done = indexed("list", COLUMNS="40")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "2023-04-03  Storm\n            Bell · 1 passage\n            c\n"
        "2023-04-02  Zebra crosses\n            Écho · Agnieszka Wrótna · 2\n            passages\n            a\n"
        "undated     =Apple\n            Bell · 1 passage\n            b\n"
    )


def test_a_list_is_filtered_as_a_search_and_says_how_many_there_are(indexed):
    assert ids(indexed("list", "--format", "jsonl", "--source", "bell", "--sort", "title")) == ["b", "c"]
    assert ids(indexed("list", "--format", "jsonl", "--author", "AGNIESZKA WROTNA")) == ["a"]
    assert ids(indexed("list", "--format", "jsonl", "--undated")) == ["b"]
    some = indexed("list", "--format", "json", "--limit", "1")
    assert some.stderr == "nutgraf: 1 of 3; --limit 0 lists all\n"
    assert json.loads(some.stdout)["total"] == 3
    assert ids(indexed("list", "--format", "jsonl", "--limit", "0")) == ["c", "a", "b"]


def test_a_list_is_a_table_and_citations(indexed):
    rows = list(csv.DictReader(StringIO(indexed("list", "--format", "csv").stdout)))
    assert [(row["id"], row["title"], row["passages"]) for row in rows] == [
        ("c", "Storm", "1"), ("a", "Zebra crosses", "2"), ("b", "'=Apple", "1"),
    ]  # fmt: skip
    assert indexed("list", "--format", "md", "--author", "Agnieszka Wrotna").stdout == (
        "- Agnieszka Wrótna, Zebra crosses, Écho, 2 April 2023 (`a`)\n"
    )


@pytest.mark.parametrize(
    ("output", "nothing"),
    [
        ("text", ""),
        ("jsonl", ""),
        ("md", "Nothing found.\n"),
        ("csv", "id,title,published,updated,source,categories,authors,url,language,passages\n"),
    ],
)
def test_nothing_found_is_valid_in_every_format(indexed, output, nothing):
    done = indexed("list", "--format", output, "--source", "Bel")
    assert (done.returncode, done.stdout.replace("\r", "")) == (1, nothing)
    assert done.stderr == "nutgraf: nothing found; no article has the source 'Bel', but 'Bell'\n"


def test_what_cannot_be_is_refused(indexed):
    done = indexed("list", "--undated", "--since", "2023")
    assert done.returncode == 2
    assert "leave out undated" in done.stderr
    assert indexed("list", "--limit", "-1").returncode == 2


def test_citations_by_id_by_filter_and_from_a_pipe(indexed):
    assert indexed("cite", "a#p1", "c").stdout == (
        "- Agnieszka Wrótna, Zebra crosses, Écho, 2 April 2023, para. 2 (`a#p1`)\n- Storm, Bell, 3 April 2023 (`c`)\n"
    )
    by_filter = indexed("cite", "--source", "BELL", "--style", "ris")
    piped = indexed("cite", "-", "--style", "ris", stdin='{"id": "c"}\n\nb\n')
    assert by_filter.stdout == piped.stdout
    assert by_filter.stdout.count("TY  - NEWS") == 2


def test_an_unknown_id_is_told_and_the_others_are_cited(indexed):
    done = indexed("cite", "none", "b", "--style", "csl-json")
    assert (done.returncode, [it["id"] for it in json.loads(done.stdout)]) == (4, ["b"])
    assert "no article or passage 'none'" in done.stderr
    done = indexed("cite", "none")
    assert (done.returncode, done.stdout) == (1, "")


@pytest.mark.parametrize("command", ["cite", "remove"])
def test_neither_ids_nor_filters_or_both_are_refused(indexed, command):
    for given in ([], ["a", "--source", "Bell"], ["-", "--undated"]):
        done = indexed(command, *given)
        assert (done.returncode, done.stdout) == (2, "")
        assert "error: ID: give " in done.stderr
    assert indexed(command, "-", stdin="\n \n").returncode == 1
    assert indexed(command, "-", stdin=b"\xff\n").returncode == 2
    assert indexed(command, "--source", "Nobody").returncode == 1


def test_what_a_filter_removes_is_counted_and_wants_a_yes(indexed):
    asked = indexed("remove", "--source", "bell", "--until", "2023-04-03")
    assert (asked.returncode, asked.stdout) == (2, "")
    assert "this would remove 1 article; nutgraf list shows them, --yes does it" in asked.stderr
    assert indexed("remove", "--source", "bell", "--yes").stdout == "2 removed\n"
    assert ids(indexed("list", "--format", "jsonl")) == ["a"]


def test_ids_from_a_pipe_are_removed(indexed):
    listed = indexed("list", "--undated", "--format", "jsonl").stdout
    assert indexed("remove", "-", stdin=listed).stdout == "1 removed\n"
    assert indexed("remove", "-", stdin=listed).returncode == 1
