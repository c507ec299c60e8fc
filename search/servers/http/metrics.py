"""Metrics for Prometheus. No question and no name from an article is ever a label."""

from __future__ import annotations

from collections.abc import Callable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from starlette.types import Scope

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
_BATCH_SIZES = (1, 2, 4, 8, 16, 32)


class Metrics:
    """The metrics of one server, in their own registry.

    Args:
        waiting: Returns the number of questions in the queue.
        generation: Returns the number of the generation that answers come from; 0 where there is none.
    """

    def __init__(self, waiting: Callable[[], int], generation: Callable[[], int]) -> None:
        self._registry = CollectorRegistry()
        self._requests = Counter("nutgraf_requests", "Requests answered.", ["route", "status"], registry=self._registry)
        self._seconds = Histogram(
            "nutgraf_request_seconds", "Seconds from a request to its response.", ["route"], buckets=_SECONDS,
            registry=self._registry,
        )  # fmt: skip
        self._batches = Histogram(
            "nutgraf_questions_together", "Questions and look-ups that a worker takes together.", buckets=_BATCH_SIZES,
            registry=self._registry,
        )  # fmt: skip
        Gauge(
            "nutgraf_questions_waiting", "Questions and look-ups that wait for a worker.", registry=self._registry
        ).set_function(waiting)
        Gauge(
            "nutgraf_index_generation",
            "Generation of the index that answers come from; 0 for none.",
            registry=self._registry,
        ).set_function(generation)

    def request(self, scope: Scope, status: int, seconds: float) -> None:
        """Count a request, and record its duration in seconds."""
        route = getattr(scope.get("route"), "path", "other")
        self._requests.labels(route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def batch(self, questions: int) -> None:
        """Record the size of a batch."""
        self._batches.observe(questions)

    def text(self) -> bytes:
        """Return all metrics in Prometheus' text format."""
        return generate_latest(self._registry)
