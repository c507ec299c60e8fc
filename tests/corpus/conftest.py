"""Fixtures for the tests of formats: write a file and read it."""

import os

import pytest
from nutgraf.corpus.reader import read
from nutgraf.corpus.told.settings import ReadSettings
from reading import both, write

TOLD = ("mapping", "day_first", "encoding", "drafts", "language")


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
