"""Keeps tables level with the log: pages in order, folded in memory, written with the checkpoint in one transaction."""

from __future__ import annotations

import asyncio
import logging
from typing import NamedTuple

import asyncpg
from prometheus_client import Counter

from events.catalogue import Event, recall
from events.log import read
from events.log.read import Entry
from projections import checkpoints, parking
from projections.checkpoints import Build
from projections.registry import NOT_THE_EVENTS, Projection, registered

__all__ = ["advance", "behind", "fill", "registered"]

log = logging.getLogger("okr_ledger.fold")
FOLDED = Counter("okr_folded_events", "Events folded into what a projection keeps", ["projection"])
PAGE = 1000  # a page that is decoded while it is still in the processor's cache
FEWEST, MOST = 2000, 16_000  # events of a batch, which doubles while the log is ahead


async def advance(pool: asyncpg.Pool, projection: Projection, org: str, seconds: float | None = None) -> int:
    """What is served of the projection is level with the organisation's log as it was read last, or the time is over;
    the position reached.

    What another version serves is left to the programs of that version, until a build of this one takes its place.
    """
    build, position = await checkpoints.serving(pool, org, projection.name, projection.version)
    if build.version != projection.version:
        return position
    return await fill(pool, projection, build, position, seconds)


async def fill(
    pool: asyncpg.Pool, projection: Projection, build: Build, position: int, seconds: float | None = None
) -> int:
    """The build is level with the log, or the time is over; its position. `position` is where it is thought to be.

    A batch is one transaction: whoever is killed in it has written nothing. Two at once wait for each other. The next
    batch is read while one is folded.
    """
    loop = asyncio.get_running_loop()
    until, size = None if seconds is None else loop.time() + seconds, FEWEST
    coming = asyncio.ensure_future(_read(pool, build.org, position, size))
    try:
        while (batch := await coming).entries:
            reached, more = batch.entries[-1][0], len(batch.entries) == size
            size = min(size * 2, MOST) if more else size
            coming = asyncio.ensure_future(_read(pool, build.org, reached, size) if more else _nothing())
            found = await _write(pool, projection, build, position, batch)
            if found is None:
                break
            if found != reached:  # another was faster
                coming.cancel()
                coming = asyncio.ensure_future(_read(pool, build.org, found, size))
            position = found
            if until is not None and loop.time() > until:
                break
    finally:
        coming.cancel()
        await asyncio.wait([coming])
    return position


class Batch(NamedTuple):
    """The next entries of a log, and their events; None where one of them cannot be read."""

    entries: list[Entry]
    events: list[Event] | None


async def _read(pool: asyncpg.Pool, org: str, after: int, size: int) -> Batch:
    """The next events behind a position, as many as `size`: by pages, so that others have their turn."""
    entries, events, readable = list[Entry](), list[Event](), True
    while len(entries) < size:
        page = await read.page(pool, org, after, min(PAGE, size - len(entries)))
        entries += page
        try:
            events += [recall(body) for _, body in page]
        except Exception:
            readable = False
        if len(page) < PAGE:
            break
        after = page[-1][0]
    return Batch(entries, events if readable else None)


async def _nothing() -> Batch:
    return Batch([], [])


async def _write(pool: asyncpg.Pool, projection: Projection, build: Build, after: int, batch: Batch) -> int | None:
    """The position that the build has then: the last entry's, or where it was found. None where the build is gone."""
    if batch.events is not None:
        try:
            return await _folded(pool, projection, build, after, batch)
        except NOT_THE_EVENTS:
            raise
        except Exception:
            told = {"projection": projection.name, "organisation": build.org, "position": after}
            log.exception("what is behind a position cannot be folded at once", extra=told)
    return await _folded(pool, projection, build, after, Batch(batch.entries, None))


async def _folded(pool: asyncpg.Pool, projection: Projection, build: Build, after: int, batch: Batch) -> int | None:
    """The same: all at once where the batch has its events, else each key by itself."""
    async with pool.acquire() as connection, connection.transaction():
        taken = await checkpoints.take(connection, build)
        if taken.position != after:
            return taken.position
        if batch.events is None:
            await parking.carefully(connection, projection, build, batch.entries, taken.parked)
        else:
            kept = batch.events
            if taken.parked:
                kept = [event for event in kept if projection.key(event.subject) not in taken.parked]
            await projection.handle(connection, build, kept)
        await checkpoints.move(connection, build, batch.entries[-1][0])
    FOLDED.labels(projection.name).inc(len(batch.entries))
    return batch.entries[-1][0]


async def behind(pool: asyncpg.Pool) -> list[str]:
    """The organisations whose log is ahead of what is served of one of the projections."""
    query = "select org, projection, position from projection.checkpoint where serving"
    reached = {(row["org"], row["projection"]): row["position"] for row in await pool.fetch(query)}
    late, after = [], ""
    while heads := await read.heads(pool, after):
        for head in heads:
            positions = [reached.get((head.org, each.name), 0) for each in registered()]
            if min(positions) < head.position:
                late.append(head.org)
        after = heads[-1].org
    return late
