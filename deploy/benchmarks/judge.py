"""How fast a quarter is judged from nothing, and what one more event has judged again."""

from __future__ import annotations

import asyncio
import datetime as dt
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from msgspec import Struct

from deploy.benchmarks.quarter import CYCLE, ORG, event_of, filled
from deploy.benchmarks.read import peak_mib
from deploy.benchmarks.scratch import scratch
from deploy.settings import Settings
from deploy.system import connected, pool, tables
from deploy.waiting import Telling
from events.facts import plan as facts
from events.log.append import Act, append
from events.terms import Points
from projections import engine
from projections.judging import Memory
from projections.tables import governance

LOOK_SECONDS = 0.002


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured: a quarter of so many plans and events.

    `fold_s` is the time that marking took, `judge_s` that of judging from nothing, and `held_ms` the longest in which
    it let nothing else happen in the process. `again_plans` is how many plans one more event had judged again,
    `again_rows` how many rows were read for that by `again_queries`, `again_ms` how long it took from the append on.
    """

    plans: int
    events: int
    findings: int
    fold_s: float
    judge_s: float
    plans_s: int
    events_s: int
    held_ms: float
    peak_mib: int
    again_plans: int
    again_queries: int
    again_rows: int
    again_ms: float


async def measured(settings: Settings, plans: int, events: int, tell: Telling) -> Figures:
    """The figures of such a quarter, in a database of its own."""
    async with scratch(settings) as inner:
        owner = await connected(inner.migrate_database_url)
        await tables(owner)
        tell(f"filling a quarter of {plans:,} plans and {events:,} events")
        total = await filled(inner, plans, events)
        await owner.execute("vacuum analyze log.event")
        worker = await pool(inner.worker_database_url)
        try:
            return await _measured(worker, plans, total, tell)
        finally:
            await worker.close()
            await owner.close()


async def _measured(worker: asyncpg.Pool, plans: int, total: int, tell: Telling) -> Figures:
    tell("folding")
    started = time.perf_counter()
    await engine.advance(worker, governance.PROJECTION, ORG)
    fold_s = time.perf_counter() - started
    tell("judging")
    memory, now = Memory(), dt.datetime.now(dt.UTC)
    started = time.perf_counter()
    async with holding() as held:
        judged = await governance.judge(worker, ORG, now, memory)
    judge_s = time.perf_counter() - started
    page = await governance.judgements(worker, ORG, CYCLE, at_most=plans + 1)
    assert judged == plans == len(page.judgements), f"{judged} of {plans} plans were judged"
    await _one_more(worker, memory, 0)  # what is prepared once is not counted
    counting = Counting(worker)
    started = time.perf_counter()
    again = await _one_more(counting, memory, 1)
    again_ms = (time.perf_counter() - started) * 1000
    return Figures(
        plans=plans,
        events=total,
        findings=sum(len(each.findings) for each in page.judgements),
        fold_s=round(fold_s, 1),
        judge_s=round(judge_s, 1),
        plans_s=round(plans / judge_s),
        events_s=round(total / judge_s),
        held_ms=round(max(held) * 1000, 1),
        peak_mib=peak_mib(),
        again_plans=again,
        again_queries=counting.queries,
        again_rows=counting.rows,
        again_ms=round(again_ms, 1),
    )


class Counting:
    """The pool, which counts the queries that fetch from it, and their rows."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.queries, self.rows, self._pool = 0, 0, pool

    async def fetch(self, query: str, *given: Any) -> list[Any]:
        """The rows, counted."""
        found = await self._pool.fetch(query, *given)
        self.queries, self.rows = self.queries + 1, self.rows + len(found)
        return found

    def acquire(self) -> Any:
        """A connection of the pool, whose rows are not counted: what is written is not much."""
        return self._pool.acquire()


@asynccontextmanager
async def holding() -> AsyncIterator[list[float]]:
    """How much later than asked for the process's loop came back each time, in seconds."""
    late = [0.0]

    async def watch() -> None:
        while True:
            asked = time.perf_counter() + LOOK_SECONDS
            await asyncio.sleep(LOOK_SECONDS)
            late.append(time.perf_counter() - asked)

    watching = asyncio.ensure_future(watch())
    try:
        yield late
    finally:
        watching.cancel()
        await asyncio.wait([watching])


async def _one_more(worker: Any, memory: Memory, number: int) -> int:
    """One plan takes on one more; how many plans are judged for that."""
    fact = facts.KeyResultCommitted(
        key_result=f"late-{number}", objective="o-0", title="One more, please", points=Points(3), target=10.0
    )
    event = event_of(f"late-{number}", f"plan/{CYCLE}/unit-{number}", fact, None)
    await append(worker, Act(org=ORG, events=(event,)))
    await engine.advance(worker, governance.PROJECTION, ORG)
    return await governance.judge(worker, ORG, dt.datetime.now(dt.UTC), memory)
