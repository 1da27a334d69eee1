"""Lag and what is parked in the text format of Prometheus."""

from __future__ import annotations

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as TEXT

from services.http.lag import Lag, Parked

__all__ = ["TEXT", "told"]


def told(lags: dict[str, Lag], parked: Iterable[Parked]) -> bytes:
    """The metrics as they are at this moment: they are asked of the database each time, and kept nowhere."""
    registry = CollectorRegistry()
    events = Gauge("okr_projection_lag_events", "Events not yet folded", ["projection"], registry=registry)
    seconds = Gauge("okr_projection_lag_seconds", "Age of the oldest of them", ["projection"], registry=registry)
    for projection, lag in lags.items():
        events.labels(projection).set(lag.positions)
        seconds.labels(projection).set(lag.seconds)
    keys = Gauge("okr_parked_keys", "Keys left out since one failed", ["projection", "cause"], registry=registry)
    for each in parked:
        keys.labels(each.projection, each.cause).set(each.keys)
    return generate_latest(registry)
