"""Proofs from the tiles: that an event is in a tree, and that a tree is the beginning of a later one."""

from __future__ import annotations

from events.log import sealed
from events.log.source import Source
from events.proof import checkpoint, tiles, tree
from events.proof.printed import Consistency, Inclusion
from events.proof.tree import Range


class NoProof(LookupError):
    """What was asked has no proof; the message says why, and what has."""


async def inclusion(source: Source, org: str, position: int, size: int | None = None) -> Inclusion:
    """The proof that the event is in the tree of that size, by default the latest. Raises NoProof."""
    note, size = await _head(source, org, size)
    if not 1 <= position <= size:
        raise NoProof(f"position {position} is not in the tree of {size} events; 1 to {size} are")
    return Inclusion(position - 1, await _hashes(source, org, tree.inclusion(position - 1, size)), note)


async def consistency(source: Source, org: str, old: int, new: int | None = None) -> Consistency:
    """The proof that the tree of `old` events begins the one of `new`, by default the latest. Raises NoProof."""
    note, new = await _head(source, org, new)
    if not 1 <= old <= new:
        raise NoProof(f"the tree of {old} events does not begin one of {new}; those of 1 to {new} do")
    return Consistency(old, await _hashes(source, org, tree.consistency(old, new)), note)


async def _head(source: Source, org: str, size: int | None) -> tuple[str, int]:
    note = await sealed.checkpoint(source, org, size)
    if note is None:
        of_size = f"no checkpoint of {size} events" if size else "nothing"
        raise NoProof(f"{of_size} was signed for {org}; `okr-ledger head` tells what was")
    return note, checkpoint.unchecked(note).checkpoint.size


async def _hashes(source: Source, org: str, ranges: list[Range]) -> tuple[bytes, ...]:
    kept = await sealed.tiles(source, org, tiles.needed(ranges))
    try:
        return tuple(tiles.hashes(ranges, kept))
    except (KeyError, ValueError):
        raise NoProof(f"tiles of {org} are missing; `okr-ledger verify {org}` says which") from None
