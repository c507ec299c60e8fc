"""Limits on a single request, and on all requests together."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_QUESTION, MOST_NAMES, LONGEST_NAME = 2_000, 50, 1_000
"""Characters of a question, values of one facet, characters of each value. `query.options` bounds the numbers."""
MOST_TOKENS_GIVEN = 32_000
"""Tokens of a context block."""
MOST_TERMS, MOST_LISTED, MOST_CITED = 200, 1_000, 200
"""Words of a report, articles of a list, citations."""
LONGEST_ID = 10_100
"""Characters of an article's longest id, and the number of a passage."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of an HTTP server.

    Attributes:
        headers: Bytes of a request's headers, its address included.
        body: Bytes of a request's body.
        queue: Questions that wait for a worker; further ones are refused with 503.
        batch: Questions that a worker takes together.
        deadline: Seconds from a question to its answer, time in the queue included.
        worker_timeout: Seconds that a worker may spend on a batch; after that it is killed and replaced.
        read_timeout: Seconds for a client to send its headers, again to send its body, again to read the response.
        keep_alive: Seconds that a connection stays open without a request.
        connections: Open connections.
        shutdown_timeout: Seconds for unfinished answers after the server is told to stop.
    """

    headers: int = 32_000
    body: int = 1_000_000
    queue: int = 256
    batch: int = 8
    deadline: float = 10.0
    worker_timeout: float = 60.0
    read_timeout: float = 10.0
    keep_alive: int = 30
    connections: int = 1_000
    shutdown_timeout: int = 20
