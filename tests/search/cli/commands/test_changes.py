"""The commands changes, show --versions, show --as-of and compact --forget, as a user runs them."""

import csv
import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

DAM = {
    "id": "dam",
    "title": "Three gates opened",
    "source": "Courier",
    "published": "2026-05-04T09:00:00Z",
    "text": "The operator opened three gates of the dam on Monday. " + "It rained. " * 20 + "\n\nNobody was hurt.",
}
GOAT = {"id": "goat", "title": "*A goat*", "text": "A goat won the vote for mayor."}


@pytest.fixture
def edit(tmp_path, run):
    """Writes the articles of the only file, and indexes it."""

    def write(*articles):
        (tmp_path / "news.jsonl").write_text("".join(json.dumps(it) + "\n" for it in articles))
        done = run("index", "--prune=force", "news.jsonl")
        assert done.returncode == 0, done.stderr

    return write


def test_the_last_run_is_told_in_all_formats(edit, run):
    edit(DAM, GOAT)
    edit({**DAM, "text": DAM["text"].replace("three", "five")}, {"id": "ship", "text": "A ship sank."})

    told = run("changes")
    assert told.returncode == 0
    assert told.stdout.splitlines()[0].endswith("UTC: 1 new, 1 edited, 1 removed")
    for line in ("new  ship", "stealth edit  Three gates opened", "removed  *A goat*"):
        assert line in told.stdout.splitlines()
    assert "    text: The operator opened [-three-]{+five+} gates of the dam on Monday." in told.stdout
    assert "[…]" in told.stdout

    plain = json.loads(run("changes", "--format", "json").stdout)
    assert [len(plain[kind]) for kind in ("new", "edited", "removed")] == [1, 1, 1]
    lines = [json.loads(line) for line in run("changes", "--format", "jsonl").stdout.splitlines()]
    assert [(it["change"], it["article"]["id"]) for it in lines] == [
        ("new", "ship"), ("edited", "dam"), ("removed", "goat"),
    ]  # fmt: skip
    rows = list(csv.DictReader(StringIO(run("changes", "--format", "csv").stdout)))
    assert [(it["change"], it["stealth"]) for it in rows] == [("new", ""), ("edited", "True"), ("removed", "")]
    assert "[-three-]{+five+}" in rows[1]["diff"]
    told = run("changes", "--format", "md").stdout
    assert "~~three~~ **five**" in told
    assert "\\*A goat\\*" in told


def test_only_what_bears_on_a_question_is_told(edit, run):
    edit(DAM, GOAT)
    edit({**DAM, "text": DAM["text"].replace("three", "five")})
    told = run("changes", "goat won the vote for mayor", "--since", "1")
    assert (told.returncode, "removed" in told.stdout, "dam" in told.stdout) == (0, True, False)
    assert run("changes", "zyxomat quarterly earnings", "--since", "1").returncode == 1
    assert run("changes", " ").returncode == 2


def test_nothing_changed_and_wrong_times_are_told_apart(edit, run):
    edit(DAM)
    nothing = run("changes", "--since", "1")
    assert nothing.returncode == 1
    assert nothing.stdout.endswith(": 0 new, 0 edited, 0 removed\n")
    year = run("changes", "--since", "2026")
    assert (year.returncode, "for a year write 2026-01-01" in year.stderr) == (2, True)
    wrong = run("changes", "--since", "long ago")
    assert (wrong.returncode, "or the number of a generation" in wrong.stderr) == (2, True)
    assert run("changes", "--since", "2020-01-01").returncode == 0


def test_versions_and_the_article_as_it_was(edit, run):
    edit(DAM, GOAT)
    edit({**DAM, "text": DAM["text"] + "\n\nCorrection: it was a Tuesday."})
    told = run("show", "dam", "--versions")
    assert "[-" not in told.stdout
    assert "{+ ¶ Correction: it was a Tuesday.+}" in told.stdout
    assert "to now, with a note of a correction" in told.stdout
    [first, second] = json.loads(run("show", "dam", "--versions", "--format", "json").stdout)["versions"]
    assert (first["until"], second["until"]) == (second["from"], None)
    assert (first["correction"], second["correction"]) == (False, True)

    assert run("show", "goat").returncode == 1
    assert "A goat won" in run("show", "goat", "--versions").stdout
    assert "A goat won" in run("show", "goat", "--as-of", first["from"]).stdout
    assert "Tuesday" not in run("show", "dam", "--as-of", first["from"]).stdout
    assert "Tuesday" in run("show", "dam", "--as-of", f"{datetime.now(UTC):%Y-%m-%d}").stdout
    before = run("show", "dam", "--as-of", "2001-01-01")
    assert (before.returncode, "has no version of 'dam' from then" in before.stderr) == (1, True)
    assert run("show", "nobody", "--versions").returncode == 1


def test_a_day_can_be_forgotten_unless_it_is_to_come(edit, run):
    edit(DAM)
    tomorrow = datetime.now(UTC) + timedelta(days=2)
    assert run("compact", "--forget", f"{tomorrow:%Y-%m-%d}").returncode == 2
    assert run("compact", "--forget", "2020-01-01").returncode == 0
    assert "before 2020-01-01 were forgotten" in run("changes", "--since", "0").stderr
    assert run("check").stdout.endswith("is sound\n")
