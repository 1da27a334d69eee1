"""The worker against real servers: what it writes is the fold of the log, whatever is killed or lost in between."""

from __future__ import annotations

import asyncio
import contextlib
import datetime as dt
import os
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import msgspec

from deploy.servers import Servers
from deploy.settings import Settings
from deploy.soaking.refolded import against_the_books
from deploy.system import System, opened
from events.log import read
from events.log.append import Act, append
from projections import engine
from projections.tables import current_state, governance
from tests.databases import settings_of
from tests.workers.recorded import recorded
from tests.workers.timelines import timeline
from workers.running import work
from workers.wake import mark

ROOT = Path(__file__).resolve().parent.parent.parent


async def fill(system: System, org: str, units: int, weeks: int = 10) -> int:
    """The timeline is in the log; its last position."""
    events = list(timeline(org, units, weeks))
    for start in range(0, len(events), 500):
        last = await append(system.app, Act(org=org, events=tuple(events[start : start + 500])))
    return last.position


async def until(done: Callable[[], Awaitable[bool]], seconds: float = 30) -> None:
    async with asyncio.timeout(seconds):
        while not await done():  # noqa: ASYNC110 - what is waited for happens in Postgres
            await asyncio.sleep(0.02)


async def level(system: System, org: str) -> bool:
    """Whether every projection is at the head, and every plan judged."""
    found = await read.head(system.app, org)
    page = await governance.judgements(system.app, org, "2026-q1")
    reached, _ = await current_state.read_one(system.app, org, "org")
    return found is not None and page.judged_position == page.position == reached == found.position


async def assert_equals_the_fold(system: System, org: str) -> None:
    """The tables hold what folding and judging the log from its beginning gives."""
    assert await against_the_books(system, org) == []


@asynccontextmanager
async def working(system: System) -> AsyncIterator[None]:
    """A worker runs in this process."""
    task = asyncio.create_task(work(system.settings.redis_url, system.worker, system.sealing))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def started(settings: Settings) -> asyncio.subprocess.Process:
    """A worker of its own process, which can be killed."""
    environment = {
        **os.environ,
        "DATABASE_URL": settings.database_url,
        "WORKER_DATABASE_URL": settings.worker_database_url,
        "MIGRATE_DATABASE_URL": settings.migrate_database_url,
        "REDIS_URL": settings.redis_url,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        "deploy.commands",
        "work",
        cwd=ROOT,
        env=environment,
        stderr=asyncio.subprocess.DEVNULL,
    )


async def test_an_append_and_a_wake_up_end_in_the_fold_of_the_log(database: Servers) -> None:
    async with opened(settings_of(database)) as system, working(system):
        await fill(system, "acme", units=3)
        await system.woken("acme")
        await until(lambda: level(system, "acme"))
        await assert_equals_the_fold(system, "acme")


async def test_the_sweep_finds_what_no_wake_up_told_of(database: Servers) -> None:
    async with opened(settings_of(database)) as system, working(system):
        await fill(system, "acme", units=2)
        await until(lambda: level(system, "acme"))


async def test_a_mark_that_outlived_its_job_does_not_hide_later_events(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await fill(system, "acme", units=1)
        await system.queue.set(mark("fold", "acme"), b"1", ex=2)
        async with working(system):
            await until(lambda: level(system, "acme"))


async def test_a_worker_killed_in_the_middle_and_a_flushed_redis_lose_nothing(database: Servers) -> None:
    settings = settings_of(database)
    async with opened(settings) as system:
        head = await fill(system, "acme", units=120, weeks=40)
        await system.woken("acme")
        worker = await started(settings)

        async def begun() -> bool:
            position, _ = await current_state.read_one(system.app, "acme", "org")
            return position > 0

        await until(begun)
        worker.send_signal(signal.SIGKILL)
        await worker.wait()
        reached, _ = await current_state.read_one(system.app, "acme", "org")
        assert not await level(system, "acme"), "it was killed too late to be in the middle"
        assert 0 < reached <= head
        await system.queue.flushall()
        again = await started(settings)
        await until(lambda: level(system, "acme"), 60)
        again.send_signal(signal.SIGTERM)
        assert await again.wait() == 0
        await assert_equals_the_fold(system, "acme")


async def test_redis_gone_for_a_while_stops_no_worker_for_good(database: Servers) -> None:
    async with opened(settings_of(database)) as system, working(system):
        await fill(system, "acme", units=1)
        await until(lambda: level(system, "acme"))
        # What a restart of the server does to a worker: every connection is cut, and all that was queued is gone.
        await system.queue.flushall()
        await system.queue.client_kill_filter(_type="normal", skipme=False)
        events = [event for event in timeline("acme", 2) if event.subject.endswith("/u1")]
        renamed = tuple(msgspec.structs.replace(event, id=f"again-{event.id}") for event in events)
        await append(system.app, Act(org="acme", events=renamed))
        await until(lambda: level(system, "acme"))


async def test_two_folds_at_once_do_no_harm(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await fill(system, "acme", units=4)
        for projection in engine.registered():
            await asyncio.gather(*(engine.advance(system.worker, projection, "acme") for _ in range(4)))
        await governance.judge(system.worker, "acme", dt.datetime.now(dt.UTC))
        assert await level(system, "acme")
        await assert_equals_the_fold(system, "acme")


async def test_time_alone_has_a_plan_judged_again(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await recorded(database, "acme", timeline("acme", 1))
        for projection in engine.registered():
            await engine.advance(system.worker, projection, "acme")
        then = dt.datetime(2026, 3, 20, tzinfo=dt.UTC)
        await governance.judge(system.worker, "acme", then)
        assert await governance.due(system.worker, "acme", then) == []
        assert await governance.due(system.worker, "acme", then + dt.timedelta(days=90))
