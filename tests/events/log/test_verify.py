"""The tamper table: whatever an owner does to a sealed log with every protection off is found, with its position."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from deploy.servers import Servers
from events.log import read, sealed
from events.log.append import append
from events.log.verify import Verdict, verified
from events.proof import checkpoint, tree
from events.proof.checkpoint import Checkpoint, Signed
from events.proof.note import Signer
from events.proof.tiles import Growing
from tests.events.log.acts import ORG, act, check_in
from tests.workers.sealing import KEYS, SCRATCHED, latest, sealer, tampering
from workers import seal

SEALED, UNSEALED = 520, 5
STREAMS = [f"check-ins/2026-q1/growth/kr{n}" for n in range(3)]


@pytest_asyncio.fixture
async def pool(database: Servers) -> AsyncIterator[Any]:
    """The server's login, to a log that was sealed three times and goes on behind that."""
    async with (
        asyncpg.create_pool(database.app_url, min_size=0, max_size=4) as connections,
        sealer(database) as sealing,
    ):
        for count in (100, 200, SEALED - 300):
            await append(connections, act(*(check_in(STREAMS[n % 3]) for n in range(count))))
            await seal.level(sealing, ORG)
        await append(connections, act(*(check_in(STREAMS[n % 3]) for n in range(UNSEALED))))
        yield connections


async def kept_of(pool: Any) -> list[Signed]:
    """The three heads, as a reader keeps them."""
    return [checkpoint.unchecked(note) for _, note in await sealed.checkpoints(pool, ORG)]


async def look(pool: Any, *kept: Signed) -> Verdict:
    return await verified(pool, ORG, KEYS.verifiers(ORG), kept)


async def test_a_log_that_nobody_touched_is_well(pool: Any) -> None:
    seen: list[int] = []
    heads = await kept_of(pool)
    found = await verified(pool, ORG, KEYS.verifiers(ORG), heads, progress=seen.append)
    assert (found.well, found.position, found.unsealed, found.agree) == (True, 525, UNSEALED, (520, 300, 100))
    assert found.head is not None and found.head.by == KEYS.verifiers(ORG)
    assert found.head.checkpoint.size == SEALED and seen == [525]


