"""The commands timeline, sources, terms and like, as they are typed."""

from __future__ import annotations

import csv
import json
import re
from functools import partial
from io import StringIO
from xml.etree import ElementTree

import pytest

STORY = "The harbour crane fell into the harbour on Monday night, the harbour master said, and nobody was hurt."
STORIES = [
    {"id": "first", "title": "Crane *falls*", "text": STORY, "date": "2023-04-03T08:00:00Z", "source": "Bell & Co"},
    {"id": "copy", "title": "Crane down", "text": STORY, "date": "2023-04-03T12:00:00Z", "source": "Écho"},
    {"id": "late", "title": "Crane raised", "text": "Divers raised the harbour crane from the harbour.",
     "date": "2023-04-20", "source": "Bell & Co", "authors": ["Ann Lee"]},
    {"id": "undated", "title": "Crane", "text": "Cranes of the harbour are old cranes, a harbour guide says."},
    {"id": "other", "title": "Cheese", "text": "A cheese fair opened.", "date": "2023-04-05", "source": "Quiet"},
]  # fmt: skip
QUESTION = ("harbour", "crane", "--mode", "bm25", "--min-relevance", "0")
OUTLETS = {"Bell & Co", "Écho"}


@pytest.fixture(scope="module")
def indexed(tmp_path_factory, run_in):
    folder = tmp_path_factory.mktemp("coverage")
    (folder / "in.jsonl").write_text("".join(json.dumps(story) + "\n" for story in STORIES))
    assert run_in("index", "in.jsonl", cwd=folder).returncode == 0
    return partial(run_in, cwd=folder)


@pytest.mark.parametrize("width", ["40", "100"])
@pytest.mark.parametrize("command", ["timeline", "sources", "terms"])
def test_text_fits_the_terminal_and_says_how_much_there_is(indexed, command, width):
    done = indexed(command, *QUESTION, COLUMNS=width)
    assert done.returncode == 0
    assert max(map(len, done.stdout.splitlines())) <= int(width)
    assert " ".join(done.stdout.split()).startswith("4 articles from 2 outlets, 3 to 20 April 2023")


def test_a_timeline_marks_the_first_report_and_counts_what_has_no_date(indexed):
    told = indexed("timeline", *QUESTION, "--by", "week", COLUMNS="100").stdout
    assert "3 to 9 April 2023" in told
    assert "2 articles: Bell & Co 1, Écho 1 (first report)" in told
    assert told.count("first report") == 1
    assert "1 article without a date" in told
    assert "█ ▄" in told  # a week without a report lies between
    assert "█" not in indexed("timeline", *QUESTION, TERM="dumb").stdout


def test_a_timeline_in_the_formats_of_programs(indexed):
    report = json.loads(indexed("timeline", *QUESTION, "--by", "month", "--format", "json").stdout)
    assert [(it["start"], it["end"], it["articles"]) for it in report["buckets"]] == [("2023-04-01", "2023-04-30", 3)]
    lines = indexed("timeline", *QUESTION, "--by", "day", "--format", "jsonl").stdout.splitlines()
    rows = list(csv.DictReader(StringIO(indexed("timeline", *QUESTION, "--by", "day", "--format", "csv").stdout)))
    assert (
        [json.loads(line)["start"] for line in lines] == [row["start"] for row in rows] == ["2023-04-03", "2023-04-20"]
    )
    assert [row["first_report"] for row in rows] == ["yes", ""]
    assert rows[0]["sources"] == "Bell & Co (1); Écho (1)"
    markdown = indexed("timeline", *QUESTION, "--by", "day", "--format", "md").stdout
    assert "## 3 April 2023: 2 articles, *first report*" in markdown
    assert "Ann Lee, Crane raised, Bell \\& Co, 20 April 2023, para. 1 (`late#p0`)" in markdown


