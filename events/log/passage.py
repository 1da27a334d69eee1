"""Reads all rows of a log once, page by page, beside the tiles that they were sealed in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator, Sequence
from contextlib import aclosing
from itertools import islice

from events.log import sealed
from events.log.source import Source
from events.proof import check, tiles
from events.proof.check import Difference, Reading, Row
from events.proof.tiles import Growing, Kept

PAGE = 8192  # rows, and 32 tiles of level 0


class Passage:
    """A reading of all rows: how far it came, the tree's roots at the sizes asked for, and where it stopped and why."""

    def __init__(self, org: str, size: int, sizes: set[int], leaves: Iterator[bytes] | None) -> None:
        self.roots: dict[int, bytes] = {}
        self.differs: Difference | None = None
        self._reading, self._growing = Reading(org), Growing()
        self._size, self._sizes, self._kept = size, sizes, leaves

    @property
    def position(self) -> int:
        """The last position that was as it should be."""
        return self._reading.position

    def take(self, rows: Sequence[Row], kept: Kept) -> None:
        """The rows are read, up to the first that differs from itself, from the kept tiles or from the kept leaves."""
        start = self.position
        leaves, wrong = self._reading.rows(rows)
        sealed_as = grown(self._growing, leaves, kept, self._size, self._sizes, self.roots)
        found = [wrong, unlike(start, leaves, self._kept), sealed_as]
        self.differs = min((each for each in found if each), key=lambda each: each.position, default=None)

    def end(self) -> None:
        """There are no more rows."""
        if self.differs is None and next(iter(self._kept or ()), None) is not None:
            self.differs = Difference(self.position + 1, "the archive has it, and the log ends here")


async def passed(
    source: Source,
    org: str,
    size: int,
    sizes: set[int],
    leaves: Iterator[bytes] | None,
    progress: Callable[[int], None],
) -> Passage:
    """Every row was read, up to the first that differs from what was sealed at `size`, or from the kept `leaves`."""
    passage = Passage(org, size, sizes, leaves)
    async with aclosing(_pages(source, org, size)) as pages:
        async for rows, kept in pages:
            # In a thread, so that the next page comes in meanwhile.
            await asyncio.to_thread(passage.take, rows, kept)
            if passage.differs:
                return passage
            progress(passage.position)
    passage.end()
    return passage


async def _pages(source: Source, org: str, size: int) -> AsyncGenerator[tuple[list[Row], Kept], None]:
    """Pages of rows with the tiles that they are to be compared with; the next is on its way meanwhile."""

    async def fetched(after: int) -> tuple[list[Row], Kept]:
        wanted = tiles.widened(min(after, size), min(after + PAGE, size))
        kept = await sealed.tiles(source, org, wanted) if wanted else {}
        return await sealed.rows(source, org, after, PAGE), kept

    position, coming = 0, asyncio.ensure_future(fetched(0))
    try:
        while len((page := await coming)[0]) == PAGE:
            position += PAGE
            coming = asyncio.ensure_future(fetched(position))
            yield page
        yield page
    finally:
        coming.cancel()


def unlike(start: int, leaves: list[bytes], kept: Iterator[bytes] | None) -> Difference | None:
    """The first leaf that is not the one that was kept of that position."""
    for place, theirs in enumerate(islice(kept or (), len(leaves))):
        if leaves[place] != theirs:
            return Difference(start + place + 1, "its bytes are not those in the archive")
    return None


def grown(
    growing: Growing, leaves: list[bytes], kept: Kept, size: int, sizes: set[int], roots: dict[int, bytes]
) -> Difference | None:
    """The tree has the leaves more, and its roots at `sizes` are in `roots`; where it leaves the tiles of `size`."""
    start, until = growing.size, growing.size + len(leaves)
    wider: list[tuple[int, int, bytes]] = []
    for stop in [*sorted(each for each in sizes if start < each < until), until]:
        became = growing.grow(leaves[growing.size - start : stop - start])
        wider += became if stop <= size else []
        if stop in sizes:
            roots[stop] = growing.root()
    return check.compared(wider, kept, size)
