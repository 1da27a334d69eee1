"""A tree kept as tiles of 256 hashes, and its entries as bundles (c2sp.org/tlog-tiles).

A tile of level 0 holds the hashes of leaves, each hash of a higher one is that of a full tile below. A partial tile is
the beginning of the later, wider one: so a tile is kept once, at its widest, and cut to the width that is asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct

from events.proof.tree import BYTES, Range, folded, level_above, perfect

WIDTH = 256
HEIGHT = 8  # of a tile's subtree
ENTRIES = -1  # the level that stands for entry bundles
_PATH = re.compile(r"(0|[1-9]\d?|entries)/((?:x\d{3}/)*\d{3})(?:\.p/([1-9]\d{0,2}))?", re.ASCII)


class Tile(Struct, frozen=True, order=True):
    """The `n`-th tile of a level, from 0; with `width` below 256 a partial one. Level -1: a bundle of entries."""

    level: int
    n: int
    width: int = WIDTH


Kept = Mapping[tuple[int, int], bytes]
"""Tiles by level and number: the hashes one behind the other, as wide as they are kept."""


def path(tile: Tile) -> str:
    """Where the tile is served, below the log's prefix: `tile/0/x001/067.p/8`."""
    level = "entries" if tile.level == ENTRIES else tile.level
    digits = f"{tile.n:03}"
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    before = "".join(f"x{digits[at : at + 3]}/" for at in range(0, len(digits) - 3, 3))
    partial = f".p/{tile.width}" if tile.width < WIDTH else ""
    return f"tile/{level}/{before}{digits[-3:]}{partial}"


def parsed(text: str) -> Tile | None:
    """The tile that is served at a path; None where none can be."""
    found = _PATH.fullmatch(text.removeprefix("tile/"))
    if not text.startswith("tile/") or found is None:
        return None
    level, number, width = found.groups()
    tile = Tile(
        ENTRIES if level == "entries" else int(level),
        int(number.replace("x", "").replace("/", "")),
        int(width or WIDTH),
    )
    return tile if tile.level < 64 and tile.n < 2**63 and path(tile) == text else None


def width_of(size: int, level: int, n: int) -> int:
    """How many hashes a tile has in a tree of `size`: 0 to 256."""
    level = max(level, 0)
    return min(max((size >> HEIGHT * level) - n * WIDTH, 0), WIDTH)


def edge(size: int) -> list[Tile]:
    """The partial tiles of a tree, from level 0 up; a level that is full or empty has none."""
    levels = range((size.bit_length() + HEIGHT - 1) // HEIGHT)
    last = [(level, size >> HEIGHT * level) for level in levels]
    return [Tile(level, count // WIDTH, count % WIDTH) for level, count in last if count % WIDTH]


def widened(before: int, after: int) -> list[tuple[int, int]]:
    """The tiles, by level and number, that become wider while a tree grows from one size to another."""
    counts = [(level, before >> HEIGHT * level, after >> HEIGHT * level) for level in range(8)]
    return [(level, n) for level, old, new in counts if new > old for n in range(old // WIDTH, (new - 1) // WIDTH + 1)]


def needed(ranges: Iterable[Range]) -> set[tuple[int, int]]:
    """The tiles, by level and number, from which the hashes of these ranges are computed."""
    return {_place(height, number)[:2] for each in ranges for height, number in perfect(each)}


def hashes(ranges: Iterable[Range], kept: Kept) -> list[bytes]:
    """The hash of each range. Raises KeyError where a tile is not there, ValueError where it is too narrow."""
    known: dict[tuple[int, int], list[bytes]] = {}
    return [folded([_subtree(height, number, kept, known) for height, number in perfect(each)]) for each in ranges]


def root(size: int, kept: Kept) -> bytes:
    """The root of a tree, from the tiles on its edge; raises what `hashes` does."""
    return hashes([(0, size)], kept)[0]


def _place(height: int, number: int) -> tuple[int, int, int]:
    """The tile that a perfect subtree's hash comes from: level, number, and which of its hashes is the first."""
    level, above = divmod(height, HEIGHT)
    first = number << above
    return level, first // WIDTH, first % WIDTH


def _subtree(height: int, number: int, kept: Kept, known: dict[tuple[int, int], list[bytes]]) -> bytes:
    level, n, first = _place(height, number)
    above = height % HEIGHT
    if len(kept[level, n]) < (first + (1 << above)) * BYTES:
        raise ValueError(f"{path(Tile(level, n))} is kept with {len(kept[level, n]) // BYTES} hashes, too few")
    # The levels inside a tile are hashed once for all the ranges that need them.
    inside = known.setdefault((level, n), [kept[level, n]])
    while len(inside) <= above:
        even = len(inside[-1]) // (2 * BYTES) * (2 * BYTES)
        inside.append(level_above(inside[-1][:even]))
    at = (first >> above) * BYTES
    return inside[above][at : at + BYTES]


def bundle(entries: Iterable[bytes]) -> bytes:
    """An entry bundle: each entry behind its length in two bytes, big-endian."""
    return b"".join([len(entry).to_bytes(2, "big") + entry for entry in entries])


def unbundled(data: bytes) -> list[bytes]:
    """The entries of a bundle. Raises ValueError where it is none."""
    entries, at = [], 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 2], "big")
        entry = data[at + 2 : at + 2 + length]
        if len(data) < at + 2 or len(entry) < length:
            raise ValueError("the entry bundle ends in the middle of an entry")
        entries.append(entry)
        at += 2 + length
    return entries


class Growing:
    """A tree that grows by leaves: keeps its edge alone, and tells of each tile that became wider."""

    def __init__(self, size: int = 0, kept: Kept | None = None) -> None:
        """It begins empty, or from the partial tiles (`edge`) of a tree of `size`; raises what `hashes` does."""
        self.size = size
        self._edge: list[bytes] = [b""] * ((size.bit_length() + HEIGHT - 1) // HEIGHT)
        for tile in edge(size):
            found = (kept or {})[tile.level, tile.n][: tile.width * BYTES]
            if len(found) < tile.width * BYTES:
                raise ValueError(f"{path(tile)} is kept with {len(found) // BYTES} hashes, too few")
            self._edge[tile.level] = found

    def root(self) -> bytes:
        """The root of the tree as it is."""
        tiles = {(tile.level, tile.n): self._edge[tile.level] for tile in edge(self.size)}
        # A level that is just full has its one hash in the level above, which the edge always has.
        return root(self.size, tiles)

    def grow(self, leaves: Sequence[bytes]) -> list[tuple[int, int, bytes]]:
        """The tree has these leaves (their hashes) more; the tiles that became wider: level, number and hashes."""
        wider, added = [], b"".join(leaves)
        level, n = 0, self.size // WIDTH
        while added:
            if level == len(self._edge):
                self._edge.append(b"")
            whole = self._edge[level] + added
            tiles = [whole[at : at + WIDTH * BYTES] for at in range(0, len(whole), WIDTH * BYTES)]
            wider += [(level, n + place, tile) for place, tile in enumerate(tiles)]
            full = len(whole) // (WIDTH * BYTES)
            self._edge[level] = whole[full * WIDTH * BYTES :]
            added = _tops(whole[: full * WIDTH * BYTES])
            level, n = level + 1, n // WIDTH
        self.size += len(leaves)
        return wider


def _tops(full: bytes) -> bytes:
    """The hash of each of these full tiles."""
    for _ in range(HEIGHT):
        full = level_above(full)
    return full
