"""Redis is emptied, killed and started again, and unreachable for a while, while acts go on beside a worker.

It carries wake-ups, never facts: no request fails or waits because of it, and the worker comes back by itself.
Each for a minute: `OKR_FAULT_SECONDS=60 python3 deploy test tests/faults/test_redis_lost.py -s`.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from redis.asyncio import Redis

from deploy.soaking.ledger import Ledger
from tests.faults.conditions import LONG, SECONDS, Trouble
from tests.faults.ledger import crowd
from tests.faults.stage import Stage
from workers.running import CONNECT_SECONDS

HANGS_SECONDS = SECONDS if LONG else 3.0


@asynccontextmanager
async def worked_for(stage: Stage) -> AsyncIterator[Ledger]:
    """Clients act, at a server that wakes a worker; all of it is answered 201, and none of it waits for Redis."""
    await stage.work()
    server = await stage.serve("server beside Redis", stage.both)
    async with crowd([server.address], stage.org, stage.key) as ledger:
        await ledger.further(20)
        yield ledger
        await ledger.further(20)
        ledger.wrong += [status for status in ledger.statuses if status != "201"]
        if ledger.slowest > CONNECT_SECONDS:
            ledger.wrong.append(f"an answer took {ledger.slowest:.1f} s")


async def test_redis_is_emptied_and_killed(stage: Stage) -> None:
    trouble, times = Trouble("redis"), 0
    async with worked_for(stage) as ledger:
        while not (trouble.over and times):
            await ledger.further(trouble.random.randrange(5, 40))
            await flushed(stage.redis.url)
            await ledger.further(trouble.random.randrange(5, 40))
            stage.redis.kill()
            await ledger.further(trouble.random.randrange(5, 40))
            stage.redis.start()
            times += 1
    await ends(stage, ledger, f"Redis emptied and killed {times} times")


async def test_redis_hangs(stage: Stage) -> None:
    async with worked_for(stage) as ledger:
        stage.redis.hang()
        await asyncio.sleep(HANGS_SECONDS)
        stage.redis.go_on()
    await ends(stage, ledger, f"Redis without an answer for {HANGS_SECONDS:g} s")


async def flushed(url: str) -> None:
    """Every key of that Redis is gone."""
    async with Redis.from_url(url) as redis:
        await redis.flushall()


async def ends(stage: Stage, ledger: Ledger, met: str) -> None:
    """The worker has made up what it was behind, and the log has all that was acknowledged."""
    level = await stage.level()
    await stage.survived(ledger, f"{met}: {level}")
