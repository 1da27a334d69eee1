"""The Merkle tree over a log up to a position, whether it is sealed so far or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from events.log import read, sealed
from events.log.source import Source
from events.proof import checkpoint, tiles, tree
from events.proof.tree import Range


async def root(source: Source, org: str, position: int) -> bytes:
    """The Merkle Tree Hash of the events up to a position: from the tiles as far as they go, else from the events.

    It is the same whoever asks and whenever. Raises LookupError where the log does not go so far.
    """
    note = await sealed.checkpoint(source, org)
    size = min(checkpoint.unchecked(note).checkpoint.size if note else 0, position)
    whole = [(n << height, (n + 1) << height) for height, n in tree.perfect((0, position))]
    known = await _tiled(source, org, [each for of in whole for each in _sealed(of, size)])
    if known is None:
        known, size = {}, 0
    leaves = await _leaves(source, org, size, position)
    return tree.folded([_hash(of, known, leaves, size) for of in whole])


def _sealed(of: Range, size: int) -> Iterator[Range]:
    """The widest subtrees of a perfect one that are sealed."""
    begin, end = of
    if end <= size:
        yield of
    elif begin < size:
        middle = (begin + end) // 2
        yield from _sealed((begin, middle), size)
        yield from _sealed((middle, end), size)


def _hash(of: Range, known: Mapping[Range, bytes], leaves: Sequence[bytes], size: int) -> bytes:
    begin, end = of
    if of in known:
        return known[of]
    if end - begin == 1:
        return leaves[begin - size]
    middle = (begin + end) // 2
    return tree.node(_hash((begin, middle), known, leaves, size), _hash((middle, end), known, leaves, size))


async def _tiled(source: Source, org: str, ranges: list[Range]) -> dict[Range, bytes] | None:
    """The hashes of the ranges; None where a tile of them is missing."""
    kept = await sealed.tiles(source, org, tiles.needed(ranges))
    try:
        return dict(zip(ranges, tiles.hashes(ranges, kept), strict=True))
    except (KeyError, ValueError):
        return None


async def _leaves(source: Source, org: str, after: int, position: int) -> list[bytes]:
    """The leaf hashes of the events behind a position, up to another."""
    found: list[bytes] = []
    while (missing := position - after - len(found)) > 0:
        entries = await read.page(source, org, after + len(found), min(read.PAGE, missing))
        if not entries:
            raise LookupError(f"the log of {org} does not go to position {position}")
        found += [tree.leaf(body) for _, body in entries]
    return found
