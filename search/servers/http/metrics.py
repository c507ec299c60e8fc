"""What is counted for Prometheus. No question and no name of an article is ever a label."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import Scope

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_TOGETHER = (1, 2, 4, 8, 16, 32)


class Metrics:
    """The figures of one server, in a registry of their own.

    Args:
        waiting: Gives the number of questions that wait.
        generation: Gives the generation that is answered from; 0 where there is none.
    """

    def __init__(self, waiting: Callable[[], int], generation: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("nutgraf_requests", "Requests answered.", ["route", "status"], registry=self._registry)
        self._seconds = Histogram(
            "nutgraf_request_seconds", "From a request to its answer.", ["route"], buckets=_SECONDS,
            registry=self._registry,
        )  # fmt: skip
        self._together = Histogram(
            "nutgraf_questions_together", "Questions handed to a worker together.", buckets=_TOGETHER,
            registry=self._registry,
        )  # fmt: skip
        Gauge("nutgraf_questions_waiting", "Questions that no worker has yet.", registry=self._registry).set_function(
            waiting
        )
        Gauge("nutgraf_index_generation", "That is answered from; 0 for none.", registry=self._registry).set_function(
            generation
        )

    def request(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request."""
        route = getattr(scope.get("route"), "path", "other")
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def together(self, questions: int) -> None:
        """Count questions that were handed over together."""
        self._together.observe(questions)

    def text(self) -> bytes:
        """All of it, in Prometheus' text format."""
        return generate_latest(self._registry)
