"""The keys of answers without an end: each is looked at again and again, once for all the answers that it opened."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import asyncpg

from services.http.access import owner
from services.http.errors import DATABASE
from services.http.problems import NoKey

CHECK_SECONDS = 5.0


class HeldKeys:
    """The keys that are held in this process."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self._pool = pool
        self._ends: dict[str, asyncio.Task[None]] = {}
        self._holders = Counter[str]()

    @contextmanager
    def held(self, key: str) -> Iterator[asyncio.Task[None]]:
        """Done within CHECK_SECONDS after the key was revoked or expired; it opens something when this begins."""
        if key not in self._ends:
            self._ends[key] = asyncio.create_task(self._ended(key))
        self._holders[key] += 1
        try:
            yield self._ends[key]
        finally:
            self._holders[key] -= 1
            if not self._holders[key]:
                del self._holders[key]
                self._ends.pop(key).cancel()

    async def _ended(self, key: str) -> None:
        """Comes back when the key opens nothing any more; while the database does not answer, nobody knows."""
        while True:
            await asyncio.sleep(CHECK_SECONDS)
            try:
                await owner(self._pool, key)
            except NoKey:
                return
            except DATABASE:
                continue  # nothing is read from the log either
