"""The command as people type it: stdout, stderr and exit code."""

from __future__ import annotations

import csv
import fcntl
import gzip
import io
import json
import os
import pty
import re
import shutil
import struct
import subprocess
import sys
import termios
import zipfile
from itertools import chain

import pytest
from nutgraf.corpus.errors import ExtraMissingError
from nutgraf.corpus.reader import read
from nutgraf.corpus.sample import ARTICLES, UPDATES
from nutgraf.corpus.sourced import SourcedArticle
from nutgraf.search.cli.app import HEADINGS
from processes import clean_environment

CLAIM, DENIAL = "courant-pentagon-leak#p1", "post-beijing-neutral#p1"
QUESTION = "is China supplying lethal aid?"
SAMPLED = len(ARTICLES.read_text().splitlines())


def write(path, *records):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    return path


@pytest.fixture(scope="session")
def indexed(tmp_path_factory):
    """The sample articles, indexed with the fake model; tests must not change it."""
    folder = tmp_path_factory.mktemp("indexed")
    program = [sys.executable, "-c", "import faked; faked.main()", "index", str(ARTICLES)]
    subprocess.run(program, cwd=folder, env=clean_environment(), check=True, capture_output=True, timeout=60)
    return folder / ".nutgraf"


@pytest.fixture(scope="session")
def truly_indexed(tmp_path_factory):
    """The folder of an index of the sample articles, made with the real model, and what the command said."""
    folder = tmp_path_factory.mktemp("truly_indexed")
    program = [sys.executable, "-c", "from nutgraf.search.cli.app import main; main()", "index", str(ARTICLES)]
    done = subprocess.run(program, cwd=folder, env=clean_environment(), check=True, capture_output=True, timeout=300)
    return folder, done.stdout.decode()


@pytest.fixture
def archive(indexed, tmp_path):
    """A copy of that index in the folder in which `run` runs."""
    shutil.copytree(indexed, tmp_path / ".nutgraf")
    return tmp_path


