"""Rows that are a log pass; of others the first that is not as it should be is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest

from events.proof import check, tiles
from events.proof.check import Difference, Reading, Row
from events.proof.tiles import Growing
from events.proof.tree import leaf

NOON = dt.datetime(2026, 2, 3, 12, tzinfo=dt.UTC)


def row(position: int, stream: str = "org", version: int | None = None, minute: int | None = None) -> Row:
    at = NOON + dt.timedelta(minutes=position if minute is None else minute)
    version = position if version is None else version
    body = (
        f'{{"position":{position},"streamversion":{version},"recordedat":"{at:%Y-%m-%dT%H:%M:%S.%fZ}","notedat":'
        f'"{at:%Y-%m-%dT%H:%M:%S.%fZ}","id":"e{position}","type":"t","source":"/orgs/acme","subject":"{stream}","data":{{}}}}'
    )
    return position, stream, version, f"e{position}", "t", at.timestamp(), at.timestamp(), None, body.encode()


LOG = [row(1), row(2), row(3, "cycle/a", 1), row(4, "org", 3), row(5, "org", 4)]


def test_a_log_passes_and_gives_its_leaves() -> None:
    reading = Reading("acme")
    assert reading.rows(LOG[:2]) == ([leaf(LOG[0][8]), leaf(LOG[1][8])], None)
    assert reading.rows(LOG[2:])[1] is None
    assert reading.position == 5
    assert Reading("acme").bodies(each[8] for each in LOG) == ([leaf(each[8]) for each in LOG], None)


@pytest.mark.parametrize(
    ("change", "position", "why"),
    [
        (lambda log: [*log[:1], *log[2:]], 2, "not there"),
        (lambda log: [*log[:2], *log[1:]], 3, "not there"),
        (lambda log: [log[1], log[0], *log[2:]], 1, "not there"),
        (lambda log: [*log[:2], row(3, "cycle/a", 2), *log[3:]], 3, "its version is 2"),
        (lambda log: [*log[:3], row(4, "org", 3, 1), log[4]], 4, "noted at"),
        (lambda log: [*log[:3], row(4, "plan/a/b", 1, 1), log[4]], 4, "recorded at"),
        (lambda log: [*log[:3], (*log[3][:8], log[3][8].replace(b"acme", b"evil")), log[4]], 4, "its source"),
        (lambda log: [*log[:3], (*log[3][:8], log[3][8][:-1]), log[4]], 4, "no event of a log"),
        (lambda log: [*log[:3], (*log[3][:8], log[3][8] + b" " * 65_535), log[4]], 4, "at most 65535"),
    ],
)
def test_what_does_not_go_on_is_named(change: Callable[[list[Row]], list[Row]], position: int, why: str) -> None:
    changed = change(LOG)
    leaves, found = Reading("acme").rows(changed)
    assert found is not None
    assert (found.position, len(leaves)) == (position, position - 1)
    assert why in found.why
    assert Reading("acme").bodies(each[8] for each in changed)[1] == found


@pytest.mark.parametrize("column", range(1, 7))
def test_a_column_that_disagrees_is_named(column: int) -> None:
    other = ("other", 9, "x", "y", NOON.timestamp(), float("inf"))[column - 1]
    changed = [*LOG[:2], (*LOG[2][:column], other, *LOG[2][column + 1 :]), *LOG[3:]]
    _, found = Reading("acme").rows(changed)  # type: ignore[arg-type]
    assert found is not None
    assert (found.position, check.COLUMNS[column] in found.why) == (3, True)


def test_the_first_hash_that_differs_is_named_at_its_position() -> None:
    leaves = [leaf(b"%d" % n) for n in range(600)]
    kept = {(level, n): hashes for level, n, hashes in Growing().grow(leaves)}
    wider = Growing().grow([*leaves[:300], leaf(b"other"), *leaves[301:]])
    assert check.compared(wider, kept, 600) == Difference(
        301, "its bytes are not those that were sealed (tile/0/001 has another hash)"
    )
    assert check.compared(wider, kept, 300) is None
    assert check.compared(Growing().grow(leaves), kept, 600) is None
    short = kept | {(0, 2): kept[0, 2][:-32]}
    assert check.compared(Growing().grow(leaves), short, 600) == Difference(
        600, "it was sealed, and its hash in tile/0/002 is gone"
    )
    above = kept | {(1, 0): kept[1, 0][:32] + bytes(32)}
    found = check.compared(Growing().grow(leaves), above, 600)
    assert found is not None and found.position == 257 and "tile/1/000" in found.why
    assert tiles.root(600, above) != tiles.root(600, kept)
