import io
import time

import nutgraf
import pytest
from nutgraf.search.cli.progress import ArticleProgress, ProgressBar, waiting
from nutgraf.search.output import status_line as module
from nutgraf.search.output.console import emit, notice
from nutgraf.search.output.status_line import status_line
from small_indexes.fakes import FakeEmbedder


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def watch(monkeypatch):
    """Makes stderr a terminal on which the status line appears at once; in the test, as pytest sets stderr before."""

    def watch():
        made = Terminal()
        monkeypatch.setattr("sys.stderr", made)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.setattr(module, "_DELAY", 0)
        monkeypatch.setattr(module, "_INTERVAL", 0.001)
        return made

    yield watch
    status_line.end()


def drawn(terminal, text):
    """Wait until `text` is on the terminal."""
    until = time.monotonic() + 20
    while text not in terminal.getvalue():
        assert time.monotonic() < until, terminal.getvalue()
        time.sleep(0.001)
    return True


def test_where_nobody_watches_there_are_only_notes(capsys):
    with ProgressBar("indexing", lambda: 10, "B") as bar:
        bar.advance(5)
        bar.note("a.jsonl:3: \x1b[31mno text\nat all")
    with waiting("reading"):
        pass
    assert capsys.readouterr() == ("", "a.jsonl:3: \\x1b[31mno text at all\n")


def test_on_a_terminal_a_note_stands_on_a_line_of_its_own(watch):
    watched = watch()
    with ProgressBar("indexing", lambda: 2048, "B") as bar:
        bar.advance(1024)
        assert drawn(watched, "indexing:  50%")
        bar.note("a.jsonl:3: no text\x1b]0;x\x07")
    assert "\r\x1b[Ka.jsonl:3: no text\\x1b]0;x\x07\n".replace("\x07", "\\x07") in watched.getvalue()
    assert watched.getvalue().endswith(("\r\x1b[K", "\n"))  # and the bar is gone at the end


def test_a_total_that_is_not_known_is_no_trouble(watch):
    watched = watch()
    with ProgressBar("indexing", lambda: 0, "B") as bar:
        bar.advance(1024)
        assert drawn(watched, "indexing: ")
    assert "%" not in watched.getvalue()


def test_the_articles_of_a_run_are_projected_from_the_bytes_read():
    bar = ProgressBar("indexing", lambda: 0, " articles")
    progress = ArticleProgress(bar, 1000)
    progress.count_bytes(250)
    progress.count_articles(read=10, done=6)
    assert " 6/40 " in bar._drawn(80)
    progress.count_bytes(750)
    progress.count_articles(read=44, done=44)
    assert "100%|" in bar._drawn(80)


def test_it_is_said_what_is_done_and_the_line_goes_before_anything_is_printed(watch, capsys):
    watched = watch()
    with waiting("reading the archive"):
        assert drawn(watched, "reading the archive ...")
        notice("psst")
        emit("data")
    assert "\r\x1b[Knutgraf: psst\n" in watched.getvalue()
    assert watched.getvalue().endswith(("\r\x1b[K", "\n"))
    assert capsys.readouterr().out == "data"


def test_a_run_tells_how_many_articles_are_read_and_done(tmp_path):
    told = []
    texts = [f'{{"id": "{number}", "text": "harbour {number} and {number * 7}"}}\n' for number in range(40)]
    (tmp_path / "news.jsonl").write_text("".join(texts))
    nutgraf.add_files(
        tmp_path / "index", [tmp_path / "news.jsonl"], embedder=FakeEmbedder(), on_progress=lambda *it: told.append(it)
    )
    assert told == sorted(told)
    assert all(done <= read for read, done in told)
    assert (told[0], told[-2][0], told[-1]) == ((1, 0), 40, (40, 40))
