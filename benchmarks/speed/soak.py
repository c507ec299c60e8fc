"""Ask `nutgraf serve` 100,000 questions, and check that its memory does not grow.

    python benchmarks/speed/soak.py INDEX QUESTIONS [--questions 100000] [--clients 16] [--workers N] [--python]

Memory is measured over all processes together, after the first 1,000 questions and after each 10,000. The exit code is
1 if RSS was ever more than 5 % above its value after the first 1,000, or if a request failed. Bounded caches may take
longer to fill: --first 20000 compares with the memory after 20,000 questions. With --python, threads ask a `Searcher`
in this process instead of a server.
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
from nutgraf.search.query.filters import MOMENTS, to_filter
from servers import get, nutgraf_server, post, running
from table import markdown

FIRST, EVERY = 1_000, 10_000
MOST = 1.05
COLUMNS = ("questions", "s", "RSS, MB", "x first", "Pss, MB", "x first", "anonymous, MB", "x first")
_TROUBLE = {200: "", CUT: "the connection was cut", LATE: "no answer in time"}
_TOLD = 300  # characters shown of an example


class Watch:
    """Counts answers, measures memory and prints both. Safe for any number of threads.

    Args:
        wanted: Number of requests to send.
        first: Number of answers before memory is first measured.
        memory: Function that measures the memory.

    Attributes:
        grown: Largest RSS as a multiple of the first.
        bad: Count of each kind of failure.
        examples: One example of each kind of failure.
    """

    def __init__(self, wanted: int, first: int, memory: Callable[[], Memory]) -> None:
        self._wanted, self._look_first, self._memory = wanted, first, memory
        self._asked = self._answered = 0
        self._first: Memory | None = None
        self._started, self._lock = perf_counter(), Lock()
        self.grown, self.bad, self.examples = 1.0, Counter[str](), dict[str, str]()
        print(*list(markdown([], COLUMNS)), sep="\n", flush=True)

    def another(self) -> bool:
        """True while another request is to be sent; counts it."""
        with self._lock:
            self._asked += 1
            return self._asked <= self._wanted

    def answered(self, ask: Ask, trouble: str = "", said: str = "") -> None:
        """Count an answer; `trouble` describes a failure, and is empty without one."""
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
    """Build the HTTP request for `ask`."""
    if ask.kind in ("search", "context"):
        return post(host, f"/{ask.kind}", {"query": ask.text, **ask.options})
    if ask.kind == "status":
        return get(host, "/status")
    around = "?neighbours=2" if ask.kind == "passage" else ""
    return get(host, f"/{ask.kind}s/{quote(ask.text, safe='')}{around}")


async def over_http(host: str, mixture: Mixture, watch: Watch, clients: int) -> None:
    """Send requests to the server."""

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
    """Ask a searcher in this process."""
    drawing = Lock()

    def client(_: int) -> None:
        while watch.another():
            with drawing:
                ask = mixture.next()
            try:
                found = answer(searcher, ask)
            except Exception as error:  # any error is counted, and the others go on
                watch.answered(ask, type(error).__name__, str(error))
                continue
            watch.answered(ask, "" if found is not None else "unknown id")
            if isinstance(found, nutgraf.Result):
                with drawing:
                    mixture.found([(hit.article.id, hit.id) for hit in found.hits])

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(client, range(threads)))


def answer(searcher: nutgraf.Searcher, ask: Ask) -> object:
    """Return the searcher's answer; None for an unknown id."""
    if ask.kind == "status":
        return searcher.status()
    if ask.kind == "article":
        return searcher.article(ask.text)
    if ask.kind == "passage":
        return searcher.passages(ask.text.rpartition("#p")[0]) or None
    given = ask.options["filters"]
    moments = {name: read(given[name]) for name, read in MOMENTS.items() if name in given}
    options = ask.options | {"filters": to_filter(given | moments)}
    if ask.kind == "context":
        return searcher.context(ask.text, **options)
    return searcher.search(ask.text, **options)


def main() -> int:
    """Run the test, print the result, and return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("index", type=Path)
    parser.add_argument("file", type=Path, metavar="questions", help="a text file, a question a line")
    parser.add_argument("--questions", type=int, default=100_000, help="number of requests (100,000)")
    parser.add_argument(
        "--first", type=int, default=FIRST, help="number of questions before memory is first measured (1,000)"
    )
    parser.add_argument("--clients", type=int, default=16, help="number of clients (16)")
    parser.add_argument("--workers", type=int, help="workers of the server; by default its own choice")
    parser.add_argument("--python", action="store_true", help="ask a Searcher in this process")
    given = parser.parse_args()

    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that no server is left behind
    searcher = nutgraf.open(given.index)
    mixture = Mixture(given.file.read_text().splitlines(), sorted(searcher.store.counts("source")))
    if given.python:
        watch = Watch(given.questions, given.first, lambda: together([os.getpid()]))
        in_process(searcher, mixture, watch, given.clients)
    else:
        options = ["--workers", str(given.workers)] if given.workers else []
        with running(nutgraf_server(*options), given.index) as (host, leader):
            watch = Watch(given.questions, given.first, lambda: together(session(leader)))
            asyncio.run(over_http(host, mixture, watch, given.clients))
    for trouble, count in watch.bad.most_common():
        print(f"{count} x {trouble}, for example {watch.examples[trouble]}")
    print(f"memory grew to at most {watch.grown:.3f} times its first value; {sum(watch.bad.values())} requests failed")
    return int(watch.grown > MOST or bool(watch.bad))


if __name__ == "__main__":
    sys.exit(main())
