"""Runs the jobs: an arq worker with a pool of its own, which begins again when Redis comes back."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import pkgutil
import uuid
from typing import Any

import asyncpg
from arq.connections import ArqRedis
from arq.worker import Worker
from redis.asyncio import ConnectionPool
from redis.exceptions import RedisError

import workers
from workers.counts import counted
from workers.heard import Ear
from workers.presence import absent, present
from workers.seal import Sealing
from workers.sweep import sweeping

log = logging.getLogger("okr_ledger.worker")
MAX_JOBS = 100  # most of which wait: for more to do, or for one of the connections
POLL_SECONDS = 0.05
THRESHOLDS = 100_000, 20, 50  # of the garbage collection
AGAIN_SECONDS = 1.0
CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 5.0


def jobs() -> list[Any]:
    """Every job's function of this folder."""
    names = [found.name for found in pkgutil.iter_modules(workers.__path__)]
    modules = [importlib.import_module(f"workers.{name}") for name in names]
    return [module.JOB for module in modules if hasattr(module, "JOB")]


def queue(redis_url: str) -> ArqRedis:
    """A client of the queue, which connects when it is first used: what needs no queue works without one.

    It gives up rather than hang: a connection may be dead without anybody telling.
    """
    bounds = {"socket_connect_timeout": CONNECT_SECONDS, "socket_timeout": ANSWER_SECONDS}
    return ArqRedis(ConnectionPool.from_url(redis_url, **bounds))


async def work(redis_url: str, pool: asyncpg.Pool, sealing: Sealing | None = None, drain_seconds: float = 0.0) -> None:
    """Jobs run until the task is cancelled; without `sealing` none of them seals.

    Then none is begun, and those at hand have `drain_seconds` to end; what is left goes back to the queue.
    arq's worker ends when Redis dies: then another begins when it is back.
    """
    # Folding makes many objects, hardly any of which is garbage: looking for it as often as by default costs a fifth.
    gc.set_threshold(*THRESHOLDS)
    ear = Ear(redis_url)
    listening = asyncio.create_task(ear.run())
    try:
        while True:
            try:
                await _work(queue(redis_url), {"pool": pool, "sealing": sealing, "ear": ear}, drain_seconds)
            except (RedisError, OSError) as error:
                log.warning("the queue is gone; trying again", exc_info=error)
                await asyncio.sleep(AGAIN_SECONDS)
    finally:
        listening.cancel()
        await asyncio.wait([listening])


async def _work(redis: ArqRedis, ctx: dict[str, Any], drain_seconds: float) -> None:
    worker = Worker(
        functions=[counted(job) for job in jobs()],
        redis_pool=redis,
        ctx=ctx,
        max_jobs=MAX_JOBS,
        poll_delay=POLL_SECONDS,
        handle_signals=False,
        log_results=False,
    )
    name = uuid.uuid4().hex
    # Once it ends there is no place for a job that would only wait for more to do.
    ctx["jobs"] = lambda: len(worker.tasks) if worker.allow_pick_jobs else MAX_JOBS
    running = [asyncio.ensure_future(each) for each in (worker.async_run(), sweeping(redis), present(redis, name))]
    try:
        await asyncio.gather(*running)
    except asyncio.CancelledError:
        worker.allow_pick_jobs = False
        if drain_seconds and worker.tasks:
            await asyncio.wait(worker.tasks.values(), timeout=drain_seconds)
        raise
    finally:
        for each in running:
            each.cancel()
        await absent(redis, name)
        await _close(worker, redis)


async def _close(worker: Worker, redis: ArqRedis) -> None:
    """Its jobs are cancelled, and its connections closed, whether Redis is there or not."""
    await asyncio.gather(worker.close(), return_exceptions=True)
    await redis.aclose(close_connection_pool=True)
