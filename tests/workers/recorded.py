"""A log that was written long ago: the moments at which a test's events were recorded are the test's to say."""

from __future__ import annotations

from collections.abc import Iterable

import asyncpg
from msgspec.structs import replace

from deploy.servers import Servers
from events.catalogue import Event, tail
from tests.tampering import unprotected

BEGIN = "insert into log.head (org, position, recorded_at) values ($1, 0, $2)"
PLACE = (
    "select log.place(row($1, h.position, $2)::log.head, array[$3], array[$4], array[null]::timestamptz[],"
    " array[$5]::bytea[], null) from log.head h where h.org = $1"
)


async def recorded(database: Servers, org: str, events: Iterable[Event]) -> None:
    """The events begin the log, as if its clock had stood at the moment each was noted: live ones, of that day."""
    in_order = sorted(events, key=lambda event: event.noted)
    connection = await asyncpg.connect(database.migrate_url)
    try:
        async with unprotected(connection):
            await connection.execute("select set_config('okr.org', $1, true)", org)
            await connection.execute(BEGIN, org, in_order[0].noted)
            for event in in_order:
                bare = tail(replace(event, notedat=None))
                await connection.execute(PLACE, org, event.noted, event.subject, event.id, bare)
    finally:
        await connection.close()
