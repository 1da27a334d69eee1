"""Removes reports that were kept for long enough, of every organisation, also of one that asks for no more."""

from __future__ import annotations

import asyncpg
from arq import ArqRedis

from events.log import read
from projections import kept_reports

PRUNED = "okr:pruned"
DAY_SECONDS = 86_400


async def prune(redis: ArqRedis, pool: asyncpg.Pool) -> bool:
    """No report is older than it is kept for, if it was this worker's turn: it is one's, once a day.

    One organisation after the other: no login sees the reports of several at once.
    """
    if not await redis.set(PRUNED, b"1", nx=True, ex=DAY_SECONDS):
        return False
    after = ""
    while heads := await read.heads(pool, after):
        for head in heads:
            await kept_reports.prune(pool, head.org)
        after = heads[-1].org
    return True
