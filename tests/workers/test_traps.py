"""What arq does that a worker has to be ready for: each of its traps, and that nobody falls into it."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.metadata
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from arq.constants import default_queue_name, in_progress_key_prefix, job_key_prefix
from arq.worker import Worker, func
from packaging.requirements import Requirement

from deploy.system import System
from projections import engine
from tests.workers.queued import ORG, SOON, appended, folded
from tests.workers.test_worker import until, working
from workers import running, sweep, wake
from workers.wake import awake, mark

ROOT = Path(__file__).resolve().parent.parent.parent
LONG = 310_000  # milliseconds that arq holds a job for the worker that began it


async def test_a_wake_up_that_comes_while_the_job_runs_has_it_run_again(system: System) -> None:
    begun, go_on, runs = asyncio.Event(), asyncio.Event(), list[str]()

    async def job(ctx: dict[str, Any], org: str) -> None:
        await awake(ctx["redis"], "job", org)
        runs.append(org)
        begun.set()
        await go_on.wait()

    redis = running.queue(system.settings.redis_url)
    worker = Worker([func(job, name="job", keep_result=0)], redis_pool=redis, poll_delay=0.01, handle_signals=False)
    task = asyncio.create_task(worker.async_run())
    await wake.wake(system.queue, "job", ORG)
    await begun.wait()
    for _ in range(3):
        await wake.wake(system.queue, "job", ORG)
    go_on.set()

    async def twice() -> bool:
        return len(runs) == 2 and await system.queue.zcard(default_queue_name) == 0

    try:
        await until(twice, SOON)
    finally:
        task.cancel()
        await asyncio.gather(worker.close(), task, return_exceptions=True)


def test_no_job_leaves_a_result_behind() -> None:
    assert {job.name: job.keep_result_s for job in running.jobs() if job.keep_result_s != 0} == {}


@contextlib.contextmanager
def failing_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[asyncio.Event]:
    """The next fold fails as where Postgres lost the connection; the event says that it has."""
    advance, failed = engine.advance, asyncio.Event()

    async def fails(*given: Any, **named: Any) -> Any:
        if not failed.is_set():
            failed.set()
            raise asyncpg.ConnectionDoesNotExistError("connection was closed in the middle of operation")
        return await advance(*given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(engine, "advance", fails)
        yield failed


async def test_a_job_that_failed_runs_at_the_next_wake_up(
    system: System, unswept: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    with failing_once(monkeypatch) as failed:
        async with working(system):
            await appended(system)
            await system.woken(ORG)
            await failed.wait()
            await appended(system)
            await system.woken(ORG)
            await until(lambda: folded(system), SOON)


async def test_a_job_that_failed_is_found_without_a_wake_up(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sweep, "SECONDS", 1)
    async with working(system):
        await appended(system)
        await until(lambda: folded(system))
        with failing_once(monkeypatch) as failed:
            await appended(system)
            await system.woken(ORG)
            await failed.wait()
            await until(lambda: folded(system))


async def begun_elsewhere(system: System, org: str) -> None:
    """A worker that was killed then had just begun to fold the organisation."""
    await wake.wake(system.queue, "fold", org)
    for job in await system.queue.zrange(default_queue_name, 0, -1):
        await system.queue.psetex(in_progress_key_prefix + job.decode(), LONG, b"1")


async def test_what_a_killed_worker_had_begun_is_found(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wake, "MARK_SECONDS", 1)
    monkeypatch.setattr(sweep, "SECONDS", 1)
    await appended(system)
    await begun_elsewhere(system, ORG)
    async with working(system):
        await until(lambda: folded(system))


async def test_what_killed_workers_had_begun_stands_in_nobody_s_way(system: System) -> None:
    """arq looks at the first hundred jobs only, and passes by those that somebody has begun, be he dead."""
    for number in range(120):
        await wake.wake(system.queue, "fold", f"gone{number}")
    await begun_elsewhere(system, "gone")
    await appended(system)
    await system.woken(ORG)
    async with working(system):
        await until(lambda: folded(system))


async def test_a_job_that_waited_for_more_than_a_day_is_made_up_for(system: System) -> None:
    await appended(system)
    await system.woken(ORG)
    for job in await system.queue.zrange(default_queue_name, 0, -1):
        await system.queue.delete(job_key_prefix + job.decode())
    await system.queue.delete(mark("fold", ORG), mark("seal", ORG))
    async with working(system):
        await until(lambda: folded(system))


async def test_a_clock_that_is_ahead_of_the_worker_s_hides_no_wake_up(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with working(system):
        await appended(system)
        with monkeypatch.context() as patch:
            patch.setattr("arq.connections.timestamp_ms", lambda: int((time.time() + 3600) * 1000))
            await system.woken(ORG)
        assert await system.queue.exists(mark("fold", ORG))  # so that no sweep wakes it
        await until(lambda: folded(system), SOON)


def test_arq_is_the_version_that_this_was_written_for() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    wanted = {found.name: found.specifier for found in map(Requirement, declared)}
    for name, inside, outside in (("arq", "0.28.0", "0.29.0"), ("redis", "5.3.1", "6.0.0")):
        assert inside in wanted[name]
        assert outside not in wanted[name]
        installed = importlib.metadata.version(name)
        assert installed in wanted[name]
        assert f"\n{name}=={installed} \\\n" in (ROOT / "deploy" / "requirements.lock").read_text()
