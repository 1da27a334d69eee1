"""A build beside the one that is served: readers see the one or the other, whole, and never go back."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio
from msgspec.structs import replace

from deploy.servers import Servers
from events.catalogue import Event
from events.log.append import Act, append
from projections import engine, rebuilding, registry
from projections.registry import Projection
from projections.tables import audit_trail, cadence, current_state, governance
from tests.projections.folding import Counting
from tests.projections.reports.quarter import ORG, events
from tests.services.http.ledger import folded

TOLD = events()
A_DAY = dt.timedelta(days=1)


@pytest_asyncio.fixture
async def pool(database: Servers) -> AsyncIterator[asyncpg.Pool]:
    """The worker's pool, on a log that has a quarter."""
    async with asyncpg.create_pool(database.worker_url, min_size=0, max_size=6) as pool:
        await append(pool, Act(org=ORG, events=tuple(TOLD)))
        yield pool


@pytest_asyncio.fixture
async def counting(pool: asyncpg.Pool, database: Servers) -> Counting:
    """A projection that is level."""
    counting = Counting()
    await counting.made(database)
    await engine.advance(pool, counting.projection, ORG)
    return counting


def again(number: int) -> list[Event]:
    """The same quarter, in a cycle of its own."""
    return [
        replace(each, id=f"{each.id}.{number}", subject=each.subject.replace("2026-q1", f"q-{number}"), notedat=None)
        for each in TOLD
        if each.subject != "org"
    ]


async def finished(pool: asyncpg.Pool, projection: Projection, seconds: float = 0.0) -> None:
    """The build that was begun is served."""
    build = await rebuilding.unfinished(pool, projection, ORG)
    while build and not (await rebuilding.further(pool, projection, build, seconds)).served:
        pass


async def test_readers_see_whole_states_whose_positions_never_go_back(
    pool: asyncpg.Pool, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "FEWEST", 7)
    monkeypatch.setattr(engine, "MOST", 7)
    written, seen, done = list(TOLD), list[int](), asyncio.Event()

    async def reading() -> None:
        while not done.is_set():
            position, counts = await counting.served(pool, ORG)
            assert counts == dict(Counter(event.subject for event in written[:position]))
            seen.append(position)

    async def writing() -> None:
        for number in range(8):
            told = again(number)
            written.extend(told)
            await append(pool, Act(org=ORG, events=tuple(told)))
            await engine.advance(pool, counting.projection, ORG)

    async def rebuilt() -> None:
        for _ in range(3):
            await rebuilding.begin(pool, counting.projection, ORG)
            await asyncio.gather(*(finished(pool, counting.projection) for _ in range(2)))  # two at once do no harm

    reader = asyncio.create_task(reading())
    await asyncio.gather(writing(), rebuilt())
    done.set()
    await reader
    assert seen == sorted(seen)
    await engine.advance(pool, counting.projection, ORG)
    assert (await counting.served(pool, ORG))[0] == len(written)
    query = "select build, serving, retired_at is null as kept from projection.checkpoint where org = $1 order by 1"
    builds = [tuple(row) for row in await pool.fetch(query, ORG)]
    assert builds == [(1, False, False), (2, False, False), (3, False, False), (4, True, True)]


async def test_what_was_killed_in_the_middle_goes_on_where_it_was(
    pool: asyncpg.Pool, counting: Counting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "FEWEST", 5)
    monkeypatch.setattr(engine, "MOST", 5)
    build = await rebuilding.begin(pool, counting.projection, ORG)
    assert build is not None
    half = await rebuilding.further(pool, counting.projection, build, 0.0)
    assert (half.position, half.served) == (5, False)
    killed = asyncio.create_task(rebuilding.further(pool, counting.projection, build, 60))
    await asyncio.sleep(0.005)
    killed.cancel()
    await asyncio.wait([killed])
    assert await rebuilding.begin(pool, counting.projection, ORG) == build
    counting.batches.clear()
    await finished(pool, counting.projection, 60)
    assert sum(counting.batches) <= len(TOLD) - 5, "what was folded is not folded again"
    assert await counting.served(pool, ORG) == (len(TOLD), dict(Counter(event.subject for event in TOLD)))


