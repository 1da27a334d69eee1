"""Acts of one process on the same streams take turns: deciding at once would only make all but one decide again."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Collection
from contextlib import AsyncExitStack, asynccontextmanager


class Turns:
    """A queue for each stream that somebody is about to write to, and none for the others."""

    def __init__(self) -> None:
        self._locks: dict[tuple[str, str], asyncio.Lock] = {}
        self._wanted: Counter[tuple[str, str]] = Counter()

    @asynccontextmanager
    async def taken(self, org: str, streams: Collection[str]) -> AsyncIterator[None]:
        """Nobody else of this process is at these streams until the block is left."""
        # All in the same order, so that no two wait for each other.
        keys = sorted((org, stream) for stream in set(streams))
        self._wanted.update(keys)
        try:
            async with AsyncExitStack() as stack:
                for key in keys:
                    await stack.enter_async_context(self._locks.setdefault(key, asyncio.Lock()))
                yield
        finally:
            self._wanted.subtract(keys)
            for key in keys:
                if not self._wanted[key]:
                    del self._wanted[key]
                    # Whoever gave up while waiting for one stream had not yet come to the next.
                    self._locks.pop(key, None)
