"""Which workers live: each says so in Redis every few seconds, and is forgotten soon after it is silent."""

from __future__ import annotations

import asyncio
import contextlib

from arq import ArqRedis
from redis.exceptions import RedisError

AGAIN_SECONDS = 3
KEPT_SECONDS = 10
GONE_SECONDS = 0.5  # no end waits longer for a Redis that hangs
PRESENT = "okr:present:"


async def present(redis: ArqRedis, name: str) -> None:
    """The worker of that name counts as alive until the task is cancelled, or Redis is gone."""
    while True:
        await redis.set(PRESENT + name, b"1", ex=KEPT_SECONDS)
        await asyncio.sleep(AGAIN_SECONDS)


async def absent(redis: ArqRedis, name: str) -> None:
    """It counts no longer; where Redis does not answer at once, some seconds later."""
    with contextlib.suppress(RedisError, OSError):  # a TimeoutError is an OSError
        async with asyncio.timeout(GONE_SECONDS):
            await redis.delete(PRESENT + name)


async def alive(redis: ArqRedis) -> int:
    """How many workers have said of late that they live."""
    return len({key async for key in redis.scan_iter(match=f"{PRESENT}*", count=1000)})
