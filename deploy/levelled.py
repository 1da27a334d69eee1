"""Waits until what is projected is level with an organisation's log; where no worker is at it, does the work itself."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Callable

import asyncpg
from msgspec import Struct

from deploy.system import System
from events.log import read
from projections import engine
from projections.tables import governance

PATIENCE_SECONDS = 0.3
POLL_SECONDS = 0.02


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
        progress(f"{org}: folded to {standing.folded} of {standing.head}, {standing.marked} plans to judge")
        await system.woken(org)
        before, standing = standing, await _moved(system.worker, org, standing)
        if standing == before:
            await _by_ourselves(system.worker, org, progress)
            standing = await reached(system.worker, org)
    return standing.head


async def reached(pool: asyncpg.Pool, org: str) -> Progress:
    """How far the organisation is; plans that the time that passed has changed are marked now."""
    head = await read.head(pool, org)
    if head is None:
        return Progress(0, 0, 0)
    query = "select projection, version, position from projection.checkpoint where org = $1"
    positions = {(row["projection"], row["version"]): row["position"] for row in await pool.fetch(query, org)}
    folded = min(positions.get((each.name, each.version), 0) for each in engine.registered())
    marked = len(await governance.due(pool, org, dt.datetime.now(dt.UTC)))
    return Progress(head.position, folded, marked)


async def _moved(pool: asyncpg.Pool, org: str, since: Progress) -> Progress:
    """How far the organisation is once that differs from `since`, or once patience is over."""
    until = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while (now := await reached(pool, org)) == since and asyncio.get_running_loop().time() < until:  # noqa: ASYNC110
        await asyncio.sleep(POLL_SECONDS)
    return now


async def _by_ourselves(pool: asyncpg.Pool, org: str, progress: Callable[[str], None]) -> None:
    """Folds and judges as a worker would; one that wakes up meanwhile does no harm, since both take the same locks."""
    for projection in engine.registered():
        progress(f"{org}: folded {projection.name} to {await engine.advance(pool, projection, org)}")
    judged = 0
    while plans := await governance.due(pool, org, dt.datetime.now(dt.UTC)):
        for plan in plans:
            await governance.judge(pool, org, plan, dt.datetime.now(dt.UTC))
        judged += len(plans)
        progress(f"{org}: {judged} plans judged")
