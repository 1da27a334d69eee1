"""How often a key may ask: counted in Redis for all servers together, and in this process while Redis is away."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Sequence

from limits import RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from msgspec import Struct
from redis.exceptions import RedisError

from services.http.problems import TooOften
from services.together import Together

log = logging.getLogger("okr_ledger.limits")
MINUTE = 60.0
SHARE = 100  # of what a minute allows is taken from Redis at once, by each server: few requests have to ask it
ANSWER_SECONDS = 0.25
AWAY_SECONDS = 5.0  # before a Redis that did not answer is asked again
LOST = (RedisError, OSError)  # a TimeoutError is an OSError


class Lease(Struct):
    """Requests that this server may still let through, until a moment of the loop's clock."""

    left: int
    until: float


class Limits:
    """Lets so many requests a minute through for each who asks; what is over is told when to come again."""

    def __init__(self, redis_url: str | None, a_minute: int) -> None:
        """Raises ValueError for what is no address of a Redis; whether one answers, its first use says."""
        self._batch = max(a_minute // SHARE, 1)
        self._item = RateLimitItemPerMinute(a_minute)
        self._alone = SlidingWindowCounterRateLimiter(MemoryStorage())
        self._together = self._alone if redis_url is None else SlidingWindowCounterRateLimiter(_storage(redis_url))
        self._away_until = 0.0
        self._leases: dict[str, Lease] = {}
        self._asking = Together(self._ask)

    async def take(self, who: str) -> None:
        """One more request is let through. Raises TooOften."""
        while True:
            lease = self._leases.get(who)
            if lease is not None and lease.left > 0 and lease.until > time.monotonic():
                lease.left -= 1
                return
            if (seconds := await self._asking(who)) is not None:
                raise TooOften(seconds)

    async def _ask(self, whose: Sequence[str]) -> dict[str, float | None]:
        """None for each who got a lease; for the others in how many seconds there may be one."""
        return dict(zip(whose, await asyncio.gather(*map(self._lease, whose)), strict=True))

    async def _lease(self, who: str) -> float | None:
        if time.monotonic() >= self._away_until:
            try:
                return await self._hit(self._together, who)
            except LOST as error:
                self._away_until = time.monotonic() + AWAY_SECONDS
                log.warning(
                    "each server counts requests alone: Redis does not answer", extra={"error": type(error).__name__}
                )
        return await self._hit(self._alone, who)

    async def _hit(self, limiter: SlidingWindowCounterRateLimiter, who: str) -> float | None:
        if await limiter.hit(self._item, who, cost=self._batch):
            self._leases[who] = Lease(self._batch, time.monotonic() + MINUTE)
            return None
        self._leases.pop(who, None)
        reset_at, _ = await limiter.get_window_stats(self._item, who)
        return min(max(reset_at - time.time(), 1.0), MINUTE)


def _storage(redis_url: str) -> RedisStorage:
    scheme = "async+redis+unix" if redis_url.startswith("unix:") else "async+redis"
    if redis_url.startswith("rediss:"):
        scheme = "async+rediss"
    url = f"{scheme}:{redis_url.partition(':')[2]}"
    return RedisStorage(
        url, implementation="redispy", socket_connect_timeout=ANSWER_SECONDS, socket_timeout=ANSWER_SECONDS
    )
