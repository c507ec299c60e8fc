"""Clients of a server: each asks its next question when it has the answer to the last. ``load.py`` starts them.

    python benchmarks/speed/clients.py NAME HOST:PORT QUESTIONS CLIENTS SECONDS     prints JSON

NAME is a key of `servers.SERVERS`. All clients take their questions from one list, in order; no question is repeated
before the list is used up. They run in one process without an HTTP library, because they take their CPU time from the
server: both run on the same cores.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

from servers import SERVERS, Asking, K

WARM_UP = 20
CUT, LATE = 0, -1
"""Used in place of a status: the connection was closed, or no answer came in time."""
_DEADLINE = 60.0  # seconds
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class Connection:
    """A connection that is kept open, and opened again after it was closed.

    Args:
        host: ``HOST:PORT``.
    """

    def __init__(self, host: str) -> None:
        self._address, _, self._port = host.rpartition(":")
        self._open: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, request: bytes) -> tuple[int, bytes]:
        """Send a request and return status and body of the answer; `CUT` or `LATE` and an empty body without an answer.

        Raises:
            ValueError: An answer has no Content-Length.
        """
        try:
            async with asyncio.timeout(_DEADLINE):
                return await self._ask(request)
        except TimeoutError:
            self.close()
            return LATE, b""
        except (OSError, EOFError):
            self.close()
            return CUT, b""

    async def _ask(self, request: bytes) -> tuple[int, bytes]:
        if not self._open:
            self._open = await asyncio.open_connection(self._address, self._port)
        reader, writer = self._open
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        if not (length := _LENGTH.search(head)):
            raise ValueError(f"the server sent no Content-Length, which clients.py needs: {head!r}")
        body = await reader.readexactly(int(length[1]))
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return int(head.split(None, 2)[1]), body

    def close(self) -> None:
        """Close the connection."""
        if self._open:
            self._open[1].close()
            self._open = None


@dataclass(frozen=True)
class Answered:
    """One request and its result.

    Attributes:
        seconds: Time from before the request is built (which may include embedding) to the end of the answer.
        at: Time at which the answer was complete.
        status: HTTP status, `CUT` or `LATE`.
    """

    seconds: float
    at: float
    status: int


async def client(connection: Connection, asking: Asking, questions: Iterator[str], ends: float) -> list[Answered]:
    """Ask questions until the time `ends`."""
    answered = []
    while (started := perf_counter()) < ends:
        status, _ = await connection.ask(await asking.request(next(questions)))
        answered.append(Answered((now := perf_counter()) - started, now, status))
    return answered


async def warm_up(connection: Connection, asking: Asking, questions: Sequence[str]) -> None:
    """Ask questions and check the answers.

    Raises:
        SystemExit: An answer is an error or has too few hits, so that a measurement would mean nothing.
    """
    for question in questions:
        status, body = await connection.ask(await asking.request(question))
        if status != 200 or asking.hits(body) != K:
            raise SystemExit(f"{question!r} got status {status} instead of {K} hits: {body[:500]!r}")


async def measure(host: str, asking: Asking, questions: Sequence[str], clients: int, seconds: float) -> dict[str, Any]:
    """Measure this many clients for this many seconds, after a warm-up."""
    connections = [Connection(host) for _ in range(clients)]
    each = max(2, WARM_UP // clients)
    taken = cycle(questions)
    await asyncio.gather(*(warm_up(it, asking, list(islice(taken, each))) for it in connections))
    started, busy = perf_counter(), process_time()
    ends = started + seconds
    found = await asyncio.gather(*(client(it, asking, taken, ends) for it in connections))
    cpu = (process_time() - busy) / (perf_counter() - started)
    for connection in connections:
        connection.close()
    answered = [it for some in found for it in some]
    good = [it for it in answered if it.status == 200]
    return {
        "per_second": sum(it.at <= ends for it in good) / seconds,
        **spread([it.seconds for it in good]),
        "errors": Counter(it.status for it in answered if it.status != 200),
        "cpu_percent": 100 * cpu,
        "repeated": max(0, clients * each + len(answered) - len(questions)),
    }


def spread(times: Sequence[float]) -> dict[str, float]:
    """Return the median and the 99th percentile in ms; empty without times."""
    ordered = sorted(times)
    parts = (("p50_ms", 0.5), ("p99_ms", 0.99))
    return {name: 1000 * ordered[int(part * (len(ordered) - 1))] for name, part in parts if ordered}


def main() -> None:
    """Measure, and print the figures as JSON."""
    name, host, file, clients, seconds = sys.argv[1:]
    questions = list(dict.fromkeys(Path(file).read_text().splitlines()))
    asking = SERVERS[name].asking(host)
    print(json.dumps(asyncio.run(measure(host, asking, questions, int(clients), float(seconds)))))


if __name__ == "__main__":
    main()
