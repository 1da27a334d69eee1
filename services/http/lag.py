"""How far the projections are behind the logs, over all organisations; read with the worker's login.

Nobody is named in it: whoever asks need not have a key.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter

import asyncpg
import msgspec
from msgspec import Struct

from events.log import read
from events.log.read import Head
from projections import checkpoints, engine


class Lag(Struct, frozen=True, kw_only=True):
    """Events not yet folded, in all and since how many seconds the oldest of them, and organisations concerned."""

    positions: int
    seconds: float
    organisations: int


class Parked(Struct, frozen=True, kw_only=True):
    """How many keys a projection had to park for a cause, which is the kind of error."""

    projection: str
    cause: str
    keys: int


class Recorded(Struct):
    """When an event was recorded."""

    recordedat: dt.datetime


_recorded = msgspec.json.Decoder(Recorded)
SERVED = "select org, projection, position from projection.checkpoint where serving"


async def by_projection(pool: asyncpg.Pool, clock: dt.datetime) -> dict[str, Lag]:
    """How far behind each projection is at the instant given."""
    reached = {(org, name): position for org, name, position in await pool.fetch(SERVED)}
    names = [each.name for each in engine.registered()]
    late = {name: list[tuple[Head, int]]() for name in names}
    after = ""
    while heads := await read.heads(pool, after):
        for head in heads:
            for name in names:
                if (position := reached.get((head.org, name), 0)) < head.position:
                    late[name].append((head, position))
        after = heads[-1].org
    return {name: await _lag(pool, its, clock) for name, its in late.items()}


async def _lag(pool: asyncpg.Pool, late: list[tuple[Head, int]], clock: dt.datetime) -> Lag:
    oldest = clock
    for head, position in late:
        for _, body in await read.page(pool, head.org, position, 1):
            oldest = min(oldest, _recorded.decode(body).recordedat)
    return Lag(
        positions=sum(head.position - position for head, position in late),
        seconds=round((clock - oldest).total_seconds(), 3),
        organisations=len(late),
    )


def furthest(lags: dict[str, Lag]) -> Lag:
    """How far behind the last of the projections is, in each respect."""
    names = Lag.__struct_fields__
    return Lag(**{name: max(getattr(lag, name) for lag in lags.values()) for name in names})


async def parked(pool: asyncpg.Pool) -> list[Parked]:
    """What is parked, and why."""
    kinds = Counter((each.projection, each.cause.partition(":")[0]) for each in await checkpoints.parked(pool))
    return [Parked(projection=name, cause=cause, keys=count) for (name, cause), count in sorted(kinds.items())]
