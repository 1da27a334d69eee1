"""Hears of appends: one subscription a process, for whoever waits for an organisation's next event.

What Redis carries is only a wake-up. It may come twice, for nothing, or not at all: whoever waits looks into the log
after a time of its own as well.
"""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict

from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from workers.wake import APPENDED

log = logging.getLogger("okr_ledger.heard")
ANSWER_SECONDS = 2.0
SILENT_SECONDS = 5.0  # then it is asked whether it is still there
AGAIN_SECONDS = 1.0
LOST = (RedisError, OSError)  # a TimeoutError is an OSError


class Ear:
    """Listens at one Redis for the appends of all organisations, while `run` runs."""

    def __init__(self, redis_url: str) -> None:
        """Raises ValueError for what is no address of a Redis; whether one answers, `run` finds out."""
        self._redis = Redis.from_url(redis_url, socket_connect_timeout=ANSWER_SECONDS)
        self._waiting: defaultdict[str, set[asyncio.Future[None]]] = defaultdict(set)

    def next(self, org: str) -> asyncio.Future[None]:
        """Done when something was appended for the organisation after this call, or when that may have been missed.

        Whoever waits no longer cancels it. Without a Redis it is never done.
        """
        waiting = asyncio.get_running_loop().create_future()
        self._waiting[org].add(waiting)
        waiting.add_done_callback(lambda ended: self._forget(org, ended))
        return waiting

    async def run(self) -> None:
        """It listens until this is cancelled. A Redis that dies or hangs is logged once, and tried until it is back."""
        missed = False
        try:
            while True:
                try:
                    async with self._redis.pubsub() as subscription:
                        async with asyncio.timeout(ANSWER_SECONDS):
                            await subscription.subscribe(APPENDED)
                            await subscription.get_message(timeout=ANSWER_SECONDS)
                        if missed:
                            log.info("Redis tells of appends again")
                        missed = False
                        await self._listen(subscription)
                except LOST as error:
                    if not missed:
                        log.warning("nobody tells of appends; looking for them from time to time", exc_info=error)
                    missed = True
                await asyncio.sleep(AGAIN_SECONDS)
        finally:
            await self._redis.aclose()

    async def _listen(self, subscription: PubSub) -> None:
        """Wakes whoever waits. Raises RedisError or OSError when the subscription is lost."""
        for org in list(self._waiting):
            self._wake(org)  # what was appended while nobody listened
        while True:
            told = await subscription.get_message(timeout=SILENT_SECONDS)
            if told is None:
                async with asyncio.timeout(ANSWER_SECONDS):
                    await subscription.ping()
                    told = await subscription.get_message(timeout=None)
            if told is not None and told["type"] == "message":
                self._wake(told["data"].decode())

    def _wake(self, org: str) -> None:
        for waiting in list(self._waiting.get(org, ())):
            if not waiting.done():
                waiting.set_result(None)

    def _forget(self, org: str, waiting: asyncio.Future[None]) -> None:
        self._waiting[org].discard(waiting)
        if not self._waiting[org]:
            del self._waiting[org]
