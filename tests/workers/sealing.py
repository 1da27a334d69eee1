"""A sealer with a key of the tests' own, and an owner who tampers with what nobody may change."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import asyncpg

from deploy.servers import Servers
from events.log import sealed
from events.log.source import Source
from events.proof import checkpoint
from events.proof.checkpoint import Signed
from events.proof.keys import NAME, Keys
from events.proof.note import Signer
from workers.seal import Sealing

SCRATCHED = "update proof.tile set hashes = overlay(hashes placing '\\x0123456789abcdef' from 33)"  # the second hash
KEYS = Keys((Signer(NAME, b"a key for the tests, not a secret"[:32]),))


@contextlib.asynccontextmanager
async def sealer(database: Servers, keys: Keys = KEYS) -> AsyncIterator[Sealing]:
    """Connections of the sealer's login, with the key."""
    async with asyncpg.create_pool(database.sealer_url, min_size=0, max_size=2) as pool:
        yield Sealing(pool, keys)


async def latest(source: Source, org: str, keys: Keys = KEYS) -> Signed:
    """The organisation's latest checkpoint, its signature checked."""
    note = await sealed.checkpoint(source, org)
    assert note is not None
    return checkpoint.opened(note, keys.verifiers(org))


@contextlib.asynccontextmanager
async def tampering(database: Servers, org: str) -> AsyncIterator[asyncpg.Connection]:
    """A connection of a superuser, for whom every protection of this database is switched off in the block."""
    connection = await asyncpg.connect(database.migrate_url)
    try:
        for (name,) in await connection.fetch("select evtname from pg_event_trigger"):
            await connection.execute(f"alter event trigger {name} disable")
        for table in ("log.event", "log.head", "proof.tree", "proof.tile", "proof.checkpoint"):
            await connection.execute(f"alter table {table} disable trigger all")
        await connection.execute("select set_config('okr.org', $1, false)", org)
        yield connection
    finally:
        await connection.close()
