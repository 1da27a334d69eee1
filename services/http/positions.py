"""How far an organisation is, asked once for all who wait for the same."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from events.log import read
from events.log.source import Source
from projections.standings import now
from projections.tables import governance
from services.together import Together


class Positions:
    """Positions of organisations: of the log, of the current state, and up to which every plan is judged.

    However many wait for one, they take one connection.
    """

    def __init__(self, source: Source) -> None:
        self._source = source
        self._of = {kind: Together(self._asking(kind)) for kind in (head, folded, judged)}

    async def head(self, org: str) -> int:
        """The log's last position."""
        return await self._of[head](org) or 0

    async def folded(self, org: str) -> int:
        """The position of the current state."""
        return await self._of[folded](org) or 0

    async def judged(self, org: str) -> int:
        """The position up to which every plan is judged."""
        return await self._of[judged](org) or 0

    def _asking(
        self, kind: Callable[[Source, str], Awaitable[int]]
    ) -> Callable[[Sequence[str]], Awaitable[dict[str, int]]]:
        async def ask(orgs: Sequence[str]) -> dict[str, int]:
            found = await asyncio.gather(*(kind(self._source, org) for org in orgs))
            return dict(zip(orgs, found, strict=True))

        return ask


async def head(source: Source, org: str) -> int:
    """The log's last position."""
    found = await read.head(source, org)
    return found.position if found else 0


async def folded(source: Source, org: str) -> int:
    """The position of the current state."""
    position, _ = await now.names(source, org, (now.BEHIND_ALL, now.BEHIND_ALL), 1)
    return position


async def judged(source: Source, org: str) -> int:
    """The position up to which every plan is judged."""
    page = await governance.judgements(source, org, now.BEHIND_ALL, at_most=1)
    return page.judged_position
