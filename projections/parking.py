"""Folds around what cannot be folded: a key whose event fails is parked at that position, and the rest goes on."""

from __future__ import annotations

import logging
from collections.abc import Iterable

import asyncpg
import msgspec
from msgspec import Struct

from events.catalogue import Event, recall
from events.log import read
from events.log.errors import kind
from events.log.read import Entry
from projections import checkpoints
from projections.checkpoints import Build, Connection, Parked
from projections.registry import NOT_THE_EVENTS, Projection

log = logging.getLogger("okr_ledger.fold")
CAUSE = 500  # the most characters of one


class Named(Struct):
    """What says, of an event that cannot be read, whose it is."""

    subject: str


_named = msgspec.json.Decoder(Named)


async def carefully(
    connection: Connection, projection: Projection, build: Build, entries: Iterable[Entry], parked: frozenset[str]
) -> None:
    """The entries are folded key by key; of a key that fails, the events before the first that does."""
    by_key: dict[str, list[Entry]] = {}
    for entry in entries:
        by_key.setdefault(projection.key(_named.decode(entry[1]).subject), []).append(entry)
    for key, its in by_key.items():
        if key in parked:
            continue
        failed = await _failing(connection, projection, build, its)
        if failed is not None:
            position, error = failed
            await checkpoints.park(connection, build, key, position, cause(error))
            told = {"projection": projection.name, "organisation": build.org, "stream": key, "position": position}
            log.error("a stream is parked; `okr-ledger status` says why", exc_info=error, extra=told)


def cause(error: Exception) -> str:
    """Why a key is parked, in a line. What Postgres says of an error quotes rows, so that its kind has to do."""
    says = kind(error) if isinstance(error, asyncpg.PostgresError) else error
    return f"{type(error).__name__}: {says}".replace("\0", "")[:CAUSE]


async def retry(pool: asyncpg.Pool, projection: Projection, parked: Parked) -> bool:
    """The key's events since it was parked are folded, and it is parked no more; else it stays so, and may be parked at
    a later position. Whether it is free.
    """
    build = Build(parked.org, parked.projection, parked.version, parked.build)
    async with pool.acquire() as connection, connection.transaction():
        taken = await checkpoints.take(connection, build)
        if parked.key not in taken.parked or taken.position is None:
            return True
        failed, after = None, parked.position - 1
        while failed is None and after < taken.position and (page := await read.page(connection, build.org, after)):
            after = page[-1][0]
            its = [entry for entry in page if entry[0] <= taken.position and _is_of(projection, parked.key, entry)]
            failed = await _failing(connection, projection, build, its)
        if failed is None:
            await checkpoints.unpark(connection, build, parked.key)
            return True
        position, error = failed
        await checkpoints.park(connection, build, parked.key, position, cause(error))
        return False


def _is_of(projection: Projection, key: str, entry: Entry) -> bool:
    return projection.key(_named.decode(entry[1]).subject) == key


async def _failing(
    connection: Connection, projection: Projection, build: Build, entries: list[Entry]
) -> tuple[int, Exception] | None:
    """The first entry that fails, and why; those before it are folded. None where all are."""
    if await _folded(connection, projection, build, entries) is None:
        return None
    for entry in entries:
        if (error := await _folded(connection, projection, build, [entry])) is not None:
            return entry[0], error
    return None


async def _folded(
    connection: Connection, projection: Projection, build: Build, entries: list[Entry]
) -> Exception | None:
    """Why the entries cannot be folded; None where they are. Raises what has nothing to do with them."""
    try:
        events: list[Event] = [recall(body) for _, body in entries]
        async with connection.transaction():
            await projection.handle(connection, build, events)
    except NOT_THE_EVENTS:
        raise
    except Exception as error:
        return error
    return None
