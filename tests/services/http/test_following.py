"""Following the log beside sixteen writers, by position, type, time and over HTTP: each event once and in order."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable
from typing import Any

import asyncpg

from events.catalogue import recall
from events.log import read
from events.log.append import append
from events.log.read import Entry
from tests.events.log.acts import ORG, act, check_in, missed
from tests.services.http.ledger import Client

WRITERS = 16
ACTS = 20
EVENTS = WRITERS * sum(turn % 3 + 1 for turn in range(ACTS))
BEGINNING = dt.datetime(2000, 1, 1, tzinfo=dt.UTC)


async def write(url: str, writer: int) -> list[int]:
    """The positions that were acknowledged to one writer, on a connection of its own."""
    connection, acknowledged = await asyncpg.connect(url), []
    try:
        for turn in range(ACTS):
            stream = f"check-ins/2026-q1/growth/kr{(writer + turn) % 5}"
            events = [(missed if (writer + turn + n) % 3 else check_in)(stream) for n in range(turn % 3 + 1)]
            acknowledged += [placed.position for placed in (await append(connection, act(*events))).events]
    finally:
        await connection.close()
    return acknowledged


async def by_position(pool: Any, written: Callable[[], bool]) -> list[Entry]:
    """Its reader keeps the position of the last event."""
    seen: list[Entry] = []
    while True:
        done = written()  # before the page, which then holds all that there will be
        entries = await read.page(pool, ORG, seen[-1][0] if seen else 0, 7)
        seen += entries
        if done and not entries:
            return seen


async def by_type(pool: Any, written: Callable[[], bool]) -> list[Entry]:
    """All of one type: its reader keeps the position of the last one."""
    seen: list[Entry] = []
    while True:
        done = written()
        entries = await read.page_of_type(pool, ORG, "check_in.missed", seen[-1][0] if seen else 0, 7)
        seen += entries
        if done and not entries:
            return seen


async def by_time(pool: Any, written: Callable[[], bool]) -> list[Entry]:
    """Its reader keeps a moment, and of what was recorded at that very moment how much it has had."""
    seen: list[Entry] = []
    moment = BEGINNING
    while True:
        done = written()
        since = await read.position_at(pool, ORG, moment)
        had = sum(recall(body).recordedat == moment for _, body in seen)
        entries = (await read.page(pool, ORG, since, had + 7))[had:]
        seen += entries
        if entries:
            moment = recall(entries[-1][1]).recordedat or moment
        elif done:
            return seen


async def over_http(client: Client, written: Callable[[], bool], query: str = "") -> list[Entry]:
    """Its reader sends the `Okr-After` of each answer with the next question."""
    seen: list[Entry] = []
    after = "0"
    while True:
        done = written()
        answer = await client.get(f"/v1/orgs/{ORG}/events?after={after}&limit=7{query}", accept="application/x-ndjson")
        after, lines = answer.headers["okr-after"], answer.content.splitlines()
        seen += [(recall(line).position or 0, line) for line in lines]
        if done and not lines:
            return seen


async def test_whoever_follows_beside_sixteen_writers_sees_each_event_once_and_in_order(fresh: Client) -> None:
    url = fresh.database.app_url
    writers = [asyncio.create_task(write(url, n)) for n in range(WRITERS)]

    def written() -> bool:
        return all(writer.done() for writer in writers)

    async with asyncpg.create_pool(url, min_size=1, max_size=6) as pool:
        whole, typed, timed, fed, fed_typed = await asyncio.gather(
            by_position(pool, written),
            by_type(pool, written),
            by_time(pool, written),
            over_http(fresh, written),
            over_http(fresh, written, "&type=check_in.missed"),
        )
        log = await read.page(pool, ORG, limit=2 * EVENTS)
    acknowledged = sorted(position for writer in writers for position in writer.result())
    assert [position for position, _ in log] == acknowledged == list(range(1, EVENTS + 1))
    assert whole == log and timed == log and fed == log
    of_type = [entry for entry in log if recall(entry[1]).type == "check_in.missed"]
    assert 0 < len(of_type) < EVENTS
    assert typed == of_type and fed_typed == of_type


async def test_what_is_not_committed_holds_back_what_comes_behind_it(fresh: Client) -> None:
    url = fresh.database.app_url
    async with asyncpg.create_pool(url, min_size=3, max_size=3) as pool, pool.acquire() as slow:
        transaction = slow.transaction()
        await transaction.start()
        first = await append(slow, act(check_in()))
        second = asyncio.create_task(append(pool, act(check_in())))
        while not await pool.fetchval("select count(*) from pg_locks where not granted"):
            assert not second.done()
        assert await read.page(pool, ORG) == []
        await transaction.commit()
        assert (first.position, (await second).position) == (1, 2)
        assert [position for position, _ in await read.page(pool, ORG)] == [1, 2]
