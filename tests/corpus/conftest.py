"""Fixtures for the tests of formats: write a file and read it."""

import os

import pytest
from material.files import both, write
from nutgraf.corpus.reader import read
from nutgraf.corpus.sandbox import parser_process
from nutgraf.corpus.sandbox.parser_process import ParserProcess
from nutgraf.corpus.settings.read_settings import ReadSettings

TOLD = ("mapping", "day_first", "encoding", "drafts", "language")


@pytest.fixture(scope="session")
def idle_parsers():
    """Parser processes that wait for work, by the environment that they were started in."""
    idle = {}
    yield idle
    for process in (each for processes in idle.values() for each in processes):
        process.kill()
        with process:
            pass


@pytest.fixture(autouse=True)
def kept_parsers(idle_parsers, monkeypatch):
    """Let each reading hand its parser process to the next one: to start one takes longer than to read a file."""
    usual_start, usual_parse = parser_process._start, ParserProcess.parse

    def waiting():
        return idle_parsers.setdefault(
            frozenset((k, v) for k, v in os.environ.items() if k != "PYTEST_CURRENT_TEST"), []
        )

    def parse(self, *arguments, **options):
        self.in_step = False
        yield from usual_parse(self, *arguments, **options)
        self.in_step = True

    def leave(self, *_):
        if self._process and self.in_step:
            waiting().append(self._process)
        else:
            self._end()

    monkeypatch.setattr(parser_process, "_start", lambda: waiting().pop() if waiting() else usual_start())
    monkeypatch.setattr(ParserProcess, "parse", parse)
    monkeypatch.setattr(ParserProcess, "__exit__", leave)


@pytest.fixture
def reading(tmp_path):
    """A function that writes a file, reads it, and returns its articles and its warnings."""

    def run(name, content, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        told = ReadSettings(**{name: options.pop(name) for name in [*options] if name in TOLD})
        return both(read([path], base=tmp_path, settings=lambda _: told, **options))

    return run


@pytest.fixture
def without(tmp_path_factory, monkeypatch):
    """A function that hides a library from the processes that are started from now on."""

    def hide(library):
        place = tmp_path_factory.mktemp("hidden")
        (place / f"{library}.py").write_text(f"raise ImportError('No module named {library}', name={library!r})")
        monkeypatch.setenv("PYTHONPATH", str(place), prepend=os.pathsep)

    return hide


@pytest.fixture
def news(tmp_path):
    write(tmp_path / "news" / "b.txt")
    write(tmp_path / "news" / "a" / "z.txt")
    write(tmp_path / "news" / "c.txt")
    write(tmp_path / "news" / ".hidden.txt")
    write(tmp_path / "news" / ".git" / "x.txt")
    return tmp_path / "news"
