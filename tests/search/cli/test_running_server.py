"""A command that finds a server over its index prints the server's reply, which equals its own to the byte."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import nutgraf
import orjson
import pytest
from nutgraf.corpus.article import Article
from nutgraf.index.filter import Filter
from nutgraf.search.cli import running_server
from nutgraf.search.cli.running_server import ask_running_server
from nutgraf.search.output.reply import OutputStyle, Reply, reply
from nutgraf.search.servers.local_socket import SOCKET, socket_path
from running.processes import TIMEOUT, clean_environment
from running.servers import ServerProcess, serving
from small_indexes.fakes import FakeEmbedder, index_at

pytestmark = pytest.mark.unix("AF_UNIX")
TOKEN = "a-token-of-twenty-two-characters-or-more"
STORIES = [
    Article(
        id=f"s/{number}",
        title=f"The river \u202e\x1b[31m, part {number}",
        text=f"Mayor \u00dcml\u00e4ut of {number}: \u201cthe river!\u201d\n\nA \U0001f600 storm; =1+1.\n\nThe end.",
        published=datetime(2023, 4, 1 + number, 12, 30, 15, 123456, tzinfo=UTC) if number % 3 else None,
        source=("Herald", "Gazette")[number % 2],
        url=f"https://news.example/{number}",
    )
    for number in range(9)
]
QUESTION = "what did the mayor say of the river?"
TEXT = OutputStyle("text", 80, colour=False)


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> Path:
    return index_at(tmp_path_factory.mktemp("attaching") / "index", STORIES)


@pytest.fixture(scope="module")
def alone(index) -> Path:
    """A copy of the index over which no server runs."""
    return shutil.copytree(index, index.with_name("alone"))


@pytest.fixture(scope="module")
def served(index, alone) -> Iterator[ServerProcess]:  # noqa: ARG001  # it is copied before there is a socket
    with serving(index, "--workers", 1, NUTGRAF_TOKEN=TOKEN) as served:
        yield served


@pytest.fixture(scope="module")
def searcher(index) -> nutgraf.Searcher:
    return nutgraf.open(index, embedder=FakeEmbedder())


STYLES = [
    OutputStyle("text", 80, colour=False), OutputStyle("text", 40, colour=True), OutputStyle("text", 200, colour=True),
    OutputStyle("text", 1, colour=False), OutputStyle("json", 80, colour=True), OutputStyle("jsonl", 80, colour=False),
    OutputStyle("csv", 80, colour=False), OutputStyle("md", 80, colour=False),
]  # fmt: skip
NOON = datetime(2023, 4, 5, 12, 30, 15, 123456, tzinfo=UTC)
QUERIES = [
    (QUESTION, {}),
    ("\u201cthe river!\u201d in the Herald, April 2023", {"k": 1, "neighbours": 2}),
    ("\x1b[31mstorm\u202e \x00", {"k": 500, "mode": "bm25", "literal": True, "collapse": False}),
    (
        QUESTION,
        {"filters": Filter(NOON.replace(day=2, hour=0), NOON)},
    ),
    (QUESTION, {"filters": Filter(source=("HERALD", "nobody")), "max_per_article": 1, "mode": "dense"}),
    ("nothing", {"filters": Filter(source=("Herlad",), author=("Ada",))}),
]


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("style", STYLES, ids=str)
@pytest.mark.parametrize("query", QUERIES, ids=lambda it: ascii(it)[:60])
def test_a_server_says_what_the_command_would_to_the_byte(index, searcher, query, style):
    question, options = query
    options = {"k": 10, "filters": Filter(), "mode": "hybrid", "neighbours": 0, "literal": False, "collapse": True,
               "max_per_article": None} | options  # fmt: skip
    served_reply = ask_running_server(index, question, options, style)
    assert served_reply is not None
    assert served_reply == reply(searcher, question, options, style)


def is_answered_by_server(index: Path, question: str = QUESTION, **options: object) -> bool:
    return ask_running_server(index, question, {"k": 3, "filters": Filter(), **options}, TEXT) is not None


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize(
    "options",
    [{"k": 0}, {"filters": Filter(source=("a",) * 51)}, {"filters": Filter(source=("a" * 1_001,))}, {"mode": "magic"},
     {"filters": Filter(source=("\ud800",))}],
    ids=ascii,
)  # fmt: skip
def test_what_the_server_does_not_take_the_command_answers_itself(index, options):
    assert not is_answered_by_server(index, **options)


@pytest.mark.usefixtures("served")
@pytest.mark.parametrize("question", ["", " ", "\ud800", "a" * 100_001])
def test_a_question_that_is_none_is_left_to_the_command(index, question):
    assert not is_answered_by_server(index, question)


TYPED = [
    [QUESTION], [QUESTION, "--format", "json", "-k", "2"], [QUESTION, "--format", "jsonl"],
    [QUESTION, "--format", "csv"], ["what", "of", "the", "river", "--format", "md", "-C", "1"],
    ["river", "--source", "Herlad"],
    ["river", "--since", "2023-04", "--until", "2023-04-05"], ["river", "--since", "2024", "--until", "2023"], [" "],
    ["river", "-k", "0"], ["river", "--mode", "bm25", "--source", "Herlad", "--format", "csv"],
]  # fmt: skip


@pytest.mark.parametrize("typed", TYPED, ids=" ".join)
def test_nobody_can_tell_from_what_is_printed_who_answered(index, alone, served, forks, typed):
    before = replies(served)
    answered = forks.run("search", *typed, "--index", index, cwd=index.parent)
    by_itself = forks.run("search", *typed, "--index", alone, cwd=index.parent)
    assert answered == by_itself
    assert replies(served) == before + (answered.code in (0, 1))


def replies(served: ServerProcess) -> int:
    """Count the replies that the server has given."""
    with served.client(headers={"authorization": f"Bearer {TOKEN}"}) as client:
        metrics = client.get("/metrics").text
    return sum(int(float(it.split()[-1])) for it in metrics.splitlines() if 'total{route="/reply",status="200"}' in it)


@pytest.mark.usefixtures("served")
def test_a_command_that_is_answered_imports_nothing_that_takes_time(index):
    program = (
        "import sys, atexit; atexit.register(lambda: print(*sys.modules, file=sys.stderr));"
        "from nutgraf.search.cli import app; app.main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "search", QUESTION, "--index", index], env=clean_environment(), text=True,
        capture_output=True, check=True,
    )  # fmt: skip
    assert "Mayor" in done.stdout
    heavy = {"numpy", "faiss", "rich.console", "openvino", "asyncio", "pydantic", "nutgraf.search.library.searcher"}
    assert not heavy & set(done.stderr.split())


# On any error the command answers by itself


def test_without_a_socket_nobody_is_asked(alone):
    assert not is_answered_by_server(alone)


def test_a_socket_that_a_dead_server_left_is_passed_over(tmp_path, alone):
    index = shutil.copytree(alone, tmp_path / "index")
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(index / SOCKET))
    assert not is_answered_by_server(index)


@pytest.mark.usefixtures("served")
def test_another_nutgraf_is_not_asked(index, monkeypatch):
    assert is_answered_by_server(index)
    monkeypatch.setattr(running_server, "__version__", "0.0.0")
    assert not is_answered_by_server(index)


def test_a_path_that_is_too_long_for_a_socket_is_no_socket(tmp_path):
    assert socket_path(tmp_path / ("deep" * 30)) is None


def test_of_two_ways_to_the_socket_the_shorter_one_is_taken(tmp_path, monkeypatch):
    deep = tmp_path / ("deep" * 30)
    (deep / "index").mkdir(parents=True)
    monkeypatch.chdir(deep)
    assert socket_path(Path("index")) == f"index/{SOCKET}"


@pytest.fixture
def stranger(tmp_path, alone) -> Iterator[Callable[[bytes], Path]]:
    """Makes an index whose socket answers any request with the given bytes, and hangs up."""
    index = shutil.copytree(alone, tmp_path / "index")
    listening = socket.socket(socket.AF_UNIX)
    listening.settimeout(TIMEOUT)  # where nobody asks, the test ends all the same
    listening.bind(str(index / SOCKET))
    listening.listen()
    answers: list[bytes] = []

    def answer() -> None:
        line, _ = listening.accept()
        with line, line.makefile("rb") as asking:
            length = max(int(it.split(b":")[1]) for it in iter(asking.readline, b"\r\n") if it.startswith(b"Content-L"))
            asking.read(length)
            line.sendall(answers[0])

    thread = threading.Thread(target=answer)

    def stranger(answer: bytes) -> Path:
        answers.append(answer)
        thread.start()
        return index

    yield stranger
    thread.join()
    listening.close()


def http(body: bytes, status: str = "200 OK") -> bytes:
    return b"HTTP/1.1 %s\r\nContent-Length: %d\r\n\r\n%s" % (status.encode(), len(body), body)


GOOD = {"data": "a\n", "notices": [], "exit": 0}


def test_the_stranger_could_be_believed(stranger):
    assert ask_running_server(stranger(http(orjson.dumps(GOOD))), QUESTION, {"filters": Filter()}, TEXT) == Reply(
        "a\n", [], 0
    )


@pytest.mark.parametrize(
    "nonsense",
    [
        b"", b"\n", b"nonsense\r\n\r\n", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{}",
        http(orjson.dumps(GOOD), "500 Internal Server Error"), http(orjson.dumps(GOOD), "409 Conflict"), http(b""),
        http(b"{"), http(b"null"), http(b"[]"), http(b"5"), http(b"{}"), http(b"\xff"), http(b"[" * 100_000),
        http(orjson.dumps(GOOD | {"data": 5})), http(orjson.dumps(GOOD | {"notices": [5]})),
        http(orjson.dumps(GOOD | {"exit": "0"})), http(orjson.dumps({**GOOD, "notices": "a"})),
        http(orjson.dumps(GOOD | {"more": 1})), b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
    ],
    ids=lambda it: repr(it)[:50],
)  # fmt: skip
def test_a_socket_that_says_nonsense_is_not_believed(stranger, nonsense):
    assert not is_answered_by_server(stranger(nonsense))


def test_of_a_manifest_that_is_damaged_the_command_tells_whoever_else_goes_on(tmp_path, alone, forks):
    index = shutil.copytree(alone, tmp_path / "index")
    with serving(index, "--workers", 1):
        assert is_answered_by_server(index)
        (index / "MANIFEST").write_bytes(b"damaged")
        done = forks.run("search", QUESTION, "--index", index, cwd=index.parent)
    assert (done.code, done.stdout) == (3, "")
    assert "MANIFEST is damaged" in done.line
