"""What a server counts while it answers: in this process, and of nobody by name.

A label is a route's template, a class of status, a kind of problem or of refusal: each is of a short list that no
request makes longer.
"""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram, disable_created_metrics

from events.log.errors import Refused

__all__ = ["STREAMS", "Appends", "answered", "problem"]

disable_created_metrics()  # type: ignore[no-untyped-call] # when a series began is as many series again, and no one asks

SECONDS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
SIZES = (1, 2, 4, 8, 16, 32, 64, 128)
REQUESTS = Histogram(
    "okr_http_request_seconds", "From a request to the beginning of its answer", ["route", "status"], buckets=SECONDS
)
PROBLEMS = Counter("okr_http_problems", "Requests answered with a problem of a kind", ["problem"])
STREAMS = Gauge("okr_http_open_streams", "Answers without an end that are open")
ACTS = Counter("okr_appended_acts", "Acts that this server has written to the log")
EVENTS = Counter("okr_appended_events", "Events of these acts")
REFUSED = Counter("okr_append_refusals", "Acts that the log refused; one that has moved is decided anew", ["refusal"])
FLUSH_SECONDS = Histogram("okr_flush_seconds", "Time of a statement that writes acts", buckets=SECONDS)
FLUSH_ACTS = Histogram("okr_flush_acts", "Acts written by one statement", buckets=SIZES)
CLASSES = ("none", "1xx", "2xx", "3xx", "4xx", "5xx")


class Appends:
    """Counts what becomes of acts."""

    def written(self, acts: int, events: int, seconds: float) -> None:
        """Acts, events and the statement are counted."""
        ACTS.inc(acts)
        EVENTS.inc(events)
        FLUSH_SECONDS.observe(seconds)
        FLUSH_ACTS.observe(acts)

    def refused(self, error: Refused) -> None:
        """The refusal is counted, by its kind."""
        REFUSED.labels(type(error).__name__).inc()


def answered(route: str | None, status: int, seconds: float) -> None:
    """A request of the route is counted; one that got no answer has the status 0."""
    REQUESTS.labels(route or "none", CLASSES[status // 100]).observe(seconds)


def problem(name: str) -> None:
    """An answer with that kind of problem is counted."""
    PROBLEMS.labels(name).inc()
