"""`GET /metrics` for Prometheus: how many requests, how long, by route; nothing of anybody.

Labels are the route's template, the method and the status, so no id can appear in them.
"""

from typing import Protocol

from fastapi import APIRouter, Response
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds of the histogram's buckets."""
ELSEWHERE = "unmatched"
"""The route of a request that no route answered."""


class Observer(Protocol):
    """Told of each request once it is answered."""

    def __call__(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Notes one answer; `route` is its template, None where no route matched."""


class RequestMetrics:
    """Counts and times the answers of one application."""

    def __init__(self) -> None:
        """Starts at zero."""
        self.registry = CollectorRegistry()
        self.answered = Counter(
            "shangan_http_requests",
            "Answered requests.",
            ("method", "route", "status"),
            registry=self.registry,
        )
        self.seconds = Histogram(
            "shangan_http_request_duration_seconds",
            "Time from the first byte of a request to the last of its answer.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self.registry,
        )

    def observe(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """Notes one answer."""
        template = route or ELSEWHERE
        self.answered.labels(method, template, str(status)).inc()
        self.seconds.labels(method, template).observe(seconds)

    def router(self) -> APIRouter:
        """The route to serve; public and undocumented, as it is for the operator alone."""
        router = APIRouter()

        @router.get("/metrics", include_in_schema=False)
        def get_metrics() -> Response:
            return Response(generate_latest(self.registry), media_type=CONTENT_TYPE_LATEST)

        return router
