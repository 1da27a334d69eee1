"""What a log is sealed with: tiles and checkpoints, read by everybody and written by the sealer. And the log's rows,
whole, for whoever checks them."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from events.log.read import PAGE
from events.log.source import Source
from events.proof.check import Row

LARGEST = 2**63 - 1


class Behind(Struct, frozen=True):
    """An organisation whose log goes further than it is sealed."""

    org: str
    position: int
    size: int


async def checkpoint(source: Source, org: str, size: int | None = None) -> str | None:
    """The signed checkpoint of the latest tree, or of the tree of that size; None where there is none."""
    found = await checkpoints(source, org, size or 1, size or LARGEST, 1)
    return found[0][1] if found else None


async def checkpoints(
    source: Source, org: str, at_least: int = 1, at_most: int = LARGEST, limit: int = PAGE
) -> list[tuple[int, str]]:
    """The signed checkpoints of trees of these sizes, from the largest down: size and note."""
    rows = await source.fetch("select size, note from proof.checkpoints($1, $2, $3, $4)", org, at_least, at_most, limit)
    return [(size, note.decode()) for size, note in rows]


async def tiles(source: Source, org: str, wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """Those of the tiles, by level and number, that are there: their hashes, as wide as they are kept."""
    levels, numbers = zip(*asked, strict=True) if (asked := list(wanted)) else ((), ())
    rows = await source.fetch("select level, n, hashes from proof.tiles($1, $2, $3)", org, levels, numbers)
    return {(level, n): hashes for level, n, hashes in rows}


async def rows(source: Source, org: str, after: int = 0, limit: int = PAGE) -> list[Row]:
    """The next rows of the log behind a position, in their order: all columns but the organisation's."""
    found: list[Row] = await source.fetch("select * from proof.rows($1, $2, $3)", org, after, limit)
    return found


async def behind(source: Source, after: str = "", limit: int = PAGE) -> list[Behind]:
    """The organisations that are not sealed up to their head, by name behind `after`. For the worker's and the
    sealer's login."""
    found = await source.fetch("select org, place, size from proof.behind($1, $2)", after, limit)
    return [Behind(*row) for row in found]


async def take(source: Source, org: str) -> tuple[int, str | None]:
    """Nobody else seals the organisation's log until the transaction ends; the size of its tree and its checkpoint."""
    [(size, note)] = await source.fetch("select size, note from proof.take_tree($1)", org)
    return size, note.decode() if note else None


async def widen(source: Source, org: str, wider: Iterable[tuple[int, int, bytes]]) -> None:
    """The tiles, by level and number, have these hashes; each begins with those that it had."""
    levels, numbers, hashes = zip(*wider, strict=True)
    await source.fetch("select proof.widen($1, $2, $3, $4)", org, levels, numbers, hashes)


async def seal(source: Source, org: str, size: int, note: str) -> None:
    """The tree has that size, for which that checkpoint was signed."""
    await source.fetch("select proof.seal($1, $2, $3)", org, size, note.encode())