@pytest.mark.parametrize("output", ["svg", "html"])
def test_a_picture_is_whole_and_names_nothing_elsewhere(indexed, output):
    done = indexed("timeline", "harbour", "<script>&\x07", *QUESTION[2:], "--by", "day", "--format", output)
    svg = done.stdout[done.stdout.index("<svg") : done.stdout.index("</svg>") + 6]
    tree = ElementTree.fromstring(svg)
    assert tree.get("role") == "img"
    names = "{http://www.w3.org/2000/svg}"
    assert tree.findtext(f"{names}title") == "harbour <script>&\\x07"
    assert "4 articles from 2 outlets" in tree.findtext(f"{names}desc")
    bars = tree.findall(f"{names}rect")
    assert [bar.get("class") for bar in bars] == ["first", "bar"]
    assert bars[0].findtext(f"{names}title") == "3 April 2023: 2 articles (Bell & Co 1, Écho 1), first report"
    assert "prefers-color-scheme: dark" in svg
    assert re.findall(r"https?://\S+?(?=[\"<])", done.stdout) == ["http://www.w3.org/2000/svg"]
    assert "<script" not in done.stdout


def test_outlets_copies_and_silence(indexed):
    told = " ".join(indexed("sources", *QUESTION, COLUMNS="100").stdout.split())
    assert "reported first by Bell & Co, 3 April 2023" in told
    assert "1 article, 0 of its own, 1 copy of Bell & Co" in told
    assert "published in that time, and nothing on this (articles): Quiet (1)" in told
    assert "confirm" not in told
    rows = list(csv.DictReader(StringIO(indexed("sources", *QUESTION, "--format", "csv").stdout)))
    assert {row["source"]: (row["articles"], row["copies"], row["copied_from"]) for row in rows} == {
        "Bell & Co": ("2", "0", ""), "Écho": ("1", "1", "Bell & Co"), "": ("1", "0", ""),
    }  # fmt: skip
    assert "| Écho | 1 | 0 | 1 | Bell \\& Co | 2023-04-03 | 2023-04-03 |" in (
        indexed("sources", *QUESTION, "--format", "md").stdout
    )


def test_terms_and_their_tables(indexed):
    report = json.loads(indexed("terms", *QUESTION, "--format", "json").stdout)
    lines = indexed("terms", *QUESTION, "--format", "jsonl").stdout.splitlines()
    assert [json.loads(line) for line in lines] == report["terms"]
    assert indexed("terms", *QUESTION, "--format", "csv").stdout.startswith("term,passages,articles,archive,log_likeli")


def test_more_of_the_same_story(indexed):
    told = indexed("like", "first#p0", "-k", "1").stdout
    assert "Crane down" in told
    assert "a copy" in told
    markdown = indexed("like", "first", "--format", "md").stdout
    assert markdown.startswith("# Like Crane \\*falls\\*\n\n- Crane down, Écho, 3 April 2023 (`copy`), a copy\n")
    [row] = csv.DictReader(StringIO(indexed("like", "first", "-k", "1", "--format", "csv").stdout))
    assert (row["id"], row["reprint"], row["passage"]) == ("copy", "yes", "copy#p0")
    assert indexed("like", "none").returncode == 1


@pytest.mark.parametrize("command", ["timeline", "sources", "terms"])
@pytest.mark.parametrize("output", ["text", "json", "jsonl", "csv", "md"])
def test_nothing_is_valid_in_every_format(indexed, command, output):
    done = indexed(command, *QUESTION, "--source", "Qiet", "--format", output)
    assert done.returncode == 1
    assert done.stderr.endswith("nothing found; no article has the source 'Qiet', but 'Quiet'\n")
    if output == "json":
        assert json.loads(done.stdout)["coverage"]["articles"] == 0
    elif output == "csv":
        assert len(list(csv.reader(StringIO(done.stdout)))) == 1
    elif output == "md":
        assert done.stdout == "# harbour crane\n\nNothing found.\n"
    else:
        assert done.stdout == ""


def test_no_picture_of_nothing_is_still_a_picture(indexed):
    done = indexed("timeline", *QUESTION, "--source", "Nobody", "--format", "svg")
    assert done.returncode == 1
    assert "nothing found" in ElementTree.fromstring(done.stdout).findtext("{http://www.w3.org/2000/svg}desc")
