"""Measure the time of the desk over an index: an affair by time, by outlet, its terms, lists, more of one story.

    python benchmarks/speed/desk.py INDEX QUESTIONS

QUESTIONS is a text file with one question on each line. Times are warm, in one process, of the whole call with the
search and `to_dict()`: what a server does before it writes JSON.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

import nutgraf
from table import markdown

WARM_UP = 5


def timed(call: Callable[[str], object], given: list[str]) -> list[str]:
    """Time calls: the median and the 95th percentile of the wall clock, and the mean of the processor, in ms."""
    for one in given[:WARM_UP]:
        call(one)
    walls, started = [], process_time()
    for one in given:
        begun = perf_counter()
        call(one)
        walls.append((perf_counter() - begun) * 1000)
    processor = (process_time() - started) * 1000 / len(given)
    return [f"{median(walls):.1f}", f"{quantiles(walls, n=20)[-1]:.1f}", f"{processor:.1f}"]


def main() -> None:
    """Time each call and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--asked", type=int, default=100, metavar="N", help="ask the first N questions")
    arguments = parser.parse_args()
    questions = arguments.questions.read_text("utf-8").splitlines()[: arguments.asked]
    searcher = nutgraf.open(arguments.index)
    ids = list(dict.fromkeys(searcher.search(it).hits[0].article.id for it in questions if searcher.search(it).hits))
    calls: dict[str, tuple[Callable[[str], object], list[str]]] = {
        "search": (lambda it: searcher.search(it).to_dict(), questions),
        "coverage": (lambda it: searcher.coverage(it).summary(), questions),
        "timeline": (lambda it: searcher.coverage(it).timeline().to_dict(), questions),
        "sources": (lambda it: searcher.coverage(it).sources().to_dict(), questions),
        "terms": (lambda it: searcher.coverage(it).terms().to_dict(), questions),
        "list": (lambda _: searcher.list_articles().to_dict(), questions),
        "like": (lambda it: searcher.like(it).to_dict(), ids),  # type: ignore[union-attr]
    }
    rows = [[name, *timed(call, given)] for name, (call, given) in calls.items()]
    sizes = sorted(searcher.coverage(it).passages for it in questions)
    print("\n".join(markdown(rows, ("", "p50 ms", "p95 ms", "CPU ms"))))
    print(f"passages of a coverage: median {sizes[len(sizes) // 2]:,}, largest {sizes[-1]:,}")


if __name__ == "__main__":
    main()
