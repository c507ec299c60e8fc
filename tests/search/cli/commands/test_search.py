"""The command search: hits in every format, filters, what was understood, copies, and whether there is an answer."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from material.files import write_records


def ids(done):
    return [hit["id"] for hit in json.loads(done.stdout)["hits"]]


@pytest.mark.usefixtures("archive")
def test_every_format_says_the_same_hits(run):
    whole = json.loads(run("search", "ferry strike", "--format", "json", "-k", 5).stdout)
    ids = [hit["id"] for hit in whole["hits"]]
    assert len(ids) == 5
    lines = run("search", "ferry strike", "--format", "jsonl", "-k", 5).stdout.splitlines()
    assert [json.loads(line) for line in lines] == whole["hits"]
    rows = list(csv.DictReader(io.StringIO(run("search", "ferry strike", "--format", "csv", "-k", 5).stdout)))
    assert [row["id"] for row in rows] == ids
    for output in ("text", "md"):
        shown = run("search", "ferry", "strike", "--format", output, "-k", 5).stdout
        places = [shown.index(name) for name in ids]
        assert places == sorted(places)
        assert "\x1b" not in shown


@pytest.mark.parametrize("output", ["text", "json", "jsonl", "csv", "md"])
@pytest.mark.usefixtures("archive")
def test_no_hits_are_valid_output_too(run, output):
    done = run("search", "zzz", "--mode", "bm25", "--format", output)
    assert done.returncode == 1
    assert done.stderr == "nutgraf: nothing found\n"
    if output == "json":
        assert json.loads(done.stdout)["hits"] == []
    elif output == "csv":
        assert list(csv.DictReader(io.StringIO(done.stdout))) == []
        assert done.stdout.startswith("rank,id,")
    elif output == "md":
        assert "Nothing found" in done.stdout
    else:
        assert done.stdout == ""


@pytest.mark.usefixtures("archive")
def test_filters_narrow_the_articles_before_ranking(run):
    def found(*options):
        return [
            hit["article"]
            for hit in json.loads(run("search", "strike", "-k", 100, *options, "--format", "json").stdout)["hits"]
        ]

    april = found("--since", "2023-04", "--until", "2023-04")
    assert april
    assert all(it["published"].startswith("2023-04") for it in april)
    two = found("--source", "harbour gazette", "--source", "Northern Wire")
    assert {it["source"] for it in two} == {"Harbour Gazette", "Northern Wire"}
    day = found("--since", "2022-11-21", "--until", "2022-11-21")
    assert {it["id"] for it in day} == {"gazette-ferry-strike"}
    assert len(found("--category", "Local", "--source", "Harbour Gazette")) > 3


@pytest.mark.usefixtures("archive")
def test_neighbours_come_along(run):
    hit = json.loads(run("search", "astrolabe", "-k", 1, "-C", 1, "--format", "json").stdout)["hits"][0]
    numbers = [it["paragraph"] for it in hit["neighbours"]]
    assert numbers
    assert {abs(number - hit["paragraph"]) for number in numbers} == {1}


@pytest.mark.usefixtures("archive")
def test_of_one_article_come_no_more_than_asked_for(run):
    asked = ("search", "astrolabe museum", "-k", 20, "--format", "json")
    articles = [it.rpartition("#p")[0] for it in ids(run(*asked))]
    assert max(map(articles.count, articles)) > 1
    articles = [it.rpartition("#p")[0] for it in ids(run(*asked, "--max-per-article", 1))]
    assert len(articles) == len({*articles}) == 20


@pytest.mark.usefixtures("archive")
def test_what_was_preferred_is_told_to_people_and_can_be_turned_off(run):
    asked = ("search", 'what did the Harbour Gazette say of "four per cent" in 2022?')
    preferred = 'nutgraf: preferred: "four per cent", Harbour Gazette, 2022-01-01 to 2022-12-31 (use --literal'
    assert run(*asked).stderr.startswith(preferred)
    assert "preferred" not in run(*asked, "--literal").stderr
    done = run(*asked, "--format", "json")
    assert done.stderr.startswith(preferred)
    understood = json.loads(done.stdout)["understood"]
    assert (understood["phrases"], understood["sources"]) == (["four per cent"], ["Harbour Gazette"])
    assert json.loads(run(*asked, "--literal", "--format", "json").stdout)["understood"] == {}
    assert ids(done)[0] == "gazette-ferry-strike#p1"


@pytest.mark.usefixtures("archive")
def test_the_day_of_asking_decides_what_last_year_is_and_is_told(run):
    asked = ("search", "the ferry strike last year", "--mode", "bm25")
    assert "2022-01-01 to 2022-12-31, as of 2023-05-01 (use --literal" in run(*asked, "--as-of", "2023-05-01").stderr
    assert ", the archive's last day (use --literal" in run(*asked).stderr
    plain = json.loads(run(*asked, "--as-of", "2023-05-01", "--format", "json").stdout)["understood"]
    assert plain["as_of"] == {"day": "2023-05-01", "source": "given"}
    wrong = run(*asked, "--as-of", "2023-05")
    assert wrong.returncode == 2
    assert "'2023-05' is not a day; write it as 2023-04-18" in wrong.stderr


# What repeats, and whether there is an answer

PLUG = "Sign up here for our morning letter."
FERRY = "A ferry sank off Skarrow on Sunday night with 214 people on board, the coastguard said."


@pytest.fixture
def repeating(run, tmp_path):
    """Index a report from two outlets, and a plug below six stories."""
    stories = ["glacier wheat", "museum virus", "court vote", "train budget"]
    told = [f"{PLUG}\n\n{' '.join(f'{words} {turn}' for turn in 'abcdef')}" for words in stories]
    outlets = {"wire": FERRY, "gazette": f"SKARROW (Wire) - {FERRY}"}
    write_records(
        tmp_path / "a.jsonl",
        *({"id": name, "text": f"{text}\n\n{PLUG}", "source": name.title()} for name, text in outlets.items()),
        *({"id": f"s{number}", "text": text, "date": "2020"} for number, text in enumerate(told)),
    )
    assert run("index", "a.jsonl").returncode == 0


@pytest.mark.usefixtures("repeating")
def test_copies_are_one_hit_in_every_format_that_can_say_so(run):
    asked = ("search", "which ferry sank off Skarrow?", "-k", 3)
    hits = json.loads(run(*asked, "--format", "json").stdout)["hits"]
    assert (hits[0]["id"], [copy["id"] for copy in hits[0]["copies"]]) == ("wire#p0", ["gazette#p0"])
    assert hits[0]["copies"][0]["article"]["source"] == "Gazette"
    assert "gazette#p0" not in {hit["id"] for hit in hits}
    assert "\n    also gazette#p0 · Gazette\n" in run(*asked).stdout
    assert "; also Gazette (`gazette#p0`)\n" in run(*asked, "--format", "md").stdout
    assert {"wire#p0", "gazette#p0"} <= {*ids(run(*asked, "--no-collapse", "--format", "json"))}


@pytest.mark.usefixtures("repeating")
def test_boilerplate_is_shown_but_not_found(run):
    asked = ("search", PLUG, "-k", 100, "--format", "json")
    plugs = {"wire#p1", "gazette#p1", *(f"s{number}#p0" for number in range(4))}
    assert not plugs & {*ids(run(*asked))}
    assert plugs <= {*ids(run(*asked, "--no-collapse"))}
    assert PLUG in run("show", "wire").stdout
    assert PLUG in run("show", "s0#p0").stdout


@pytest.mark.usefixtures("repeating")
def test_people_are_told_when_there_may_be_no_answer_and_programs_read_the_verdict(run):
    done = run("search", "where is the xylophone?")
    assert done.returncode == 0
    assert re.fullmatch(r"nutgraf: there is probably no answer: .*not mention xylophone\n", done.stderr)
    for output in ("json", "jsonl", "csv", "md"):
        assert run("search", "where is the xylophone?", "--format", output).stderr == done.stderr
        assert run("search", "where is the xylophone?", "--format", output, "-q").stderr == ""
    verdict = json.loads(run("search", "where is the xylophone?", "--format", "json").stdout)["verdict"]
    assert (verdict["answer"], verdict["reason"]) == ("none", done.stderr.partition("answer: ")[2].strip())
    sure = json.loads(run("search", FERRY, "--format", "json").stdout)["verdict"]
    assert sure["answer"] == "strong"
    assert run("search", FERRY).stderr == ""


@pytest.mark.usefixtures("archive")
def test_what_a_cut_leaves_out_is_told_as_that(run):
    """It said: nothing found; the first passage is on this subject."""
    done = run("search", "ferry strike", "--min-relevance", "0.9999")
    assert done.returncode == 1
    assert done.stderr.startswith("nutgraf: nothing found is as relevant as --min-relevance asks; without")


@pytest.mark.usefixtures("archive")
def test_facets_that_a_format_does_not_show_are_told(run):
    told = "nutgraf: the counts of --facets are in --format json only\n"
    assert run("search", "ferry strike", "--facets").stderr.startswith(told)
    assert told not in run("search", "ferry strike", "--facets", "--format", "json").stderr
