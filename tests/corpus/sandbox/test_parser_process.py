"""The process of parsers: whatever a parser does, the file is told, and the next one is read."""

import subprocess
import sys
import time
from pathlib import Path

import pytest
from material import hostile_formats
from material.files import both, write
from nutgraf.corpus.files.limits import ReadLimits
from nutgraf.corpus.reader import read
from nutgraf.corpus.record import Fault, Record, StoppedError
from nutgraf.corpus.sandbox.parser_process import ParserProcess
from running.processes import TESTS, clean_environment, wait_until

LIMITS = ReadLimits(parser_seconds=0.3, parser_bytes=256 << 20)


@pytest.fixture(autouse=True)
def kept_parsers():
    """Here each reading has a process of its own, as always outside of tests."""


@pytest.fixture
def parser(monkeypatch):
    monkeypatch.setenv("PYTHONPATH", str(TESTS))
    with ParserProcess(LIMITS) as process:
        yield process


def process_of(items):
    """The number of the process that read the items, which are those of a good file."""
    record, fault = items
    assert isinstance(record, Record)
    assert record.fields["text"] == "words"
    assert fault == Fault(2, "a fault")
    return record.fields["process"]


def has_ended(number):
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


BAD = {
    hostile_formats.slow: "took longer than 0.3 s",
    hostile_formats.crashing: "crashed",
    hostile_formats.failing: "failed with KeyError",
    hostile_formats.stopping: "broken",
}


HUNGRY = pytest.param(hostile_formats.hungry, "needed more than 256 MiB", marks=pytest.mark.unix("limit of memory"))


@pytest.mark.parametrize(("bad", "reason"), [*BAD.items(), HUNGRY])
def test_a_parser_that_misbehaves_is_told_and_the_next_file_is_read(parser, bad, reason):
    items = parser.parse(bad, b"words")
    assert next(items).fields["text"] == "before"
    with pytest.raises(StoppedError, match=reason) as stopped:
        next(items)
    assert stopped.value.line == (7 if bad is hostile_formats.stopping else None)
    process_of(parser.parse(hostile_formats.good, b"words"))


def test_one_process_reads_all_files_and_ends_with_the_reading(parser):
    numbers = {process_of(parser.parse(hostile_formats.good, b"words")) for _ in range(3)}
    assert len(numbers) == 1
    parser.__exit__(None, None, None)
    assert has_ended(numbers.pop())


@pytest.mark.unix("SIGIO")
def test_the_process_ends_when_its_reader_is_killed():
    program = (
        "import os, signal; from material import hostile_formats;"
        "from nutgraf.corpus.files.limits import DEFAULT_LIMITS;"
        "from nutgraf.corpus.sandbox.parser_process import ParserProcess;"
        "items = ParserProcess(DEFAULT_LIMITS).parse(hostile_formats.slow, b'');"
        "print(next(items).fields['process'], flush=True); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program], env=clean_environment(), stdout=subprocess.PIPE, check=False)
    wait_until(lambda: has_ended(int(done.stdout)), 5)


def test_a_file_that_is_not_read_to_its_end_does_not_disturb_the_next(parser):
    items = parser.parse(hostile_formats.good, b"other words")
    next(items)
    items.close()
    process_of(parser.parse(hostile_formats.good, b"words"))


def test_time_in_which_nobody_asks_for_a_record_does_not_count(parser):
    items = parser.parse(hostile_formats.large, b"")  # each record is larger than a pipe
    first = next(items)
    time.sleep(2 * LIMITS.parser_seconds)
    assert [first, *items] == [Record(number, {"text": "x" * 1_000_000}) for number in range(3)]


def test_a_page_that_takes_too_long_is_told_and_the_other_files_are_read(tmp_path):
    pytest.importorskip("trafilatura", exc_type=ImportError)
    write(tmp_path / "a.html", f"<html><body><article>{'<p>x' * 300_000}</article></body></html>")  # takes minutes
    write(tmp_path / "b.txt")
    found, warnings = both(read([tmp_path], base=tmp_path, limits=ReadLimits(parser_seconds=0.5)))
    assert [it.origin for it in found] == ["b.txt"]
    assert [(it.origin, it.reason, it.skipped) for it in warnings] == [
        ("a.html", "not read: its parser took longer than 0.5 s", True)
    ]


@pytest.mark.unix("limit of memory")
def test_a_text_in_markdown_that_unfolds_too_much_is_told(tmp_path):
    write(tmp_path / "a.md", "x\n\n" * 100_000)
    limits = ReadLimits(parser_bytes=40 << 20)
    found, (warning,) = both(read([tmp_path], base=tmp_path, limits=limits))
    assert not found
    assert warning.reason == "not read: its parser needed more than 40 MiB of memory"
