"""Tests that the snippets of README and of the pages below it do what the pages say."""

from __future__ import annotations

import gzip
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from urllib.parse import urlsplit

import nutgraf
import pytest
from material.judged_sets import answerable, write_set
from nutgraf.corpus.sample import ARTICLES
from nutgraf.search.cli.app import HEADINGS
from running.processes import clean_environment

ROOT = Path(nutgraf.__file__).parent
README = "README.md"
PAGES = (
    README,
    *(f"docs/{name}.md" for name in ("installing", "searching", "archiving", "developing", "evaluating", "api")),
)

FOREVER = {"serve", "mcp"}
"""Commands that end when they are told to."""
FEED = (
    '<rss version="2.0"><channel><title>Feed</title><item><guid>f1</guid><title>Fog</title>'
    "<description>Fog kept the ferries in port.</description></item></channel></rss>"
)
ANSWERS = {
    README: "1 courant-pentagon-leak#p1 Veldhaven Courant 2023-04-14",
    "docs/developing.md": "1 a1#p1 Harbour Gazette The sailors' union asks for a pay rise of nine per cent.\n",
    "docs/api.md": "1 courant-pentagon-leak#p1 ",
}
"""What the first program of a page prints first."""
PLACES = {"docs/api.md": README}
"""Pages whose programs run where those of another page ran, which indexed the same articles: that takes seconds."""
PROGRAM = r"""
import json, os, sys
for place, programs in json.load(sys.stdin):
    os.chdir(place)
    for program in programs:
        exec(program, {"__name__": "__main__"})
        print("\f")
"""


@dataclass(frozen=True)
class Command:
    """A command as it is typed: `words` to run, and files for standard input and output."""

    words: list[str]
    stdin: str | None
    stdout: str | None