def on_a_terminal(cwd, *arguments, columns=80, **environment):
    """Run the command with the fake model on a terminal; returns its output and exit code."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    program = [sys.executable, "-c", "import faked; faked.main()", *map(str, arguments)]
    environment = clean_environment() | {"TERM": "xterm-256color"} | environment
    process = subprocess.Popen(program, cwd=cwd, env=environment, stdin=slave, stdout=slave, stderr=slave)
    os.close(slave)
    shown = b""
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(master)
    return shown, process.wait(timeout=60)


# The whole road


@pytest.mark.model
def test_the_claim_and_the_denial_come_first(run, truly_indexed):
    folder, printed = truly_indexed
    assert printed.startswith(f"{SAMPLED} new, 0 changed, 0 unchanged, 0 removed")

    done = run("search", QUESTION, "--format", "json", "-k", 3, fake=False, cwd=folder)

    assert done.returncode == 0
    hits = json.loads(done.stdout)["hits"]
    assert [hit["id"] for hit in hits[:2]] == [CLAIM, DENIAL]
    assert hits[0]["article"]["published"] == "2023-04-14T17:45:00+02:00"
    assert hits[0]["article"]["categories"] == ["Politics"]
    again = run("index", ARTICLES, fake=False, cwd=folder)
    assert again.stdout.startswith(f"0 new, 0 changed, {SAMPLED} unchanged, 0 removed")


def test_an_index_follows_its_archive(run, tmp_path):
    news = tmp_path / "news"
    one = write(news / "a.jsonl", {"id": "one", "text": "old harbour"}, {"id": "two", "text": "river\n\nfloods"})
    write(news / "b.jsonl", {"id": "three", "text": "a strike"})
    assert run("index", news).stdout == "3 new, 0 changed, 0 unchanged, 0 removed, 0 skipped; generation 1\n"
    write(one, {"id": "one", "text": "new harbour"}, {"id": "two", "text": "river\n\nfloods"})
    (news / "b.jsonl").unlink()
    assert run("index", news).stdout.startswith("0 new, 1 changed, 1 unchanged, 0 removed, 0 skipped; generation ")
    assert json.loads(run("status", "--format", "json").stdout)["articles"] == 3

    assert run("index", news, "--prune").stdout.startswith("0 new, 0 changed, 2 unchanged, 1 removed, ")

    shown = json.loads(run("search", "harbour", "--format", "json").stdout)
    assert (shown["index"]["articles"], shown["index"]["passages"]) == (2, 3)
    assert {hit["text"] for hit in shown["hits"]} == {"new harbour", "river", "floods"}
    assert run("remove", "two", "absent").returncode == 4
    assert run("remove", "absent").returncode == 1
    assert json.loads(run("status", "--format", "json").stdout)["articles"] == 1
    assert run("check").stdout == ".nutgraf is sound\n"
    assert run("rebuild").stdout.startswith("1 article; generation ")
    assert json.loads(run("search", "river", "--format", "jsonl").stdout)["text"] == "new harbour"


def test_the_index_may_stand_anywhere(run, tmp_path):
    where = tmp_path / "deep" / "index"
    assert run("index", ARTICLES, "--index", where).returncode == 0
    assert run("status", NUTGRAF_INDEX=str(where)).returncode == 0
    assert not (tmp_path / ".nutgraf").exists()
    assert run("status").returncode == 3


def test_an_index_inside_its_archive_does_not_index_itself(run, tmp_path):
    write(tmp_path / "a.jsonl", {"id": "one", "text": "harbour"})
    for _ in range(2):
        assert run("index", ".", "--index", "my-index").returncode == 0
    assert json.loads(run("status", "--index", "my-index", "--format", "json").stdout)["articles"] == 1


def test_a_feed_that_came_back_empty_costs_nothing(run, tmp_path):
    feed = write(tmp_path / "news" / "a.jsonl", {"id": "one", "text": "harbour"})
    assert run("index", "news").returncode == 0
    feed.write_text("")
    done = run("index", "news", "--prune")
    assert (done.returncode, done.stderr) == (4, "news/a.jsonl: the file contains no articles\n")
    assert json.loads(run("status", "--format", "json").stdout)["articles"] == 1


def test_articles_come_in_by_pipe_too(run):
    done = run("index", "-", stdin='{"id": "x", "text": "harbour", "outlet": "Wire"}\n')
    assert done.stdout.startswith("1 new")
    assert json.loads(run("show", "x", "--format", "json").stdout)["article"]["source"] == "Wire"


# What cannot be taken


def test_each_bad_record_is_told_by_file_and_line_and_the_good_ones_are_there(run, tmp_path):
    good = b'{"id": "%s", "text": "harbour"}\n'
    lines = [
        (good % b"first", None),
        (b'{"text": "caf\xe9"}\n', "UTF-8"),
        (b'{"text": "broken\n', "JSON"),
        (b'{"id": "no-text"}\n', "no text"),
        (b'{"text": null}\n', "null"),
        (b'{"text": 7}\n', "not a string"),
        (b'{"id": "kept", "text": "harbour", "title": {"n": 5}}\n', "title is not a string"),
        (b'{"text": "a\\u0000b"}\n', "NUL"),
        (b'{"text": "a\\ud800b"}\n', "surrogate"),
        (b'{"text": "\\u200b \\u00a0"}\n', "no text"),
        (b'{"id": "first", "text": "something else"}\n', "another text"),
        (b'{"text": "' + b"word " * 10_000_000 + b'"}\n', "longer than"),
        (b'{"text": "x", "deep": ' + b"[" * 100_000 + b"]" * 100_000 + b"}\n", "JSON"),
        (good % b"last", None),
    ]
    (tmp_path / "a.jsonl").write_bytes(b"".join(line for line, _ in lines))
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b" " * 200_000_000))

    done = run("index", "a.jsonl", "bomb.jsonl.gz")

    assert done.returncode == 4
    assert done.stdout.startswith("3 new, 0 changed, 0 unchanged, 0 removed, 12 skipped")
    told = done.stderr.splitlines()
    assert len(told) == 13
    for number, (_, reason) in enumerate(lines, start=1):
        mine = [line for line in told if line.startswith(f"a.jsonl:{number}: ")]
        assert len(mine) == (1 if reason else 0), number
        assert not reason or reason in mine[0]
    assert told[-1].startswith("bomb.jsonl.gz")
    found = json.loads(run("search", "harbour", "--no-collapse", "--format", "json").stdout)
    assert {hit["article"]["id"] for hit in found["hits"]} == {"first", "kept", "last"}


def test_a_bad_date_is_a_warning_and_no_guess(run, tmp_path):
    write(tmp_path / "a.jsonl", {"id": "x", "text": "harbour", "date": "03/04/2023"})
    done = run("index", "a.jsonl")
    assert done.returncode == 0
    assert done.stderr.startswith("a.jsonl:1: date '03/04/2023' is open")
    assert json.loads(run("show", "x", "--format", "json").stdout)["article"]["published"] is None


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["search"], 2, "QUESTION"),
        (["search", "  "], 2, "the question is empty"),
        (["search", "x", "-k", "0"], 2, "-k"),
        (["search", "x", "-k", "ten"], 2, "-k"),
        (["search", "x", "--max-per-article", "0"], 2, "--max-per-article"),
        (["search", "x", "--max-per-article", "many"], 2, "--max-per-article"),
        (["search", "x", "--since", "gestern"], 2, "'gestern' is not a date"),
        (["search", "x", "--since", "yesterday"], 1, "nothing found; the archive ends 2024-10-14"),
        (["list", "--until", "May 1999"], 1, "nothing found; the archive begins 20"),
        (["search", "x", "--mode", "magic"], 2, "--mode"),
        (["search", "x", "--since", "2024", "--until", "2023"], 2, "since is later than until"),
        (["search", "x", "--format", "xml"], 2, "--format"),
        (["search", "harbour", "--source", "Nobody"], 1, "nothing found; no article has the source 'Nobody'"),
        (["search", "zzz", "--mode", "bm25"], 1, "nothing found"),
        (["show", "absent"], 1, "no article or passage 'absent'"),
        (["show", "courant-pentagon-leak#p99"], 1, "no article or passage"),
        (["index", "absent.jsonl"], 2, "absent.jsonl"),
        (["index", ".", "--map", "text"], 2, "--map"),
        (["index", ".", "--map", "colour=red"], 2, "colour"),
        (["search", "x", "--index", "absent"], 3, "nutgraf index PATH --index absent"),
        (["eval", "absent"], 2, "absent"),
        (["nonsense"], 2, "nonsense"),
    ],
)
@pytest.mark.usefixtures("archive")
def test_what_is_wrong_is_told_with_the_right_code_and_nothing_on_stdout(run, arguments, code, says):
    done = run(*arguments)
    assert done.returncode == code
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


def test_a_missing_extra_names_the_command_that_mends_it(run, tmp_path):
    (tmp_path / "a.html").write_text("<html><body><p>harbour</p></body></html>")
    write(tmp_path / "b.jsonl", {"id": "x", "text": "harbour"})
    (tmp_path / "trafilatura.py").write_text("raise ImportError('No module named trafilatura', name='trafilatura')")
    done = run("index", "a.html", "b.jsonl", PYTHONPATH=f"{tmp_path}{os.pathsep}{clean_environment()['PYTHONPATH']}")
    assert done.returncode == 4
    assert ExtraMissingError("", "html").command in done.stderr
    assert done.stdout.startswith("1 new")


# Formats


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
def test_questions_by_pipe_are_answered_a_line_each(run):
    questions = b"ferry strike\n\nwho won the marathon?\n\xff\xfe\n  \nastrolabe"
    done = run("search", "-", "-k", 2, stdin=questions)
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [it["query"] for it in answers] == ["ferry strike", "who won the marathon?", "astrolabe"]
    assert all(len(it["hits"]) == 2 for it in answers)
    assert done.returncode == 4
    assert done.stderr.startswith("nutgraf: -:4: ")
    assert run("search", "-", "--mode", "bm25", stdin="zzz\n").returncode == 1


@pytest.mark.usefixtures("archive")
def test_questions_by_pipe_are_answered_in_the_format_asked_for(run):
    def asked(output):
        done = run("search", "-", "-k", 2, "--format", output, stdin="ferry strike\nastrolabe")
        assert done.returncode == 0
        return done.stdout

    whole = [json.loads(line) for line in asked("json").splitlines()]
    ids = [(it["query"], hit["id"]) for it in whole for hit in it["hits"]]
    assert [(row["query"], row["id"]) for row in map(json.loads, asked("jsonl").splitlines())] == ids
    assert [(row["query"], row["id"]) for row in csv.DictReader(io.StringIO(asked("csv")))] == ids
    assert re.findall(r"^# (.+)$", asked("md"), re.MULTILINE) == ["ferry strike", "astrolabe"]
    text = asked("text")
    assert [line for line in text.splitlines() if line in ("ferry strike", "astrolabe")] == [
        "ferry strike",
        "astrolabe",
    ]
    assert all(f"    {passage}\n" in text for _, passage in ids)


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


# What was understood, what repeats, whether there is an answer

PLUG = "Sign up here for our morning letter."
FERRY = "A ferry sank off Skarrow on Sunday night with 214 people on board, the coastguard said."


@pytest.fixture
def repeating(run, tmp_path):
    """Index a report from two outlets, and a plug below six stories."""
    stories = ["glacier wheat", "museum virus", "court vote", "train budget"]
    told = [f"{PLUG}\n\n{' '.join(f'{words} {turn}' for turn in 'abcdef')}" for words in stories]
    outlets = {"wire": FERRY, "gazette": f"SKARROW (Wire) - {FERRY}"}
    write(
        tmp_path / "a.jsonl",
        *({"id": name, "text": f"{text}\n\n{PLUG}", "source": name.title()} for name, text in outlets.items()),
        *({"id": f"s{number}", "text": text, "date": "2020"} for number, text in enumerate(told)),
    )
    assert run("index", "a.jsonl").returncode == 0


def ids(done):
    return [hit["id"] for hit in json.loads(done.stdout)["hits"]]


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


@pytest.mark.model
def test_a_wire_copy_in_the_sample_is_one_hit_and_its_boilerplate_none(run, truly_indexed):
    folder, _ = truly_indexed

    def ask(question, *options):
        return json.loads(run("search", question, "--format", "json", *options, fake=False, cwd=folder).stdout)

    found = ask("who met Putin in Moscow on Sunday?", "-k", "200")
    places = {it["id"]: {copy["id"] for copy in it.get("copies", ())} for it in found["hits"]}
    wire = {f"{outlet}-li-moscow#p{number}" for outlet in ("wire", "gazette") for number in range(5)}
    pairs = [{name, *copies} for name, copies in places.items() if name in wire]
    assert sorted(map(sorted, pairs)) == [[f"gazette-li-moscow#p{it}", f"wire-li-moscow#p{it}"] for it in range(5)]
    assert all(
        {copy.partition("-")[2] for copy in copies} <= {name.partition("-")[2]} for name, copies in places.items()
    )  # the others are those of the dam

    question = "who sends me a free morning letter with the tide table?"
    assert not any(hit["text"].startswith("Sign up for") for hit in ask(question, "-k", "200")["hits"])
    apart = ask(question, "-k", "1", "--no-collapse")
    assert apart["hits"][0]["text"].startswith("Sign up for our morning letter.")
    nobody = ask("who won the football world cup of 1998?")["verdict"]
    assert nobody["answer"] != "strong"
    assert nobody["probability"] < ask(QUESTION)["verdict"]["probability"]


# The terminal

HOSTILE = "harbour \x1b[31mred\x1b]52;c;aGk=\x07 \x9b1m [/bold] [link=x]y[/link] \u202eevil\u2066 :smile: %s {0}"


@pytest.mark.parametrize("command", [("search", "harbour"), ("show", "bad\x1b[2J"), ("search", "harbour", "-C", "2")])
def test_nothing_in_an_article_steers_a_terminal(run, tmp_path, command):
    bad = dict.fromkeys(("title", "source", "categories", "authors", "url"), HOSTILE)
    write(tmp_path / "a.jsonl", {"id": "bad\x1b[2J", "text": f"{HOSTILE}\n\nother {HOSTILE}", **bad})
    assert run("index", "a.jsonl").returncode == 0

    shown, code = on_a_terminal(tmp_path, *command)

    assert code == 0
    ours = re.sub(rb"\x1b\[[0-9;]*m", b"", shown)
    ours = re.sub(rb"\r\x1b\[K", b"", ours)  # the status line's
    text = ours.decode()
    assert "\x1b" not in text
    assert not set(text) & set("\x07\x9b\x9d\u202e\u2066")
    assert "\\x1b" in text
    assert "[/bold]" in text
    assert ":smile:" in text


def test_file_names_and_ids_in_messages_are_safe_too(run, tmp_path):
    (tmp_path / "a\x1b[31m.jsonl").write_text("{}\n")
    done = run("index", ".")
    assert done.returncode == 4
    assert "\x1b" not in done.stderr
    assert "\x1b" not in run("show", "x\x1b[31m").stderr


def test_colour_is_for_terminals_that_want_it(archive):
    shown, _ = on_a_terminal(archive, "search", "astrolabe", "-k", 1)
    assert b"\x1b[1;32m" in shown  # the telling sentence
    plain, code = on_a_terminal(archive, "search", "astrolabe", "-k", 1, NO_COLOR="1")
    assert code == 0
    assert b"m" in plain
    assert not re.search(rb"\x1b\[[0-9;]*m", plain)


def test_lines_fit_the_window(archive):
    for columns in (40, 200):
        shown, _ = on_a_terminal(archive, "search", "astrolabe", "-k", 3, columns=columns, NO_COLOR="1")
        text = re.sub(r"[^\n]*\r\x1b\[K", "", shown.decode()).replace("\r", "")  # a busy machine says what it does
        assert max(map(len, text.splitlines())) <= columns  # notices too
        hits = text.partition("nutgraf: ")[0].splitlines()
        assert len(hits) > 9
        assert max(map(len, hits)) <= min(columns, 100)


def test_a_bar_shows_on_a_terminal_and_only_when_it_takes_long(tmp_path):
    write(tmp_path / "a.jsonl", *({"id": str(n), "text": f"harbour {n} " * 40} for n in range(600)))
    shown, code = on_a_terminal(tmp_path, "index", "a.jsonl", FAKE_DELAY="0.006", FAKE_BATCHES="2048,256,8")
    assert code == 0
    assert b"indexing" in shown
    assert b"articles" in shown
    assert re.search(rb"\b[1-9]\d*/600 \[", shown)
    assert b"100%" not in shown  # the bar ends when the work ends, and does not stand full
    assert b"600 new" in shown


def test_whoever_has_seen_enough_may_close_the_pipe(archive):
    program = [sys.executable, "-c", "import faked; faked.main()", "search", "strike", "-k", "100", "-C", "5"]
    reader, writer = os.pipe()
    os.close(reader)
    process = subprocess.Popen(program, cwd=archive, env=clean_environment(), stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert process.communicate(timeout=60)[1] == b""
    assert process.returncode == 0


# Start


@pytest.mark.parametrize(
    "arguments",
    [
        ["--help"],
        ["search", "--help"],
        ["status"],
        ["search", "ferry", "--mode", "bm25"],
        ["show", "gazette-ferry-strike"],
        ["check"],
        ["remove", "gazette-ferry-strike"],
        ["index", ARTICLES],
    ],
    ids=lambda arguments: " ".join(map(str, arguments[:4:3] or arguments)),
)
def test_what_needs_no_model_never_imports_torch(archive, run, arguments):
    watch = archive / "sitecustomize.py"
    watch.write_text("import atexit, sys; atexit.register(lambda: open('modules', 'w').write(' '.join(sys.modules)))")
    done = run(*arguments, PYTHONPATH=f"{archive}{os.pathsep}{clean_environment()['PYTHONPATH']}")
    assert done.returncode == 0
    modules = (archive / "modules").read_text().split()
    assert "typer" in modules
    assert not {"torch", "sentence_transformers", "transformers", "pymilvus", "grpc", "nutgraf.index.engine"} & {
        *modules
    }


def test_help_names_every_command_and_each_has_help_of_its_own(run):
    shown = run("--help").stdout
    for name in chain.from_iterable(HEADINGS.values()):
        assert re.search(rf"^  {name} ", shown, re.M)
        done = run(name, "--help")
        assert done.returncode == 0
        assert done.stdout.startswith("Usage: ")
        assert len(done.stdout.splitlines()) > 5


# What ships


def sampled(path):
    return {
        item.article.id: item.article for item in read([path], base=path.parent) if isinstance(item, SourcedArticle)
    }


def test_the_sample_articles_are_an_archive_of_some_variety():
    articles = sampled(ARTICLES).values()
    assert len(articles) == SAMPLED >= 100
    assert len({article.source for article in articles}) >= 10
    assert len({category for article in articles for category in article.categories}) >= 6
    assert {article.language for article in articles} == {"", "de", "fr", "pl"}
    assert sum(article.published is None for article in articles) == 2


def test_the_sample_s_next_morning_has_new_articles_and_edits_with_and_without_a_word():
    before, after = sampled(ARTICLES), sampled(UPDATES)
    edited = before.keys() & after.keys()
    assert len(edited) == len(after) - len(edited) == 3
    assert all(before[it].text != after[it].text for it in edited)
    assert {it for it in edited if after[it].updated is None} == {"post-dam-minister"}
    assert "Correction:" in after["courant-dam-readings"].text


def test_the_wheel_holds_nutgraf_and_nothing_else(tmp_path):
    root = tmp_path / "checkout"  # setuptools would find what an older build left in ours
    unwanted = shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__")
    shutil.copytree(ARTICLES.parents[2], root, ignore=unwanted)
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        str(root),
        "--no-deps",
        "--no-build-isolation",
        "-q",
        "-w",
        str(tmp_path),
    ]
    subprocess.run(build, check=True, capture_output=True, timeout=120)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as packed:
        names = packed.namelist()
    about = f"{wheel.name.split('-py3')[0]}.dist-info/"
    shipped = {name.removeprefix("nutgraf/") for name in names if not name.startswith(about)}
    inside = [path for room in root.glob("*/__init__.py") for path in room.parent.rglob("*") if path.is_file()]
    ours = {path.relative_to(root).as_posix() for path in inside} | {"__init__.py", "__init__.pyi", "py.typed"}
    lost = sorted(ours - shipped)
    rooms = [name.removesuffix("/__init__.py").replace("/", ".") for name in lost if name.endswith("/__init__.py")]
    assert rooms == [], "add them to `packages` in pyproject.toml, each after nutgraf."
    assert lost == [], "each wants an __init__.py beside it, or a line of `package-data` in pyproject.toml"
    assert shipped == ours
