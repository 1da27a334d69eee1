"""Waits until what is projected is level with an organisation's log; where no worker is at it, does the work itself."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
from msgspec import Struct

from deploy.system import System
from events.log import read
from projections import checkpoints, engine
from projections.judging import Memory
from projections.reports.wording import counted, percent
from projections.tables import governance

PATIENCE_SECONDS = 0.3
POLL_SECONDS = 0.02
WATCH_SECONDS = 0.25


class Progress(Struct, frozen=True):
    """How far an organisation is: its log's last position, the one every projection has, the plans still marked."""

    head: int
    folded: int
    marked: int

    @property
    def level(self) -> bool:
        """Whether nothing is left to fold or to judge."""
        return self.folded >= self.head and not self.marked


async def levelled(system: System, org: str, progress: Callable[[str], None]) -> int:
    """Every projection is at the organisation's head and no plan is marked; the position. 0 where it has no event.

    `progress` is told, in a line for a person, how far it is whenever that changes. What is appended meanwhile is
    waited for too.
    """
    standing = await reached(system.worker, org)
    while not standing.level:
        progress(told(org, standing))
        await system.woken(org)
        before, standing = standing, await _moved(system.worker, org, standing)
        if standing == before:
            await _by_ourselves(system.worker, org, standing.head, progress)
            standing = await reached(system.worker, org)
    return standing.head


def told(org: str, standing: Progress) -> str:
    """How far the organisation is, in a line for a person."""
    judge = f", {standing.marked} plans and cycles to judge" if standing.marked else ""
    return f"{org}: {standing.folded:,} of {standing.head:,} events folded{judge}"


async def reached(pool: asyncpg.Pool, org: str) -> Progress:
    """How far the organisation is; plans that the time that passed has changed are marked now."""
    head = await read.head(pool, org)
    if head is None:
        return Progress(0, 0, 0)
    # In this order: what is folded has been marked by then, and a mark that comes later is of a later event.
    folded = min(await positions(pool, org))
    marked = len(await governance.due(pool, org, dt.datetime.now(dt.UTC)))
    return Progress(head.position, folded, marked)


async def positions(pool: asyncpg.Pool, org: str) -> list[int]:
    """The position of each projection."""
    found = await checkpoints.positions(pool, org)
    return [found.get(each.name, 0) for each in engine.registered()]


async def _moved(pool: asyncpg.Pool, org: str, since: Progress) -> Progress:
    """How far the organisation is once that differs from `since`, or once patience is over."""
    until = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while (now := await reached(pool, org)) == since and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110
        await asyncio.sleep(POLL_SECONDS)
    return now


async def _by_ourselves(pool: asyncpg.Pool, org: str, head: int, progress: Callable[[str], None]) -> None:
    """Folds and judges as a worker would; one that wakes up meanwhile does no harm, since both take the same locks."""
    async with _watched(pool, org, head, progress):
        for projection in engine.registered():
            await engine.advance(pool, projection, org)
    memory = Memory()
    while plans := await governance.due(pool, org, dt.datetime.now(dt.UTC)):
        progress(f"{org}: {counted(sum(name.startswith('plan/') for name in plans), 'plan')} to judge")
        await governance.judge(pool, org, dt.datetime.now(dt.UTC), memory, WATCH_SECONDS)


@asynccontextmanager
async def _watched(pool: asyncpg.Pool, org: str, head: int, progress: Callable[[str], None]) -> AsyncIterator[None]:
    """While the block folds, `progress` is told how far the projections are, one behind the other."""

    async def watch() -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            reached = await positions(pool, org)
            progress(f"{org}: {percent(sum(reached) / (head * len(reached)))} of {head:,} events folded")

    watching = asyncio.create_task(watch())
    try:
        yield
    finally:
        watching.cancel()
        await asyncio.gather(watching, return_exceptions=True)