def blocks(page: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", (ROOT / page).read_text(encoding="utf-8"), re.DOTALL)


def typed(page: str, *programs: str) -> list[Command]:
    """The commands of a page that start one of `programs`, in their order."""
    lines = (line[2:] for block in blocks(page, "console") for line in block.splitlines() if line.startswith("$ "))
    return [command(shlex.split(line, comments=True)) for line in lines if line.split()[0] in programs]


def command(words: list[str]) -> Command:
    files = {sign: words[words.index(sign) + 1] if sign in words else None for sign in "<>"}
    end = min((words.index(sign) for sign in "<>" if sign in words), default=len(words))
    return Command(words[:end], files["<"], files[">"])


def prepared(folder: Path) -> Path:
    """A folder with the files that the pages name."""
    (folder / "articles").mkdir(parents=True)
    (folder / "feeds").mkdir()
    shutil.copy(ARTICLES, folder / "articles")
    (folder / "feeds" / "today.xml.gz").write_bytes(gzip.compress(FEED.encode()))
    (folder / "export.jsonl").write_text(
        '{"id": "e1", "kicker": "Fog", "fields": {"words": "Fog kept the ferries in port."}}\n'
    )
    (folder / "export.csv").write_text("id,date,text\ne2,04/05/2023,The fog lifted.\n")
    (folder / "posts.jsonl").write_text('{"id": "e3", "status": "draft", "text": "More fog is to come."}\n')
    (folder / "questions.txt").write_text("who won the rent cap vote?\nwho stole the astrolabe?\n")
    for year in ("2023", "2024"):
        (folder / year).mkdir()
        (folder / year / "story.txt").write_text(f"The ferries of {year} sail again.")
    write_set(folder / "FOLDER")
    write_set(folder / "QUESTIONS", **answerable(25))
    shutil.copy(folder / "QUESTIONS" / "articles.jsonl", folder / "articles" / "judged.jsonl")
    (folder / "txtai.run").write_text("q2 Q0 a#p0 1 3.5 txtai\n")
    return folder


pages_with_commands = pytest.mark.parametrize("page", [page for page in PAGES if typed(page, "nutgraf")])


def test_the_two_commands_come_first():
    first = blocks(README, "console")[0]
    assert first.startswith("$ make demo")
    assert "\n$ make test" in first
    assert (ROOT / README).read_text(encoding="utf-8").index(first) < 300


@pytest.mark.model
def test_the_programs_do_what_they_say(tmp_path):
    pages = {page: programs for page in PAGES if (programs := blocks(page, "python"))}
    places = {page: tmp_path / Path(PLACES.get(page, page)).stem for page in pages}
    for place in {*places.values()}:
        prepared(place)
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM],
        env=clean_environment()
        | {"HAYSTACK_TELEMETRY_ENABLED": "False", "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        input=json.dumps([(str(places[page]), programs) for page, programs in pages.items()]),
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    printed = dict.fromkeys(pages, "")
    outputs = iter(done.stdout.split("\f\n"))
    for page, programs in pages.items():
        answers = [next(outputs) for _ in programs]
        printed[page] = answers[0]
        passage = ANSWERS[page].split()[1]
        assert all(passage in answer for answer in answers), (page, answers)
    assert next(outputs) == ""
    assert {page: answer[: len(ANSWERS[page])] for page, answer in printed.items()} == ANSWERS


@pages_with_commands
def test_every_command_and_option_that_it_shows_is_known(run, page):
    for shown in typed(page, "nutgraf"):
        name, *arguments = shown.words[1:]
        assert name in chain(*HEADINGS.values())
        help_text = run(name, "--help").stdout
        flags = {word for word in arguments if word.startswith("-") and word != "-"}
        assert all(re.search(rf"{re.escape(flag)}\b", help_text) for flag in flags), shown


@pytest.fixture(scope="module")
def indexed(run_in, tmp_path_factory) -> Path:
    """A folder as `prepared`, with an index; for copies."""
    folder = prepared(tmp_path_factory.mktemp("prepared") / "place")
    assert run_in("index", "articles", cwd=folder).returncode == 0
    return folder


@pages_with_commands
def test_every_command_that_it_shows_can_be_run(run, indexed, tmp_path, page):
    folder = Path(shutil.copytree(indexed, tmp_path / "place"))
    for shown in typed(page, "nutgraf", "cp"):
        program, *arguments = shown.words
        if program == "cp":
            subprocess.run(shown.words, cwd=folder, check=True)
        elif arguments[0] not in FOREVER:
            done = run(*arguments, cwd=folder, stdin=(folder / shown.stdin).read_text() if shown.stdin else "")
            nothing = arguments[0] == "changes" and "0 new, 0 edited, 0 removed" in done.stdout  # since the last run
            assert done.returncode == int(nothing), (shown, done.stderr)


@pytest.mark.parametrize("page", [README, "docs/archiving.md"])
def test_every_article_that_it_shows_is_read_whole(run, page):
    for article in map(json.loads, blocks(page, "json")):
        done = run("index", "-", stdin=json.dumps(article))
        assert (done.returncode, done.stdout.splitlines()[-1][:5]) == (0, "1 new"), done.stderr
        read = json.loads(run("show", article["id"], "--format", "json").stdout)["article"]
        del article["text"]
        assert {key: read[key] for key in article} == article


@pytest.mark.parametrize("page", [README, "docs/developing.md"])
def test_every_route_that_it_shows_is_there(page):
    pytest.importorskip("fastapi")
    from nutgraf.search.servers.http.app import make_app

    routes = make_app(None, None).openapi()["paths"]
    for shown in typed(page, "curl"):
        address = next(word for word in shown.words if word.startswith("localhost:8765"))
        method = "post" if "--json" in shown.words else "get"
        assert method in routes[urlsplit(f"//{address}").path]


def test_the_configuration_for_agents_starts_the_server():
    [shown] = map(json.loads, blocks("docs/developing.md", "json"))
    server = shown["mcpServers"]["news"]
    assert Path(server["command"]).is_absolute()
    assert (Path(server["command"]).name, server["args"][0]) == ("nutgraf", "mcp")


def test_every_command_is_shown():
    # docs/scale.md shows publish, which needs an engine.
    shown = {command.words[1] for page in PAGES for command in typed(page, "nutgraf")}
    assert shown | {"demo", "help", "publish"} == {*chain(*HEADINGS.values())}


@pytest.mark.model
def test_the_answers_it_shows_are_those_of_the_demo(run):
    done = run("demo", fake=False, COLUMNS="80")
    assert done.returncode == 0
    for page, option in ((README, "-k 1"), ("docs/searching.md", "-k 2")):
        shown = next(block for block in blocks(page, "console") if option in block)
        answers = shown.split("\n", 1)[1]
        assert done.stdout.startswith(answers.rstrip("\n")), page
