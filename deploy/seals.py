"""How far logs are sealed: what waits, since when, and whether for too long."""

from __future__ import annotations

import datetime as dt

import asyncpg
from msgspec import Struct

from events.catalogue import recall
from events.log import read, sealed

STUCK_SECONDS = 60


class Unsealed(Struct, frozen=True, kw_only=True):
    """An organisation whose log goes further than it is sealed, and since when the first event waits."""

    org: str
    head: int
    sealed: int
    behind_seconds: float
    stuck: bool


async def unsealed(worker: asyncpg.Pool) -> list[Unsealed]:
    """Every organisation of which something is not sealed yet."""
    found, after = [], ""
    while behind := await sealed.behind(worker, after):
        found += [await _waiting(worker, each) for each in behind]
        after = behind[-1].org
    return found


async def _waiting(worker: asyncpg.Pool, behind: sealed.Behind) -> Unsealed:
    now = dt.datetime.now(dt.UTC)
    entries = await read.page(worker, behind.org, behind.size, 1)
    since = recall(entries[0][1]).recordedat if entries else None
    seconds = (now - (since or now)).total_seconds()
    return Unsealed(
        org=behind.org,
        head=behind.position,
        sealed=behind.size,
        behind_seconds=seconds,
        stuck=seconds > STUCK_SECONDS,
    )
