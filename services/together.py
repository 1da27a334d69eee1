"""Questions asked together: those that come while one is on its way are one question, the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
PATIENCE_SECONDS = 0.02


class Together(Generic[K, V]):
    """Asks about keys, as many at once as have come since it last asked: one round trip for all who wait.

    An answer was always asked for after its question had come. A question that takes its time holds up the next ones
    for `PATIENCE_SECONDS` and no longer.
    """

    def __init__(self, ask: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._ask = ask
        self._waiting: dict[K, list[asyncio.Future[V | None]]] = {}
        self._asking: asyncio.Task[None] | None = None
        self._late: set[asyncio.Task[None]] = set()

    async def __call__(self, key: K) -> V | None:
        """What there is of the key; None where there is nothing. Raises what asking raises."""
        answer: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(key, []).append(answer)
        if self._asking is None:
            self._asking = asyncio.create_task(self._on())
        return await answer

    async def _on(self) -> None:
        """Nobody waits any more who is not being asked for."""
        try:
            while self._waiting:
                await asyncio.sleep(0)  # whoever was just answered may ask again
                asked, self._waiting = self._waiting, {}
                task = asyncio.create_task(self._answered(asked))
                _, late = await asyncio.wait((task,), timeout=PATIENCE_SECONDS)
                for each in late:
                    self._late.add(each)
                    each.add_done_callback(self._late.discard)
        finally:
            self._asking = None

    async def _answered(self, asked: dict[K, list[asyncio.Future[V | None]]]) -> None:
        try:
            found = await self._ask(list(asked))
        except BaseException as error:
            for answer in (answer for answers in asked.values() for answer in answers):
                if not answer.done():
                    answer.set_exception(error)
            if not isinstance(error, Exception):
                raise
            return
        for key, answers in asked.items():
            for answer in answers:
                if not answer.done():
                    answer.set_result(found.get(key))
