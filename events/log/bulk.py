"""Writes and reads many events as the bytes that they are, without the structs of each."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncGenerator, Collection, Sequence

import asyncpg
from msgspec import Struct

from events.log.errors import refusal
from events.log.source import Source

WRITE = "select log.append_noted($1, $2, $3, $4, $5, $6, $7)"

# One value for a whole page: to hand each row over costs more than to read it.
JOINED = """
select max(position), string_agg(body, '\\x0a')
from log.page($1, $2, $3)
"""
PAGE = 5000
# What the log writes in front of a tail is shorter than 256 bytes.
TAIL_BYTES = 65_535 - 256


class Ready(Struct, frozen=True):
    """An event as the log takes it; `tail` is `events.catalogue.tail` of it, and `line` where it came from."""

    line: int
    id: str
    subject: str
    time: dt.datetime
    notedat: dt.datetime
    tail: bytes


async def write(source: Source, org: str, events: Sequence[Ready]) -> None:
    """The events are in the organisation's log, in their order, all of them. Raises a `Refused`, and none is.

    They come in the order in which they were noted. Their source is not looked at: that it is `/orgs/{org}` is the
    caller's to see to.
    """
    numbers: dict[str, int] = {}
    of_stream = [numbers.setdefault(event.subject, len(numbers) + 1) for event in events]
    try:
        await source.fetch(
            WRITE,
            org,
            list(numbers),
            of_stream,
            [event.id for event in events],
            [event.time for event in events],
            [event.notedat for event in events],
            [event.tail for event in events],
        )
    except asyncpg.PostgresError as error:
        if (refused := refusal(error.sqlstate, error.detail)) is None:
            raise
        raise refused from None


async def last_noted(source: Source, org: str, streams: Collection[str]) -> dict[str, dt.datetime]:
    """When the last event of each of the streams was noted; those that have none are not named."""
    rows = await source.fetch("select stream, noted_at from log.last_noted($1, $2)", org, list(streams))
    return {row["stream"]: row["noted_at"] for row in rows}


async def joined(source: Source, org: str, after: int, limit: int = PAGE) -> tuple[int, bytes]:
    """The next events behind a position, a line each, and the last one's position; `after` and nothing at the end."""
    [(position, lines)] = await source.fetch(JOINED, org, after, limit)
    return (position, lines + b"\n") if position else (after, b"")


async def exported(source: Source, org: str, up_to: int) -> AsyncGenerator[tuple[int, bytes], None]:
    """The events up to a position that the log has, as `joined` gives them: while the caller is at work on some lines,
    the next are on their way."""
    position, fetching = 0, asyncio.ensure_future(joined(source, org, 0, min(PAGE, up_to)))
    try:
        while position < up_to:
            position, lines = await fetching
            if position < up_to:
                fetching = asyncio.ensure_future(joined(source, org, position, min(PAGE, up_to - position)))
                await asyncio.sleep(0)  # It is sent.
            yield position, lines
    finally:
        fetching.cancel()
