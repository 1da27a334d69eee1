"""Reads all rows of a log once, page by page, beside the tiles that they were sealed in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Iterator
from itertools import islice

from msgspec import Struct

from events.log import sealed
from events.log.source import Source
from events.proof import check, tiles
from events.proof.check import Difference, Reading, Row
from events.proof.tiles import Growing, Kept

PAGE = 4096  # rows, and 16 tiles of level 0


class Passage(Struct):
    """A reading of all rows: how far it came, the roots at the sizes that were asked for, and where it stopped."""

    position: int
    roots: dict[int, bytes]
    differs: Difference | None


async def passed(
    source: Source,
    org: str,
    size: int,
    sizes: set[int],
    kept_leaves: Iterator[bytes] | None,
    progress: Callable[[int], None],
) -> Passage:
    """Every row was read, up to the first that differs from what was sealed at `size`, or from `kept_leaves`.

    `source` is a pool, so that a page is fetched while the one before is checked.
    """
    reading, growing = Reading(org), Growing()
    passage = Passage(0, {}, None)
    async for rows, kept in _pages(source, org, size):
        start = reading.position
        leaves, wrong = reading.rows(rows)
        found = [wrong, _unlike(start, leaves, kept_leaves), _grown(growing, leaves, kept, size, sizes, passage.roots)]
        passage.position = reading.position
        passage.differs = min((each for each in found if each), key=lambda each: each.position, default=None)
        if passage.differs:
            break
        progress(passage.position)
    if kept_leaves is not None and passage.differs is None and next(kept_leaves, None) is not None:
        passage.differs = Difference(passage.position + 1, "the archive has it, and the log ends here")
    return passage


async def _pages(source: Source, org: str, size: int) -> AsyncGenerator[tuple[list[Row], Kept], None]:
    """Pages of rows with the tiles that they are to be compared with; the next is on its way meanwhile."""

    async def fetched(after: int) -> tuple[list[Row], Kept]:
        wanted = tiles.widened(min(after, size), min(after + PAGE, size))
        rows, kept = await asyncio.gather(
            sealed.rows(source, org, after, PAGE), sealed.tiles(source, org, wanted) if wanted else _nothing()
        )
        return rows, kept

    position, coming = 0, asyncio.ensure_future(fetched(0))
    try:
        while len((page := await coming)[0]) == PAGE:
            position += PAGE
            coming = asyncio.ensure_future(fetched(position))
            yield page
        yield page
    finally:
        coming.cancel()


async def _nothing() -> Kept:
    return {}


def _unlike(start: int, leaves: list[bytes], kept: Iterator[bytes] | None) -> Difference | None:
    """The first leaf that is not the one that was kept of that position."""
    for place, theirs in enumerate(islice(kept or (), len(leaves))):
        if leaves[place] != theirs:
            return Difference(start + place + 1, "its bytes are not those in the archive")
    return None


def _grown(
    growing: Growing, leaves: list[bytes], kept: Kept, size: int, sizes: set[int], roots: dict[int, bytes]
) -> Difference | None:
    """The tree has the leaves more, and its roots at `sizes` are in `roots`; where it leaves the tiles of `size`."""
    start, until = growing.size, growing.size + len(leaves)
    wider: list[tuple[int, int, bytes]] = []
    for stop in [*sorted(each for each in sizes if start < each < until), until]:
        grown = growing.grow(leaves[growing.size - start : stop - start])
        wider += grown if stop <= size else []
        if stop in sizes:
            roots[stop] = growing.root()
    return check.compared(wider, kept, size)
