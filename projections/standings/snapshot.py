"""Several questions whose answers stand at one moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg

from events.log.source import Source


@asynccontextmanager
async def snapshot(source: Source) -> AsyncIterator[Source]:
    """What is asked here is answered as of one moment, whatever is written meanwhile.

    It costs two round trips more: what one function can read needs none. A connection that is no pool's stays as its
    owner has it.
    """
    if not isinstance(source, asyncpg.Pool):
        yield source
        return
    async with source.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        yield connection