async def test_the_old_rows_go_a_day_later(pool: asyncpg.Pool, counting: Counting) -> None:
    await rebuilding.begin(pool, counting.projection, ORG)
    await finished(pool, counting.projection, 60)
    now = dt.datetime.now(dt.UTC)
    assert await rebuilding.prune(pool, now) == 0
    assert await rebuilding.prune(pool, now + A_DAY) == 1
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", ORG)
        assert {row["build"] for row in await connection.fetch(f"select build from {counting.table}")} == {2}
    assert await counting.served(pool, ORG) == (len(TOLD), dict(Counter(event.subject for event in TOLD)))


async def test_a_new_version_is_folded_beside_the_old_one(pool: asyncpg.Pool, database: Servers) -> None:
    old, new = Counting(version=1), Counting(version=2)
    for each in (old, new):
        await each.made(database)
    await engine.advance(pool, old.projection, ORG)
    assert await engine.advance(pool, new.projection, ORG) == len(TOLD)
    assert new.batches == [], "the new program leaves the old rows alone"
    build = await rebuilding.needed(pool, new.projection, ORG)
    assert build is not None and (build.version, build.number) == (2, 1)
    assert (await rebuilding.further(pool, new.projection, build, 60)).served
    assert await new.served(pool, ORG) == (len(TOLD), dict(Counter(event.subject for event in TOLD)))
    assert await rebuilding.needed(pool, old.projection, ORG) is None, "the old program builds nothing over it"
    assert await rebuilding.begin(pool, old.projection, ORG) is None, "also when it is asked to"
    assert await rebuilding.needed(pool, new.projection, ORG) is None


async def test_what_an_earlier_version_left_goes_when_no_build_is_in_it(pool: asyncpg.Pool, database: Servers) -> None:
    old, new = Counting(version=1), Counting(version=2)
    for each in (old, new):
        await each.made(database)
    await engine.advance(pool, old.projection, ORG)
    owner = await asyncpg.connect(database.migrate_url)
    try:
        for kept in (True, False):
            await owner.execute(registry._gone(new.projection))
            assert (await owner.fetchval("select to_regclass($1) is not null", old.table)) is kept
            build = await rebuilding.needed(pool, new.projection, ORG)
            assert kept is (build is not None)
            if build:
                await rebuilding.further(pool, new.projection, build, 60)
            await rebuilding.prune(pool, dt.datetime.now(dt.UTC) + A_DAY)
        assert (await owner.fetchval("select to_regclass($1) is not null", new.table)) is True
    finally:
        await owner.close()


async def test_reads_of_each_projection_are_the_same_from_a_new_build(pool: asyncpg.Pool) -> None:
    await folded(pool, ORG)

    async def read() -> tuple[object, ...]:
        trail = await audit_trail.entries(pool, ORG, audit_trail.Wanted(), at_most=1000)
        state = await current_state.read(pool, ORG, "", "~")
        judged = await governance.judgements(pool, ORG, "2026-q1", rows=True)
        due = await cadence.due(pool, ORG, dt.datetime.now(dt.UTC) + A_DAY * 3650)
        return trail, state, judged, sorted(due)

    before = await read()
    for projection in engine.registered():
        build = await rebuilding.begin(pool, projection, ORG)
        assert build is not None
        standing = await rebuilding.further(pool, projection, build, 60)
        if projection is governance.PROJECTION:
            assert not standing.served, "its plans are not judged yet"
            assert (await governance.judgements(pool, ORG, "2026-q1", rows=True)) == before[2]
            await governance.judge(pool, ORG, dt.datetime.now(dt.UTC))
            standing = await rebuilding.further(pool, projection, build, 60)
        assert standing.served
    assert await read() == before
