import io

import pytest
from nutgraf.search.cli import progress
from nutgraf.search.cli.progress import ProgressBar, waiting


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def watch(monkeypatch):
    """Makes stderr a terminal on which progress bars appear at once."""

    def watch():
        made = Terminal()
        monkeypatch.setattr("sys.stderr", made)
        monkeypatch.setattr(progress, "_DELAY", 0)
        return made

    return watch


def test_where_nobody_watches_there_are_only_notes(capsys):
    with ProgressBar("indexing", lambda: 10, "B") as bar:
        bar.advance(5)
        bar.note("a.jsonl:3: \x1b[31mno text\nat all")
    with waiting("reading"):
        pass
    assert capsys.readouterr() == ("", "a.jsonl:3: \\x1b[31mno text at all\n")


def test_on_a_terminal_a_note_stands_on_a_line_of_its_own(watch):
    terminal = watch()
    with ProgressBar("indexing", lambda: 2048, "B") as bar:
        bar.advance(1024)
        bar.note("a.jsonl:3: no text\x1b]0;x\x07")
        bar.advance(1024)
    screen = terminal.getvalue()
    assert "indexing" in screen
    assert "\ra.jsonl:3: no text\\x1b]0;x\\x07\n" in screen
    assert not screen.rstrip("\r ").endswith("100%")  # and the bar is gone at the end


def test_a_total_that_is_not_known_is_no_trouble(watch):
    terminal = watch()
    with ProgressBar("indexing", lambda: 0, "B") as bar:
        bar.advance(1024)
    assert "indexing: " in terminal.getvalue()
    assert "%" not in terminal.getvalue()
