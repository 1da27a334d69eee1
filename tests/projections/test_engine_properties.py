"""Whatever happened, and however it was folded: what is served is the fold of the log, and each judgement its own."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import random
from typing import Any

import asyncpg
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st
from msgspec.structs import replace

from deploy.servers import Servers
from events.catalogue import Event, recall
from events.log import read
from events.log.append import Act, append
from projections import engine, rebuilding
from projections.books.timeline import seen
from projections.diagnosis import whole
from projections.folds.registry import evolve
from projections.judging import Memory
from projections.tables import audit_trail, current_state, governance
from projections.tables.governance_keep import encoder
from tests.projections.chaos import anything
from tests.projections.planners import plausible

NUMBERS = itertools.count()


def told(org: str, events: list[Event]) -> list[Event]:
    """The events as an import has them: each id once, in the order noted, and none of days that are yet to come."""
    now = dt.datetime.now(dt.UTC)
    first = {event.id: event for event in reversed(events) if max(event.noted, event.effective) < now}.values()
    noted = [replace(event, source=f"/orgs/{org}", notedat=event.notedat or event.time) for event in first]
    return sorted(noted, key=lambda event: event.noted)


async def fold(pool: asyncpg.Pool, org: str, lots: random.Random) -> None:
    """The projections are level, in batches of any size, some at once."""
    for projection in engine.registered():
        engine.FEWEST = lots.randint(1, 9)
        engine.MOST = engine.FEWEST * lots.randint(1, 3)
        await asyncio.gather(*(engine.advance(pool, projection, org) for _ in range(lots.randint(1, 3))))


async def judge(pool: asyncpg.Pool, org: str, lots: random.Random) -> None:
    """No plan is marked; they were judged together in any number, some at once."""
    governance.TOGETHER, now, memory = lots.randint(1, 3), dt.datetime.now(dt.UTC), Memory()
    await asyncio.gather(*(governance.judge(pool, org, now, memory) for _ in range(lots.randint(1, 3))))


async def served(pool: asyncpg.Pool, org: str) -> tuple[Any, ...]:
    """What is read of an organisation, but for the moments of recording."""
    state = await current_state.read(pool, org, "", "~", 10_000)
    trail = await audit_trail.entries(pool, org, audit_trail.Wanted(), at_most=1000)
    page = await governance.judgements(pool, org, "2026-q1", rows=True)
    return state, trail, page.judgements, page.whole, page.position


@for_all(events=st.one_of(anything, plausible), seed=st.integers(0, 2**32))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_live_folded_rebuilt_and_replayed_are_the_same(events: list[Event], seed: int, database: Servers) -> None:
    org, lots, sizes = f"o{next(NUMBERS)}", random.Random(seed), (engine.FEWEST, engine.MOST)
    try:
        async with asyncpg.create_pool(database.worker_url, min_size=0, max_size=6) as pool:
            waiting = told(org, events)
            while waiting:
                size = lots.randint(1, 5)
                await append(pool, Act(org=org, events=tuple(waiting[:size])))
                waiting = waiting[size:]
                if lots.random() < 0.5:
                    await fold(pool, org, lots)
                if lots.random() < 0.3:
                    await judge(pool, org, lots)
            await fold(pool, org, lots)
            await judge(pool, org, lots)
            live = await served(pool, org)
            logged = [recall(body) for _, body in await read.page(pool, org)]
            assert live[0].position == (live[4] if logged else 0) == len(logged)
            assert {each.stream: each.state for each in live[0].standings} == states(logged)
            now = dt.datetime.now(dt.UTC)
            judged, of_cycle = whole.judge(seen(logged, now, now), "2026-q1")
            assert encoder.encode(live[2]) == encoder.encode(judged)
            if live[3] is not None:  # a cycle that nothing happened in has no judgement
                assert encoder.encode(live[3]) == encoder.encode(of_cycle)
            for projection in engine.registered():
                build = await rebuilding.begin(pool, projection, org)
                while build and not (await rebuilding.further(pool, projection, build, 0.0)).served:
                    await judge(pool, org, lots)
            assert await served(pool, org) == live
    finally:
        engine.FEWEST, engine.MOST = sizes


def states(events: list[Event]) -> dict[str, Any]:
    """The fold of each stream, from nothing."""
    found: dict[str, Any] = {}
    for event in events:
        found[event.subject] = evolve(found.get(event.subject), event)
    return found
