"""Writes acts together: those that arrive while a flush is in flight are the next one, each with its own answer."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Coroutine, Iterable
from typing import Any, Protocol, cast

import asyncpg

from events.log import errors
from events.log.append import Act, Appended, append
from events.log.columns import Columns, Draft, drafted
from events.log.errors import InTheWay, Refused
from events.log.source import Source

FLUSH = "select * from log.flush($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"
# What a flush holds at most: acts, events and bytes.
ACTS = 128
EVENTS = 1000
BYTES = 4 * 1024 * 1024
# With that many waiting, a second flush is on its way before the first is answered: it is handed over meanwhile.
FLIGHTS, MANY = 2, 64
# After these nobody knows whether the flush is in the log.
UNSURE = (
    asyncpg.PostgresConnectionError,
    asyncpg.OperatorInterventionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,
    TimeoutError,
)


class Observer(Protocol):
    """Is told what becomes of acts, by name of none; it is quick, and raises nothing."""

    def written(self, acts: int, events: int, seconds: float) -> None:
        """So many acts are in the log, by one statement that took so long."""

    def refused(self, error: Refused) -> None:
        """The log refused an act."""


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


class Group:
    """The one place where a server's process appends: in flushes, each over any organisations.

    A flush is one statement, one transaction and one wait for the disk. It holds no two acts that share a stream, an id
    or a request: the later one waits for the next. What the log refuses does not hold up the others: each such act is
    appended by itself, and told why.
    """

    def __init__(self, pool: asyncpg.Pool, observer: Observer | None = None) -> None:
        """Appends through these connections, which should be its own: as many as there are flights stay taken."""
        self._pool = pool
        self._observer = observer
        self._waiting: deque[Waiting] = deque()
        self._flushing: set[asyncio.Task[None]] = set()
        self._alone: set[asyncio.Task[None]] = set()

    async def append(self, act: Act) -> Appended:
        """The act's events are in the log, once, and will stay: as `events.log.append.append`, with its errors."""
        draft = drafted(act)
        if draft is None:
            return await self._appended(act)
        waiting = Waiting(draft)
        self._waiting.append(waiting)
        if not self._flushing or (len(self._flushing) < FLIGHTS and len(self._waiting) >= MANY):
            _started(self._flush(), self._flushing)
        return await waiting.answer

    async def _flush(self) -> None:
        """Nobody waits any more, or so few that another flush in flight will do."""
        try:
            while self._waiting:
                # One for many flushes: to take it and give it back costs a tenth of a small one.
                async with self._pool.acquire() as connection:
                    while await self._next_written(connection):
                        pass
                if len(self._flushing) > 1:
                    return
        except BaseException as error:
            _failed(self._waiting, error)
            self._waiting.clear()
            if not isinstance(error, UNSURE):
                raise
        finally:
            # At once: whoever comes now has to begin anew.
            self._flushing.discard(cast(asyncio.Task[None], asyncio.current_task()))

    async def _next_written(self, connection: Source) -> bool:
        """The next flush has happened; whether the connection is good for another one that is waited for."""
        # Those who were just answered may have more to say, and it costs the same flush.
        await asyncio.sleep(0)
        if len(self._waiting) < (MANY if len(self._flushing) > 1 else 1):
            return False
        return await self._written(connection, acts) if (acts := self._next()) else True

    async def _written(self, connection: Source, acts: list[Waiting]) -> bool:
        """Each of the acts is answered, or will be; whether the connection can go on."""
        columns = Columns([waiting.draft for waiting in acts])
        began = time.perf_counter()
        try:
            [row] = await connection.fetch(FLUSH, *columns.arguments())
        except asyncpg.DataError:
            self._by_themselves(acts)
        except UNSURE as error:
            _failed(acts, error)
            return False
        except asyncpg.PostgresError as error:
            found = errors.refusal(error.sqlstate, error.detail)
            if isinstance(found, InTheWay):
                self._without(acts, set(found.acts))
            else:
                self._by_themselves(acts)
        except BaseException as error:
            _failed(acts, error)
            raise
        else:
            if self._observer is not None:
                events = sum(len(waiting.draft.tails) for waiting in acts)
                self._observer.written(len(acts), events, time.perf_counter() - began)
            for waiting, appended in zip(acts, columns.answers(row), strict=True):
                waiting.told(appended)
        return True

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

    def _without(self, acts: list[Waiting], refused: set[int]) -> None:
        """Those that stood in the way are appended by themselves, the others are of the next flush."""
        numbered = list(enumerate(acts, 1))
        self._by_themselves(waiting for number, waiting in numbered if number in refused)
        self._waiting.extendleft(waiting for number, waiting in reversed(numbered) if number not in refused)

    def _by_themselves(self, acts: Iterable[Waiting]) -> None:
        """Each of the acts will be appended by itself, beside the flushes."""
        for waiting in acts:
            _started(self._by_itself(waiting), self._alone)

    async def _by_itself(self, waiting: Waiting) -> None:
        try:
            waiting.told(await self._appended(waiting.draft.act))
        except BaseException as error:
            waiting.failed(error)
            if not isinstance(error, Exception):
                raise

    async def _appended(self, act: Act) -> Appended:
        """The act is in the log, by a statement of its own."""
        if self._observer is None:
            return await append(self._pool, act)
        began = time.perf_counter()
        try:
            appended = await append(self._pool, act)
        except Refused as error:
            self._observer.refused(error)
            raise
        if not appended.repeated:
            self._observer.written(1, len(appended.events), time.perf_counter() - began)
        return appended


def _started(work: Coroutine[Any, Any, None], tasks: set[asyncio.Task[None]]) -> None:
    """The work goes on beside its caller; it stands in the set until it is done."""
    task = asyncio.create_task(work)
    tasks.add(task)
    task.add_done_callback(tasks.discard)


def _failed(acts: Iterable[Waiting], error: BaseException) -> None:
    for waiting in acts:
        waiting.failed(error)
