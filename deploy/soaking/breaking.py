"""What is broken while everybody goes on: each process in turn, in order and by force, Valkey and Postgres."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import signal
import time
from collections.abc import Awaitable, Callable

from redis.asyncio import Redis

from deploy.soaking.diary import Break, Diary
from deploy.soaking.installation import Installation

Act = Callable[[], Awaitable[None]]
POSTGRES, VALKEY = "Postgres", "Valkey"


class Breaker:
    """Breaks one thing, and mends it."""

    def __init__(self, installation: Installation, diary: Diary) -> None:
        self.installation, self.diary = installation, diary

    def steps(self) -> list[tuple[str, Act]]:
        """What is broken, in this order."""
        return [
            ("server-1 killed", lambda: self._kill("server-1")),
            ("worker-1 killed", lambda: self._kill("worker-1")),
            (f"{VALKEY} emptied", self._empty),
            (f"{POSTGRES} restarted in fast mode", lambda: self._postgres(signal.SIGINT)),
            ("server-2 ended", lambda: self._end("server-2")),
            ("worker-2 ended", lambda: self._end("worker-2")),
            (f"{POSTGRES} restarted in immediate mode", lambda: self._postgres(signal.SIGQUIT)),
            (f"{VALKEY} restarted", self._valkey),
            ("server-2 killed", lambda: self._kill("server-2")),
            ("worker-2 killed", lambda: self._kill("worker-2")),
            ("server-1 ended", lambda: self._end("server-1")),
            ("worker-1 ended", lambda: self._end("worker-1")),
        ]

    async def breaks(self, seconds: float) -> None:
        """One thing after the other was broken, all of them once at least where the time is enough for that."""
        ends, steps = time.monotonic() + seconds, self.steps()
        pause = seconds / len(steps) / 2
        for what, act in itertools.cycle(steps):
            if time.monotonic() > ends:
                return
            begun = dt.datetime.now(dt.UTC)
            await act()
            self.diary.breaks.append(Break(what=what, begun=begun, ended=dt.datetime.now(dt.UTC)))
            self.diary.done[what] += 1
            await asyncio.sleep(pause)

    async def _kill(self, name: str) -> None:
        program = self.installation.programs[name]
        program.signal(signal.SIGKILL)
        await program.ended()
        await program.start()

    async def _end(self, name: str) -> None:
        await self.installation.ends(name, self.diary)
        await self.installation.programs[name].start()

    async def _empty(self) -> None:
        async with Redis.from_url(self.installation.settings.redis_url) as redis:
            await redis.flushall()

    async def _valkey(self) -> None:
        self.installation.broker.kill()
        self.installation.broker.start()

    async def _postgres(self, sign: signal.Signals) -> None:
        self.installation.postgres.signal(sign)
        await self.installation.postgres.ended()
        await self.installation.postgres.start()
