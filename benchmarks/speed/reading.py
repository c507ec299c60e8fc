"""Measures what reading costs beside all of indexing: the CPU seconds of users, of both processes, an article.

    python benchmarks/speed/reading.py FOLDER...     each folder holds files of one kind

Each folder is read alone, then indexed with the default model into an empty index whose embeddings are not known yet.
CPU time counts, not the clock: it says the same on a loaded machine.
"""

from __future__ import annotations

import argparse
import os
import resource
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import nutgraf
from nutgraf.corpus.reader import read
from nutgraf.corpus.sourced import SourcedArticle


def spent(work: Callable[[], int]) -> tuple[float, int]:
    """Run `work` in a fork; return its CPU seconds, those of the processes that it starts included, and its result."""
    receive, send = os.pipe()
    child = os.fork()
    if not child:
        result = work()
        own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        os.write(send, f"{own.ru_utime + others.ru_utime} {result}".encode())
        os._exit(0)
    os.close(send)
    seconds, result = os.read(receive, 100).split()
    os.waitpid(child, 0)
    return float(seconds), int(result)


def main() -> None:
    """Print a row for each folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    folders = parser.parse_args().folders
    print("| files | articles | reading, ms an article | indexing, ms an article | share |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for folder in folders:

        def reading(folder: Path = folder) -> int:
            return sum(isinstance(item, SourcedArticle) for item in read([folder], base=folder))

        def indexing(folder: Path = folder) -> int:
            with tempfile.TemporaryDirectory() as place:
                return nutgraf.add_files(Path(place) / "index", [folder]).new

        apart, count = spent(reading)
        whole, _ = spent(indexing)
        each = [f"{1000 * seconds / count:.1f}" for seconds in (apart, whole)]
        print(f"| {folder.name} | {count:,} | {' | '.join(each)} | {apart / whole:.0%} |", flush=True)


if __name__ == "__main__":
    sys.exit(main())
