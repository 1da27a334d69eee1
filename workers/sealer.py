"""Seals logs in a process of its own, which has the sealer's login and the key and needs no queue: it looks."""

from __future__ import annotations

import asyncio
import logging

import asyncpg

from events.log import sealed
from workers.seal import Sealing, tried

log = logging.getLogger("okr_ledger.seal")
LOOK_SECONDS = 1.0
AWAY = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError)


async def sealing_alone(sealing: Sealing) -> None:
    """Logs are sealed within a second or so of their growth, until the task is cancelled. A database that is away is
    logged once, and tried until it is back."""
    missed = False
    while True:
        try:
            await all_sealed(sealing)
            missed = False
        except AWAY as error:
            if not missed:
                log.warning("nothing is sealed while the database does not answer", exc_info=error)
            missed = True
        await asyncio.sleep(LOOK_SECONDS)


async def all_sealed(sealing: Sealing) -> int:
    """Each log that was behind is sealed up to its head, or it is logged why not; how many were behind."""
    after, count = "", 0
    while behind := await sealed.behind(sealing.pool, after):
        for each in behind:
            await tried(sealing, each.org)
        after, count = behind[-1].org, count + len(behind)
    return count