async def test_pages_of_any_length_come_to_the_same(pool: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    heads = await kept_of(pool)
    for page in (1, 7, 105, 256, 525):
        monkeypatch.setattr("events.log.passage.PAGE", page)
        found = await look(pool, *heads)
        assert (found.well, found.position, len(found.agree)) == (True, 525, 3)


def text(old: str, new: str) -> str:
    return f"convert_to(replace(convert_from(body, 'UTF8'), '{old}', '{new}'), 'UTF8')"


SHIFT = "position = position + {0}, body = " + text('"position":', '"position":').replace(
    "replace(convert_from(body, 'UTF8'), '\"position\":', '\"position\":')",
    "regexp_replace(convert_from(body, 'UTF8'), '\"position\":\\d+', '\"position\":' || position + {0})",
)
SWAPPED = (
    "update log.event e set body = o.body from log.event o "
    "where (e.position, o.position) in ((200, 201), (201, 200)) and o.org = e.org"
)
TAMPERED: dict[str, tuple[list[str], int, str]] = {
    "edited": ([f"update log.event set body = {text('way', 'WAY')} where position = 257"], 257, "not those"),
    "edited, the first": ([f"update log.event set body = {text('way', 'WAY')} where position = 1"], 1, "sealed"),
    "edited, the last that is sealed": (
        [f"update log.event set body = {text('way', 'WAY')} where position = 520"], 520, "sealed"
    ),
    "made longer than is kept": (
        ["update log.event set body = body || convert_to(repeat(' ', 65535), 'UTF8') where position = 9"], 9, "65535"
    ),
    "no event any more": (["update log.event set body = '\\x00' where position = 44"], 44, "no event of a log"),
    "deleted": (["delete from log.event where position = 42"], 42, "not there"),
    "deleted and closed up": (
        [
            "delete from log.event where position = 43",
            f"update log.event set {SHIFT.format(-1)} where position > 43",
        ],
        43,
        "not those that were sealed",
    ),
    "inserted": (
        [
            "insert into log.event select org, 600, 'new', 1, 'new', noted_at, recorded_at, null, body, type "
            "from log.event where position = 5"
        ],
        526,
        "not there",
    ),
    "inserted in between": (
        [
            f"update log.event set {SHIFT.format(1000)} where position > 77",
            f"update log.event set {SHIFT.format(-999)} where position > 77",
            "insert into log.event select org, 78, 'check-ins/2026-q1/growth/kr0', 9999, 'new', noted_at, recorded_at, "
            "null, body, type from log.event where position = 77",
        ],
        78,
        "its column position",
    ),
    "two swapped": ([SWAPPED], 200, "its column position"),
    "truncated": (["delete from log.event where position > 500"], 501, "the log's head says that it goes to 525"),
    "truncated with its head": (
        ["delete from log.event where position > 500", "update log.head set position = 500"], 501, "it was sealed"
    ),
    "truncated to nothing": (["truncate log.event, log.head"], 1, "it was sealed"),
    "behind the head": (["update log.head set position = 523"], 524, "behind the log's head"),
    "stream": (["update log.event set stream = 'org' where position = 300"], 300, "its column stream is 'org'"),
    "version": (["update log.event set version = 9999 where position = 301"], 301, "its column version is 9999"),
    "id": (["update log.event set id = 'other' where position = 302"], 302, "its column id is 'other'"),
    "type": (["update log.event set type = 'x' where position = 305"], 305, "its column type is 'x'"),
    "noted_at": (
        ["update log.event set noted_at = noted_at - interval '1 us' where position = 303"], 303, "its column noted_at"
    ),
    "recorded_at": (
        ["update log.event set recorded_at = recorded_at + interval '1 us' where position = 304"],
        304,
        "its column recorded_at",
    ),
    "an unsealed event's column": (["update log.event set id = 'other' where position = 523"], 523, "its column id"),
    "a tile": (
        [f"{SCRATCHED} where level = 0 and n = 1"],
        258,
        "sealed",
    ),
    "a tile above": (
        [f"{SCRATCHED} where level = 1"], 257, "tile/1/000"
    ),
    "a tile gone": (["delete from proof.tile where n = 2"], 513, "is gone"),
}  # fmt: skip


@pytest.mark.parametrize("name", TAMPERED)
async def test_what_was_done_to_a_log_is_found_where_it_was_done(name: str, database: Servers, pool: Any) -> None:
    statements, position, why = TAMPERED[name]
    kept = await kept_of(pool)
    async with tampering(database, ORG) as owner:
        await owner.execute("alter table log.event drop constraint event_org_stream_version_key")
        for statement in statements:
            assert (await owner.execute(statement)).split()[-1] != "0"
    found = await look(pool)
    assert found.differs is not None
    assert (found.differs.position, found.differs.until) == (position, None), found.differs
    assert why in found.differs.why
    again = await look(pool, *kept)
    assert again.differs is not None and again.differs.position == position


async def rewritten(database: Servers, pool: Any, position: int, signed: bool = True) -> None:
    """The event says something else, and tiles and heads are made anew for it, by whoever has database and key."""
    async with tampering(database, ORG) as owner:
        await owner.execute(f"update log.event set body = {text('way', 'WAY')} where position = {position}")
        leaves: list[bytes] = []
        while entries := await read.page(pool, ORG, len(leaves)):
            leaves += [tree.leaf(body) for _, body in entries]
        for level, n, hashes in Growing().grow(leaves[:SEALED]):
            query = "update proof.tile set hashes = $1 where level = $2 and n = $3"
            await owner.execute(query, hashes, level, n)
        for size, _ in await sealed.checkpoints(pool, ORG) if signed else []:
            growing = Growing()
            growing.grow(leaves[:size])
            note = checkpoint.sign(Checkpoint(KEYS.origin(ORG), size, growing.root()), [KEYS.signer(ORG)])
            await owner.execute("update proof.checkpoint set note = $1 where size = $2", note.encode(), size)


async def test_a_history_that_was_rewritten_and_signed_again_is_found_by_a_kept_head(
    database: Servers, pool: Any
) -> None:
    large, middle, small = await kept_of(pool)
    leaves = [tree.leaf(body) for _, body in await read.page(pool, ORG)]
    await rewritten(database, pool, 207)
    assert (await look(pool)).well, "nothing that is left here tells"
    found = await look(pool, large, middle, small)
    assert found.differs is not None and found.agree == (100,)
    assert (found.differs.position, found.differs.until) == (101, 300)
    assert "the first event that differs is one of 101 to 300" in found.differs.why
    alone = (await look(pool, large)).differs
    assert alone is not None and (alone.position, alone.until) == (1, 520)
    exact = (await verified(pool, ORG, KEYS.verifiers(ORG), (), iter(leaves[:300]))).differs
    assert exact is not None and (exact.position, exact.until) == (207, None)


async def test_tiles_made_anew_without_the_key_are_found_by_what_was_signed(database: Servers, pool: Any) -> None:
    await rewritten(database, pool, 307, signed=False)
    found = (await look(pool)).differs
    assert found is not None and (found.position, found.until) == (301, 520)
    assert "not what was signed at 520" in found.why


async def test_a_log_that_ends_before_a_kept_head_or_archive_is_found(database: Servers, pool: Any) -> None:
    leaves = [tree.leaf(body) for _, body in await read.page(pool, ORG)]
    longer = Signed(Checkpoint(KEYS.origin(ORG), 600, tree.EMPTY), "")
    found = (await look(pool, longer)).differs
    assert found is not None and found.position == 526 and "a kept head is of 600 events" in found.why
    found = (await verified(pool, ORG, (), (), iter([*leaves, tree.EMPTY]))).differs
    assert found is not None and found.position == 526 and "the archive has it" in found.why


@pytest.mark.parametrize(
    ("note", "why"),
    [
        ("rubbish", "is none"),
        ("key", "not to be trusted: none of the keys"),
        ("signature", "not to be trusted: the signature"),
        ("origin", "that of another log"),
    ],
)
async def test_a_head_that_is_not_signed_as_it_should_be_is_a_fault(
    note: str, why: str, database: Servers, pool: Any
) -> None:
    head = await latest(pool, ORG)
    other = Checkpoint("okr-ledger/orgs/globex", head.checkpoint.size, head.checkpoint.root)
    notes = {
        "rubbish": "rubbish",
        "key": checkpoint.sign(head.checkpoint, [Signer(KEYS.origin(ORG), b"x" * 32)]),
        "signature": head.note.replace("\n520\n", "\n519\n"),
        "origin": checkpoint.sign(other, [KEYS.signer(ORG)]),
    }
    async with tampering(database, ORG) as owner:
        await owner.execute("update proof.checkpoint set note = $1 where size = 520", notes[note].encode())
    found = await look(pool)
    assert not found.well
    assert why in found.faults[0]


async def test_events_that_are_not_sealed_yet_are_no_fault(database: Servers) -> None:
    async with asyncpg.create_pool(database.app_url, min_size=0, max_size=2) as pool:
        await append(pool, act(check_in(), check_in()))
        found = await look(pool)
        assert (found.well, found.position, found.unsealed, found.head) == (True, 2, 2, None)


async def test_a_log_that_grows_meanwhile_is_well(
    database: Servers, pool: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page is followed by an append and a seal, so that head, rows and tiles are of different moments."""
    monkeypatch.setattr("events.log.passage.PAGE", 100)
    rows = sealed.rows
    async with sealer(database) as sealing:

        async def busy(*arguments: Any) -> Any:
            found = await rows(*arguments)
            await append(pool, act(*(check_in() for _ in range(30))))
            await seal.level(sealing, ORG)
            return found

        monkeypatch.setattr(sealed, "rows", busy)
        assert (await look(pool, *await kept_of(pool))).well


async def test_instants_of_any_year_and_zone_agree_with_their_columns(database: Servers) -> None:
    noted = [
        dt.datetime(1903, 1, 1, 0, 0, 0, 1, tzinfo=dt.UTC),
        dt.datetime(1969, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC),
        dt.datetime(2026, 2, 3, 9, 30, 0, 7, tzinfo=dt.timezone(dt.timedelta(hours=5, minutes=30))),
    ]
    async with asyncpg.create_pool(database.app_url, min_size=0, max_size=2) as pool:
        await append(
            pool, act(*(check_in(f"check-ins/2026-q1/growth/kr{n}", notedat=at) for n, at in enumerate(noted)))
        )
        assert (await look(pool)).well
        async with tampering(database, ORG) as owner:
            await owner.execute("update log.event set noted_at = '-infinity' where position = 2")
        found = (await look(pool)).differs
        assert found is not None and (found.position, "noted_at is -inf" in found.why) == (2, True)
