"""Fixtures for the tests of formats: write a file and read it."""

import pytest
from nutgraf.corpus.reader import read
from reading import both, write


@pytest.fixture
def reading(tmp_path):
    """A function that writes a file, reads it, and returns its articles and its warnings."""

    def run(name, content, **options):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return both(read([path], base=tmp_path, **options))

    return run


@pytest.fixture
def news(tmp_path):
    write(tmp_path / "news" / "b.txt")
    write(tmp_path / "news" / "a" / "z.txt")
    write(tmp_path / "news" / "c.txt")
    write(tmp_path / "news" / "picture.png")
    write(tmp_path / "news" / ".hidden.txt")
    write(tmp_path / "news" / ".git" / "x.txt")
    return tmp_path / "news"
