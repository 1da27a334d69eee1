"""What cannot be folded or judged is parked at its position with its cause; the rest goes on, and a retry heals it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator

import asyncpg
import pytest
import pytest_asyncio

from deploy.servers import Servers
from events.catalogue import recall
from events.log.append import Act, append
from projections import checkpoints, engine, parking
from tests.projections.folding import Broken, Counting
from tests.projections.reports.quarter import ORG, events

TOLD = events()
# An event in the middle of a stream that has more.
PLAN = "plan/2026-q1/growth"
OF_PLAN = [event for event in TOLD if event.subject == PLAN]
BROKEN = OF_PLAN[len(OF_PLAN) // 2]
POSITION = TOLD.index(BROKEN) + 1
COUNTS = Counter(event.subject for event in TOLD)


@pytest_asyncio.fixture
async def pool(database: Servers) -> AsyncIterator[asyncpg.Pool]:
    """The worker's pool, on a log that has a quarter."""
    async with asyncpg.create_pool(database.worker_url, min_size=0, max_size=4) as pool:
        await append(pool, Act(org=ORG, events=tuple(TOLD)))
        yield pool


@pytest.mark.parametrize("size", [1, 3, 2000])
async def test_a_key_that_fails_is_parked_and_the_rest_goes_on(
    size: int, pool: asyncpg.Pool, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "FEWEST", size)
    monkeypatch.setattr(engine, "MOST", size)
    counting = Counting(broken=[BROKEN.id])
    await counting.made(database)
    assert await engine.advance(pool, counting.projection, ORG) == len(TOLD)
    [parked] = await checkpoints.parked(pool)
    assert (parked.org, parked.key, parked.position) == (ORG, PLAN, POSITION)
    assert parked.cause == f"Broken: {BROKEN.id} is beyond me"
    before = [event for event in OF_PLAN if TOLD.index(event) + 1 < POSITION]
    assert await counting.served(pool, ORG) == (len(TOLD), {**COUNTS, PLAN: len(before)})


async def test_a_retry_folds_what_was_left_out(pool: asyncpg.Pool, database: Servers) -> None:
    counting = Counting(broken=[BROKEN.id, OF_PLAN[-1].id])
    await counting.made(database)
    await engine.advance(pool, counting.projection, ORG)
    [parked] = await checkpoints.parked(pool)
    assert not await parking.retry(pool, counting.projection, parked), "nothing was mended"
    assert await checkpoints.parked(pool) == [parked]
    counting.broken.remove(BROKEN.id)
    assert not await parking.retry(pool, counting.projection, parked)
    [later] = await checkpoints.parked(pool)
    assert later.position == TOLD.index(OF_PLAN[-1]) + 1
    counting.broken.clear()
    assert await parking.retry(pool, counting.projection, later)
    assert await checkpoints.parked(pool) == []
    assert await counting.served(pool, ORG) == (len(TOLD), dict(COUNTS))


async def test_an_event_that_nobody_can_read_parks_its_stream(
    pool: asyncpg.Pool, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(body: bytes) -> object:
        event = recall(body)
        if event.id == BROKEN.id:
            raise ValueError("of a later version")
        return event

    monkeypatch.setattr(engine, "recall", unreadable)
    monkeypatch.setattr(parking, "recall", unreadable)
    counting = Counting()
    await counting.made(database)
    assert await engine.advance(pool, counting.projection, ORG) == len(TOLD)
    assert [(each.key, each.position) for each in await checkpoints.parked(pool)] == [(PLAN, POSITION)]


async def test_a_database_that_fails_parks_nothing(
    pool: asyncpg.Pool, database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    counting = Counting()
    await counting.made(database)
    handle = counting.handle
    # In the batch, and where it is folded key by key.
    deadlock = asyncpg.DeadlockDetectedError("for once")
    failing: list[Exception] = [deadlock, Broken("a key, it seems"), deadlock]

    async def failed(*given: object) -> None:
        if failing:
            raise failing.pop(0)
        await handle(*given)  # type: ignore[arg-type]

    projection = type(counting.projection)(name="counting", version=1, ddl="", handle=failed)
    for _ in range(2):
        with pytest.raises(asyncpg.DeadlockDetectedError):
            await engine.advance(pool, projection, ORG)
    assert await checkpoints.parked(pool) == []
    assert await engine.advance(pool, projection, ORG) == len(TOLD)
    assert await counting.served(pool, ORG) == (len(TOLD), dict(COUNTS))
