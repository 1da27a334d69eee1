"""The ends of the logs that somebody listens to: each is read once, however many listen.

A listener has only a position. What lies further back than the end that is kept here, it reads from the log itself, so
that one who is slow, or who begins at the start, costs the others nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from contextlib import contextmanager

import asyncpg

from events.log.follow import follow
from events.log.read import Entry
from services.http.server_sent import Block, block

log = logging.getLogger("okr_ledger.http")
KEPT_BYTES = 1024 * 1024
PAGE = 200
POLL_SECONDS = 0.5
AGAIN_SECONDS = 1.0
TOGETHER_SECONDS = 0.01  # what is appended within it is sent together
READERS = 4  # of the connections that answer requests, those that listeners may take at a time

Heard = Callable[[str], Awaitable[object]]


class End:
    """The last events of one organisation's log, up to `head`. `grown` is done when there are more, or it is over."""

    def __init__(self, head: int) -> None:
        self.head = head
        self.grown: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.listeners = 0
        self._kept: list[Block] = []
        self._bytes = 0

    def extend(self, entries: list[Entry]) -> None:
        """The events follow; the first ones are let go where they all take more than KEPT_BYTES."""
        for _, body in entries:
            found = block(body)
            self._kept.append(found)
            self._bytes += len(found.sent)
        gone = 0
        while self._bytes > KEPT_BYTES:
            self._bytes -= len(self._kept[gone].sent)
            gone += 1
        del self._kept[:gone]
        self.head = entries[-1][0]
        self.wake()

    def wake(self) -> None:
        """Whoever listens looks again."""
        grown, self.grown = self.grown, asyncio.get_running_loop().create_future()
        grown.set_result(None)

    def keeps(self, after: int) -> bool:
        """Whether every event behind the position is here."""
        return after >= self.head - len(self._kept)

    def behind(self, after: int) -> list[Block]:
        """The events behind a position, where `keeps` says that they are here."""
        return self._kept[max(len(self._kept) - (self.head - after), 0) :]


class Feed:
    """The ends of the logs that are listened to in this process, each with its reader while somebody listens."""

    def __init__(self, pool: asyncpg.Pool, heard: Heard | None = None) -> None:
        """`heard` comes back when something may have been appended; without it the logs are looked at by the clock."""
        self.pool = pool
        self.readers = asyncio.Semaphore(READERS)
        self.closed = False
        self._heard = heard
        self._ends: dict[str, tuple[End, asyncio.Task[None]]] = {}

    @contextmanager
    def listened(self, org: str, head: int) -> Iterator[End]:
        """The end of the organisation's log, which goes on while this block lasts; `head` is where it is now."""
        if org not in self._ends:
            end = End(head)
            self._ends[org] = end, asyncio.create_task(self._read(org, end))
        end, reader = self._ends[org]
        end.listeners += 1
        try:
            yield end
        finally:
            end.listeners -= 1
            if not end.listeners:
                reader.cancel()
                del self._ends[org]

    def close(self) -> None:
        """Whoever listens is told that it is over."""
        self.closed = True
        for end, _ in self._ends.values():
            end.wake()

    async def _read(self, org: str, end: End) -> None:
        missed = False
        while True:
            try:
                async for entries in self._pages(org, end.head):
                    end.extend(entries)
                    missed = False
            except Exception as error:  # nobody waits for this task who could learn of it
                if not missed:
                    log.warning("the feed cannot be read", exc_info=error, extra={"organisation": org})
                missed = True
                await asyncio.sleep(AGAIN_SECONDS)

    def _pages(self, org: str, after: int) -> AsyncGenerator[list[Entry], None]:
        heard = self._heard
        awake = None if heard is None else lambda: together(heard(org))
        return follow(self.pool, org, after, awake=awake, poll_seconds=POLL_SECONDS, limit=PAGE)


async def together(told: Awaitable[object]) -> None:
    """Comes back when it is told, and a little later, when what is appended in a burst is there."""
    await told
    await asyncio.sleep(TOGETHER_SECONDS)
