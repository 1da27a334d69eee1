"""How far the projections are behind the logs, over all organisations; read with the worker's login."""

from __future__ import annotations

import datetime as dt

import asyncpg
import msgspec
from msgspec import Struct

from events.log import read
from projections import checkpoints, engine


class Lag(Struct, frozen=True, kw_only=True):
    """Events not yet folded, in all and since how many seconds the oldest of them, and organisations concerned."""

    positions: int
    seconds: float
    organisations: int


class Recorded(Struct):
    """When an event was recorded."""

    recordedat: dt.datetime


_recorded = msgspec.json.Decoder(Recorded)


async def lag(pool: asyncpg.Pool, clock: dt.datetime) -> Lag:
    """How far behind they are at the instant given."""
    late = await engine.behind(pool)
    positions, oldest = 0, clock
    for org in late:
        head, reached = await read.head(pool, org), await folded(pool, org)
        waiting = await read.page(pool, org, reached, 1)
        if head is None or not waiting:
            continue
        positions += head.position - reached
        oldest = min(oldest, _recorded.decode(waiting[0][1]).recordedat)
    return Lag(positions=positions, seconds=round((clock - oldest).total_seconds(), 3), organisations=len(late))


async def folded(pool: asyncpg.Pool, org: str) -> int:
    """The position that every projection of an organisation has reached."""
    reached = await checkpoints.positions(pool, org)
    return min(reached.get(each.name, 0) for each in engine.registered())
