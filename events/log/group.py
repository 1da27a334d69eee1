"""Writes acts together: those that arrive while a flush is in flight are the next one, each with its own answer."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from typing import Any, NamedTuple

import asyncpg

from events.log.append import Act, Appended, append
from events.log.columns import Columns, Draft, drafted
from events.log.source import Source

FLUSH = "select * from log.flush($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)"
# What a flush holds at most: acts, events and bytes.
ACTS = 128
EVENTS = 1000
BYTES = 4 * 1024 * 1024
# With that many waiting, the next flush is on its way before the answers to the last one are taken.
MANY = 32
# After these nobody knows whether the flush is in the log.
UNSURE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)


class Waiting:
    """An act that waits for its flush, and where its answer will be."""

    __slots__ = ("answer", "draft")

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.answer: asyncio.Future[Appended] = asyncio.get_running_loop().create_future()

    def told(self, appended: Appended) -> None:
        """Whoever still waits has the answer."""
        if not self.answer.done():
            self.answer.set_result(appended)

    def failed(self, error: BaseException) -> None:
        """Whoever still waits has the error."""
        if not self.answer.done():
            self.answer.set_exception(error)


class Flight(NamedTuple):
    """A flush on its way: its acts, their columns, and the row that the log will answer with."""

    acts: list[Waiting]
    columns: Columns
    row: asyncio.Future[list[Any]]


class Group:
    """The one place where a server's process appends: one flush at a time, over all organisations.

    A flush is one statement, one transaction and one wait for the disk. It holds no two acts that share a stream, an id
    or a request: the later one waits for the next. What the log refuses does not hold up the others: each such act is
    appended by itself, and told why.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._waiting: deque[Waiting] = deque()
        self._running: asyncio.Task[None] | None = None
        self._alone: set[asyncio.Task[None]] = set()

    async def append(self, act: Act) -> Appended:
        """The act's events are in the log, once, and will stay: as `events.log.append.append`, with its errors."""
        draft = drafted(act)
        if draft is None:
            return await append(self._source, act)
        waiting = Waiting(draft)
        self._waiting.append(waiting)
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await waiting.answer

    async def _run(self) -> None:
        """Nobody waits any more."""
        flight: Flight | None = None
        try:
            while flight or self._waiting:
                if flight is None:
                    # Those who were just answered may have more to say, and it costs the same flush.
                    await asyncio.sleep(0)
                    flight = self._begun()
                    if flight is None:
                        continue
                await asyncio.wait([flight.row])
                following = self._begun() if len(self._waiting) >= MANY else None
                await asyncio.sleep(0)
                self._land(flight)
                flight = following
        except BaseException as error:
            for waiting in [*(flight.acts if flight else ()), *self._waiting]:
                waiting.failed(error)
            self._waiting.clear()
            raise
        finally:
            self._running = None

    def _begun(self) -> Flight | None:
        """The next flush is on its way; None where nobody waits any more for what it would write."""
        if not (acts := self._next()):
            return None
        columns = Columns([waiting.draft for waiting in acts])
        return Flight(acts, columns, asyncio.ensure_future(self._source.fetch(FLUSH, *columns.arguments())))

    def _next(self) -> list[Waiting]:
        """The acts of the next flush, taken out of those that wait, who came first first."""
        taken: list[Waiting] = []
        left: list[Waiting] = []
        claimed: set[tuple[str, str]] = set()
        events = size = 0
        while self._waiting and len(taken) < ACTS:
            waiting = self._waiting.popleft()
            draft = waiting.draft
            if taken and (events + len(draft.tails) > EVENTS or size + draft.size > BYTES):
                left.append(waiting)
                break
            if not claimed.isdisjoint(draft.claims):
                left.append(waiting)
            elif not waiting.answer.cancelled():
                claimed |= draft.claims
                events += len(draft.tails)
                size += draft.size
                taken.append(waiting)
        self._waiting.extendleft(reversed(left))
        return taken

    def _land(self, flight: Flight) -> None:
        """Each act of the flight is answered, or will be."""
        error = flight.row.exception()
        if error is None:
            self._answer(flight, flight.row.result()[0])
        elif isinstance(error, UNSURE) and not isinstance(error, asyncpg.DataError):
            for waiting in flight.acts:
                waiting.failed(error)
        else:
            self._by_themselves(flight.acts)

    def _answer(self, flight: Flight, row: Any) -> None:
        if row["refused"] is None:
            for waiting, appended in zip(flight.acts, flight.columns.answers(row), strict=True):
                waiting.told(appended)
            return
        refused = set(row["refused"])
        numbered = list(enumerate(flight.acts, 1))
        self._by_themselves(waiting for number, waiting in numbered if number in refused)
        self._waiting.extendleft(waiting for number, waiting in reversed(numbered) if number not in refused)

    def _by_themselves(self, acts: Iterable[Waiting]) -> None:
        """Each of the acts will be appended by itself, beside the flushes."""
        for waiting in acts:
            task = asyncio.create_task(self._by_itself(waiting))
            self._alone.add(task)
            task.add_done_callback(self._alone.discard)

    async def _by_itself(self, waiting: Waiting) -> None:
        try:
            waiting.told(await append(self._source, waiting.draft.act))
        except BaseException as error:
            waiting.failed(error)
            if not isinstance(error, Exception):
                raise
