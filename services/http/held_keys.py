"""The rights that answers without an end were opened by: each is looked at again and again, once for all of them."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from msgspec import Struct

from projections.standings.standing import Unknown
from services.access.rights import Scope
from services.http.access import Access
from services.http.errors import DATABASE
from services.http.permissions import may
from services.http.problems import NoKey, NoProvider, TooOften

CHECK_SECONDS = 5.0
MOST = 256  # answers without an end that one key may have from one server
AGAIN_SECONDS = 60
UNKNOWING: tuple[type[Exception], ...] = (*DATABASE, NoProvider)


class Right(Struct, frozen=True):
    """What somebody does with a key or token in an organisation, and on what."""

    credential: str
    org: str
    action: str
    on: Scope


class HeldKeys:
    """The rights that are held in this process."""

    def __init__(self, access: Access) -> None:
        self._access = access
        self._ends: dict[Right, asyncio.Task[None]] = {}
        self._holders = Counter[Right]()

    def room(self, credential: str) -> None:
        """Nothing, where one more answer may be opened by it. Raises TooOften."""
        held = sum(count for right, count in self._holders.items() if right.credential == credential)
        if held >= MOST:
            raise TooOften(AGAIN_SECONDS, f"{held} streams are open by this key; at most {MOST} may be: close some")

    @contextmanager
    def held(self, right: Right) -> Iterator[asyncio.Task[None]]:
        """Done when the right ends by itself, and within CHECK_SECONDS after it was taken away."""
        if right not in self._ends:
            self._ends[right] = asyncio.create_task(self._ended(right))
        self._holders[right] += 1
        try:
            yield self._ends[right]
        finally:
            self._holders[right] -= 1
            if not self._holders[right]:
                del self._holders[right]
                self._ends.pop(right).cancel()

    async def _ended(self, right: Right) -> None:
        """Comes back when it is allowed no more; while the database does not answer, nobody knows."""
        while True:
            try:
                principal = await self._access.principal(right.credential, right.org)
            except (NoKey, Unknown):
                return
            except UNKNOWING:
                await asyncio.sleep(CHECK_SECONDS)
                continue  # nothing is read from the log either
            holding = may(principal, right.action, right.on)
            if holding is None:
                return
            await asyncio.sleep(_wait(holding.until))


def _wait(until: dt.datetime | None) -> float:
    """Seconds until it is looked at again: no longer than it lasts."""
    if until is None:
        return CHECK_SECONDS
    left = (until - dt.datetime.now(dt.UTC)).total_seconds()
    return min(max(left, 0) + 0.001, CHECK_SECONDS)
