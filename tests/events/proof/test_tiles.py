"""Tiles and bundles are laid out as c2sp.org/tlog-tiles says; a tree that grows is the one that was built at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.proof import tiles
from events.proof.tiles import ENTRIES, WIDTH, Growing, Tile
from events.proof.tree import leaf
from tests.events.proof import naive

PATHS = {
    "tile/0/000": Tile(0, 0),
    "tile/0/x001/x234/067": Tile(0, 1234067),
    "tile/0/x001/067.p/8": Tile(0, 1067, 8),
    "tile/3/999.p/255": Tile(3, 999, 255),
    "tile/entries/x001/000": Tile(ENTRIES, 1000),
    "tile/entries/000.p/1": Tile(ENTRIES, 0, 1),
}
NO_PATHS = [
    "tile/00/000",
    "tile/64/000",
    "tile/-1/000",
    "tile/0/0",
    "tile/0/0000",
    "tile/0/001/067",
    "tile/0/x000/067",
    "tile/0/x001",
    "tile/0/000.p/0",
    "tile/0/000.p/256",
    "tile/0/000.p/08",
    "tile/0/000.p",
    "tile/0/000/",
    "tile/entry/000",
    "tile/0/x999/x999/x999/x999/x999/x999/999",
    "tile/0/٠٠٠",
    "0/000",
]
LEAVES = [leaf(b"%d" % n) for n in range(70_000)]


@pytest.mark.parametrize("path", PATHS)
def test_a_tile_has_one_path(path: str) -> None:
    assert tiles.parsed(path) == PATHS[path]
    assert tiles.path(PATHS[path]) == path


@pytest.mark.parametrize("path", NO_PATHS)
def test_what_is_no_path_leads_to_no_tile(path: str) -> None:
    assert tiles.parsed(path) is None


def test_a_tree_of_70000_has_the_tiles_of_the_specification() -> None:
    kept = Growing().grow(LEAVES)
    widths = {level: [len(hashes) // 32 for at, _, hashes in kept if at == level] for level in range(3)}
    assert widths == {0: [WIDTH] * 273 + [112], 1: [WIDTH, 17], 2: [1]}
    assert tiles.edge(70_000) == [Tile(0, 273, 112), Tile(1, 1, 17), Tile(2, 0, 1)]
    assert tiles.edge(256) == [Tile(1, 0, 1)]
    assert naive.root(LEAVES) == tiles.root(70_000, {(level, n): hashes for level, n, hashes in kept})
    assert [tiles.width_of(70_000, level, n) for level, n in [(0, 272), (0, 273), (0, 274), (1, 1), (2, 0)]] == [
        256,
        112,
        0,
        17,
        1,
    ]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=8))
def test_a_tree_that_grows_in_steps_is_the_one_built_at_once(steps: list[int]) -> None:
    kept: dict[tuple[int, int], bytes] = {}
    size = 0
    for step in steps:
        growing = Growing(size, kept)
        for level, n, hashes in growing.grow(LEAVES[size : size + step]):
            assert hashes.startswith(kept.get((level, n), b""))
            kept[level, n] = hashes
        size += step
        assert growing.size == size
        assert growing.root() == naive.root(LEAVES[:size])
    assert kept == {(level, n): hashes for level, n, hashes in Growing().grow(LEAVES[:size])}


def test_a_tree_does_not_grow_from_a_tile_that_is_too_narrow() -> None:
    kept = {(level, n): hashes for level, n, hashes in Growing().grow(LEAVES[:300])}
    with pytest.raises(ValueError, match=r"tile/0/001.p/44 is kept with 43 hashes"):
        Growing(300, kept | {(0, 1): kept[0, 1][:-32]})
    with pytest.raises(KeyError):
        Growing(300, {})


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_a_bundle_gives_back_its_entries(entries: list[bytes]) -> None:
    data = tiles.bundle(entries)
    assert tiles.unbundled(data) == entries
    if entries:
        with pytest.raises(ValueError, match="middle of an entry"):
            tiles.unbundled(data[:-1])


def test_a_bundle_s_lengths_are_big_endian_and_of_two_bytes() -> None:
    assert tiles.bundle([b"", b"a" * 258]) == b"\0\0\1\2" + b"a" * 258
    assert tiles.unbundled(tiles.bundle([b"b" * 65_535])) == [b"b" * 65_535]
