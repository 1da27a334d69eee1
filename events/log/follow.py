"""Follows a log: a reader that keeps one number and misses nothing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable

from events.log.read import PAGE, Entry, page
from events.log.source import Source


async def follow(
    source: Source,
    org: str,
    after: int = 0,
    *,
    awake: Callable[[], Awaitable[object]] | None = None,
    poll_seconds: float = 1.0,
    limit: int = PAGE,
) -> AsyncGenerator[list[Entry], None]:
    """Pages of the events behind a position, each event once and in order, without an end.

    Where the log goes no further it waits until `awake()` comes back, and no longer than `poll_seconds`: a wake-up
    may get lost, an event may not. The number to keep is the position of the last event taken.
    """
    while True:
        # The wait begins before the read, so that a wake-up between the two is not slept through.
        waking = asyncio.ensure_future(awake() if awake else asyncio.sleep(poll_seconds))
        try:
            while entries := await page(source, org, after, limit):
                after = entries[-1][0]
                yield entries
            done, _ = await asyncio.wait([waking], timeout=poll_seconds)
        finally:
            waking.cancel()
        for ended in done:
            ended.result()  # what `awake` raised is the reader's to know
