"""The text that a Prometheus reads: what this process has counted, and how the ledger stands at this moment."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import asyncpg
from prometheus_client import REGISTRY, CollectorRegistry, Gauge, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4 as TEXT

from services.http.lag import Standing

__all__ = ["TEXT", "told"]


def told(standing: Standing | None, pools: Mapping[str, asyncpg.Pool]) -> bytes:
    """The metrics as they are; the standing, where it could be asked for, is kept nowhere."""
    registry = CollectorRegistry()
    _gauge(registry, "okr_standing_known", "Whether the database told how the ledger stands").set(standing is not None)
    if standing is not None:
        _stands(registry, standing)
    of_pools = (
        _gauge(registry, "okr_pool_connections", "Connections that are open", "pool"),
        _gauge(registry, "okr_pool_connections_in_use", "Those that something uses", "pool"),
        _gauge(registry, "okr_pool_connections_most", "Connections that may be open", "pool"),
        _gauge(registry, "okr_pool_waiting", "Who waits for a connection", "pool"),
    )
    for name, pool in pools.items():
        size = pool.get_size()
        values = size, size - pool.get_idle_size(), pool.get_max_size(), waiting(pool)
        for gauge, value in zip(of_pools, values, strict=True):
            gauge.labels(name).set(value)
    return generate_latest(REGISTRY) + generate_latest(registry)


def _stands(registry: CollectorRegistry, standing: Standing) -> None:
    events = _gauge(registry, "okr_projection_lag_events", "Events not yet folded", "projection")
    seconds = _gauge(registry, "okr_projection_lag_seconds", "Age of the oldest of them", "projection")
    for projection, lag in standing.lags.items():
        events.labels(projection).set(lag.positions)
        seconds.labels(projection).set(lag.seconds)
    keys = _gauge(registry, "okr_parked_keys", "Keys left out since one failed", "projection", "cause")
    for each in standing.parked:
        keys.labels(each.projection, each.cause).set(each.keys)
    _gauge(registry, "okr_log_events", "Events of all logs").set(standing.events)
    _gauge(registry, "okr_unsealed_events", "Events not yet sealed").set(standing.unsealed.positions)
    _gauge(registry, "okr_unsealed_seconds", "Age of the oldest of them").set(standing.unsealed.seconds)
    _gauge(registry, "okr_plans_to_judge", "Plans that are marked to be judged").set(standing.to_judge)


def _gauge(registry: CollectorRegistry, name: str, says: str, *labels: str) -> Gauge:
    return Gauge(name, says, labels, registry=registry)


def waiting(pool: Any) -> int:
    """How many wait for a connection of the pool, which asyncpg itself does not tell."""
    return sum(not each.done() for each in pool._queue._getters)
