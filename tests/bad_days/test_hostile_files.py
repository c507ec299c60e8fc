"""Files that were made to fill the memory or to lead out of the archive: the real command tells them, and goes on."""

from __future__ import annotations

import gzip
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from running.processes import QUICK_COMMAND, clean_environment

GOOD = b'{"id": "good", "text": "The ferry was late."}'
RECORDS = {
    "many objects": b'{"text": "x", "x": [' + b'{"":0},' * 2_200_000 + b"0]}",
    "a longer one": b'{"text": "x", "x": [' + b"[]," * 6_000_000 + b"0]}",
    "many names": b'{"text": "x", "authors": [' + b'"a",' * 3_500_000 + b'"a"]}',
}


def index_with_peak(path: Path) -> tuple[int, str, str, int]:
    """Index a file with the quick model; return exit code, stdout, stderr, and the peak of memory in MiB."""
    # A process between the two, since a child counts as its own what its parent had in memory.
    program = (
        "import resource, subprocess, sys;"
        f"code = subprocess.call([sys.executable, '-c', {QUICK_COMMAND!r}, *sys.argv[1:]]);"
        "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "index", path.name, "--index", "index"],
        cwd=path.parent, env=clean_environment(), capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    *printed, peak = done.stdout.splitlines()
    return done.returncode, "\n".join(printed), done.stderr, int(peak)


@pytest.mark.parametrize("name", ["a.jsonl.gz", "a.json.gz"])
def test_records_that_unfold_hugely_are_told_and_take_little_memory(tmp_path, name):
    records = [*RECORDS.values(), GOOD]
    content = b"[" + b",\n".join(records) + b"]" if name == "a.json.gz" else b"\n".join(records)
    path = tmp_path / name
    path.write_bytes(gzip.compress(content, 1))
    code, out, err, peak = index_with_peak(path)
    assert code == 4
    assert out.startswith("1 new, ")
    assert [line for line in err.splitlines() if line.startswith(name)] == [
        f"{name}:1: the record holds more than 200,000 values",
        f"{name}:2: the record is longer than 16 MiB",
        f"{name}:3: the record holds more than 200,000 values",
    ]
    assert peak < 400, "MiB"  # the first record alone took 700


def bind(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))


NO_NEWS: dict[str, Callable[[Path, Path], object]] = {
    "a link to a file elsewhere": lambda path, secret: path.symlink_to(secret),
    "a chain of links": lambda path, secret: (
        path.symlink_to("chain.txt"),
        path.with_name("chain.txt").symlink_to(f"../{secret.parent.name}/{secret.name}"),
    ),
    "a link to a folder elsewhere": lambda path, secret: path.symlink_to(secret.parent),
    "a link to itself": lambda path, _: path.symlink_to(path.name),
    "a pipe": lambda path, _: os.mkfifo(path),
    "a socket": lambda path, _: bind(path),
    "a link to a device": lambda path, _: path.symlink_to("/dev/zero"),
}


@pytest.mark.parametrize("make", NO_NEWS.values(), ids=NO_NEWS)
def test_what_is_no_file_of_the_archive_is_told_and_not_read(tmp_path, forks, make):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "secret.txt").write_text("The password is swordfish.")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "good.txt").write_text("The ferry was late.")
    make(tmp_path / "news" / "x.txt", tmp_path / "elsewhere" / "secret.txt")
    done = forks.run("index", "news", "--index", "index", cwd=tmp_path)
    assert done.code in (0, 4)
    assert done.stdout.startswith("1 new, ")
    assert any(line.startswith("news/x.txt: ") for line in done.stderr.splitlines())
    assert forks.run("search", "swordfish", "--mode", "bm25", "--index", "index", cwd=tmp_path).code == 1
