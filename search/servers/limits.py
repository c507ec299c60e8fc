"""How much one client, and all of them together, may ask of the server."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_QUESTION, MOST_NAMES, LONGEST_NAME = 2_000, 50, 200
"""For each question: characters, values of one facet and the characters of each. Bounds of numbers: `query.options`."""
MOST_TOKENS_GIVEN = 32_000
"""For a block of context."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What may be set.

    Attributes:
        headers: Bytes of a request's headers, its address included.
        body: Bytes of a request's body.
        waiting: Questions that wait for a worker; more are sent away with 503.
        at_once: Questions that a worker is handed together.
        deadline: Seconds from a question to its answer, waiting included.
        answering: Seconds that a worker may take for what it was handed; then it is ended, and another one started.
        reading: Seconds for a client to send its headers, and as many for its body, or to take what it was sent.
        idle: Seconds that a connection may be kept without a request.
        connections: Open at once.
        draining: Seconds for answers under way when the server is told to stop.
    """

    headers: int = 32_000
    body: int = 1_000_000
    waiting: int = 256
    at_once: int = 8
    deadline: float = 10.0
    answering: float = 60.0
    reading: float = 10.0
    idle: int = 30
    connections: int = 1_000
    draining: int = 20
