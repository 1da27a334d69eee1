"""How far the projections are behind the logs, over all organisations; read with the worker's login.

Nobody is named in it: whoever asks need not have a key.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from typing import NamedTuple

import asyncpg
import msgspec
from msgspec import Struct

from events.log import read, sealed
from projections import checkpoints, engine
from projections.tables import governance


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


class Standing(Struct, frozen=True, kw_only=True):
    """Events of all logs, lag by projection, what is not sealed, plans marked to be judged, and what is parked."""

    events: int
    lags: dict[str, Lag]
    unsealed: Lag
    to_judge: int
    parked: list[Parked]


class Late(NamedTuple):
    """An organisation whose log goes on behind the position that something has reached."""

    org: str
    head: int
    reached: int


class Recorded(Struct):
    """When an event was recorded."""

    recordedat: dt.datetime


_recorded = msgspec.json.Decoder(Recorded)
SERVED = "select org, projection, position from projection.checkpoint where serving"


async def by_projection(pool: asyncpg.Pool, clock: dt.datetime) -> dict[str, Lag]:
    """How far behind each projection is at the instant given."""
    return (await _folded(pool, clock))[1]


async def standing(pool: asyncpg.Pool, clock: dt.datetime) -> Standing:
    """How all stands at the instant given."""
    events, lags = await _folded(pool, clock)
    return Standing(
        events=events,
        lags=lags,
        unsealed=await _unsealed(pool, clock),
        to_judge=sum((await governance.to_judge(pool)).values()),
        parked=await parked(pool),
    )


async def _folded(pool: asyncpg.Pool, clock: dt.datetime) -> tuple[int, dict[str, Lag]]:
    """How many events the logs have, and how far behind each projection is."""
    reached = {(org, name): position for org, name, position in await pool.fetch(SERVED)}
    names = [each.name for each in engine.registered()]
    late = {name: list[Late]() for name in names}
    after, events = "", 0
    while heads := await read.heads(pool, after):
        for head in heads:
            events += head.position
            for name in names:
                if (position := reached.get((head.org, name), 0)) < head.position:
                    late[name].append(Late(head.org, head.position, position))
        after = heads[-1].org
    return events, {name: await _lag(pool, its, clock) for name, its in late.items()}


async def _unsealed(pool: asyncpg.Pool, clock: dt.datetime) -> Lag:
    """What of the logs is not sealed yet."""
    late, after = list[Late](), ""
    while behind := await sealed.behind(pool, after):
        late += [Late(each.org, each.position, each.size) for each in behind]
        after = behind[-1].org
    return await _lag(pool, late, clock)


async def _lag(pool: asyncpg.Pool, late: list[Late], clock: dt.datetime) -> Lag:
    oldest = clock
    for each in late:
        for _, body in await read.page(pool, each.org, each.reached, 1):
            oldest = min(oldest, _recorded.decode(body).recordedat)
    return Lag(
        positions=sum(each.head - each.reached for each in late),
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
