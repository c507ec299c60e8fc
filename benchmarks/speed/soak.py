"""Whether memory grows as questions come: `nutgraf serve` is asked 100,000, and its memory is looked at.

    python benchmarks/speed/soak.py INDEX QUESTIONS [--questions 100000] [--clients 16] [--workers N] [--python]

Memory is that of all processes together, after the first 1,000 questions and after each 10,000. Ends with 1 if RSS was
ever more than 5 % above what it was after the first 1,000, or if anything was not answered. What is remembered within
bounds may take longer to reach them: --first 20000 compares with the memory after these. With --python it is not a
server that is asked, but a `Searcher` in this process, by so many threads.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import astuple
from pathlib import Path
from threading import Lock
from time import perf_counter
from urllib.parse import quote

import nutgraf
import orjson
from asked import Ask, Mixture
from clients import CUT, LATE, Connection
from memory import Memory, session, together
from nutgraf.index.segments.status import status_of
from nutgraf.search.query.period import first_moment, last_moment
from servers import get, nutgraf_server, post, running
from table import markdown

FIRST, EVERY = 1_000, 10_000
MOST = 1.05
COLUMNS = ("questions", "s", "RSS, MB", "x first", "Pss, MB", "x first", "anonymous, MB", "x first")
_TROUBLE = {200: "", CUT: "the connection was cut", LATE: "no answer in time"}
_TOLD = 300  # characters of an example


class Watch:
    """How it goes: counts answers, looks at the memory and prints it. For any number of threads.

    Args:
        wanted: How many questions are to be asked.
        first: After how many the memory is looked at first.
        memory: What there is now.

    Attributes:
        grown: The most that RSS was, as a multiple of what it was first.
        bad: How many of each trouble.
        examples: Of each trouble.
    """

    def __init__(self, wanted: int, first: int, memory: Callable[[], Memory]) -> None:
        self._wanted, self._look_first, self._memory = wanted, first, memory
        self._asked = self._answered = 0
        self._first: Memory | None = None
        self._started, self._lock = perf_counter(), Lock()
        self.grown, self.bad, self.examples = 1.0, Counter[str](), dict[str, str]()
        print(*list(markdown([], COLUMNS)), sep="\n", flush=True)

    def another(self) -> bool:
        """Whether one more is to be asked."""
        with self._lock:
            self._asked += 1
            return self._asked <= self._wanted

    def answered(self, ask: Ask, trouble: str = "", said: str = "") -> None:
        """Count an answer; `trouble` is what is wrong with it, if anything."""
        with self._lock:
            self._answered += 1
            if trouble:
                trouble = f"{ask.kind}: {trouble}"
                self.bad[trouble] += 1
                self.examples.setdefault(trouble, f"{str(ask)[:_TOLD]} -> {said[:_TOLD]}")
            if self._is_due():
                self._look()

    def _is_due(self) -> bool:
        done, first = self._answered, self._look_first
        return done in (first, self._wanted) or (done > first and done % EVERY == 0)

    def _look(self) -> None:
        now = self._memory()
        self._first = self._first or now
        times = Memory(*(it / (first or 1) for it, first in zip(astuple(now), astuple(self._first), strict=True)))
        self.grown = max(self.grown, times.rss)
        cells = [f"{self._answered:,}", f"{perf_counter() - self._started:,.0f}"]
        for figure, grown in zip(astuple(now), astuple(times), strict=True):
            cells += [f"{figure:,.1f}", f"{grown:.3f}"]
        *_, line = markdown([cells], COLUMNS)
        print(line, flush=True)


def request(host: str, ask: Ask) -> bytes:
    """What is sent for it."""
    if ask.kind in ("search", "context"):
        return post(host, f"/{ask.kind}", {"query": ask.text, **ask.options})
    if ask.kind == "status":
        return get(host, "/status")
    around = "?neighbours=2" if ask.kind == "passage" else ""
    return get(host, f"/{ask.kind}s/{quote(ask.text, safe='')}{around}")


async def over_http(host: str, mixture: Mixture, watch: Watch, clients: int) -> None:
    """Ask the server."""

    async def client() -> None:
        connection = Connection(host)
        while watch.another():
            ask = mixture.next()
            status, body = await connection.ask(request(host, ask))
            watch.answered(ask, _TROUBLE.get(status, str(status)), body.decode(errors="replace"))
            if status == 200 and ask.kind == "search":
                mixture.found([(it["article"]["id"], it["id"]) for it in orjson.loads(body)["hits"]])
        connection.close()

    await asyncio.gather(*(client() for _ in range(clients)))


def in_process(searcher: nutgraf.Searcher, mixture: Mixture, watch: Watch, threads: int) -> None:
    """Ask a searcher here."""
    drawing = Lock()

    def client(_: int) -> None:
        while watch.another():
            with drawing:
                ask = mixture.next()
            try:
                found = answer(searcher, ask)
            except Exception as error:  # whatever it is, the others go on, and it is told
                watch.answered(ask, type(error).__name__, str(error))
                continue
            watch.answered(ask, "" if found is not None else "nothing of that id")
            if isinstance(found, nutgraf.Result):
                with drawing:
                    mixture.found([(hit.article.id, hit.id) for hit in found.hits])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(client, range(threads)))


def answer(searcher: nutgraf.Searcher, ask: Ask) -> object:
    """What a program is told; None where there is no such id."""
    if ask.kind == "status":
        return status_of(searcher.snapshot)
    if ask.kind == "article":
        return searcher.article(ask.text)
    if ask.kind == "passage":
        return searcher.passages(ask.text.rpartition("#p")[0]) or None
    options = ask.options | {"filters": _filter(**ask.options["filters"])}
    if ask.kind == "context":
        return searcher.context(ask.text, **options)
    return searcher.search(ask.text, **options)


def _filter(since: str | None = None, until: str | None = None, source: tuple[str, ...] = ()) -> nutgraf.Filter:
    first, last = first_moment(since) if since else None, last_moment(until) if until else None
    return nutgraf.Filter(first, last, source=tuple(source))


def main() -> int:
    """Ask, and say how it went; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("file", type=Path, metavar="questions", help="a text file, a question a line")
    parser.add_argument("--questions", type=int, default=100_000, help="how many to ask (100,000)")
    parser.add_argument("--first", type=int, default=FIRST, help="compare with the memory after so many (1,000)")
    parser.add_argument("--clients", type=int, default=16, help="how many ask at once (16)")
    parser.add_argument("--workers", type=int, help="of the server; by default its own")
    parser.add_argument("--python", action="store_true", help="ask a Searcher in this process")
    given = parser.parse_args()

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # or a server would be left behind
    searcher = nutgraf.open(given.index)
    mixture = Mixture(given.file.read_text().splitlines(), sorted(searcher.snapshot.counts("source")))
    if given.python:
        watch = Watch(given.questions, given.first, lambda: together([os.getpid()]))
        in_process(searcher, mixture, watch, given.clients)
    else:
        options = ["--workers", str(given.workers)] if given.workers else []
        with running(nutgraf_server(*options), given.index) as (host, leader):
            watch = Watch(given.questions, given.first, lambda: together(session(leader)))
            asyncio.run(over_http(host, mixture, watch, given.clients))
    for trouble, count in watch.bad.most_common():
        print(f"{count} x {trouble}, such as {watch.examples[trouble]}")
    print(f"memory grew to {watch.grown:.3f} times the first at most; {sum(watch.bad.values())} were not answered")
    return int(watch.grown > MOST or bool(watch.bad))


if __name__ == "__main__":
    sys.exit(main())
