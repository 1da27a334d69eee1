"""A log is sealed up to its head, by however many sealers, killed wherever; what was signed is not contradicted."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from msgspec.structs import replace

from deploy.servers import Servers
from deploy.system import opened
from events.log import read, sealed
from events.log.append import append
from events.log.source import Source
from events.proof import checkpoint, tiles, tree
from events.proof.keys import NAME, Keys
from events.proof.note import Signer
from tests.databases import settings_of
from tests.events.log.acts import ORG, act, check_in
from tests.events.log.conftest import connected
from tests.events.proof import naive
from tests.workers.sealing import KEYS, SCRATCHED, latest, sealer, tampering
from tests.workers.test_worker import until, working
from workers import seal
from workers.seal import Sealing, Unsound


@pytest_asyncio.fixture
async def app(database: Servers) -> AsyncIterator[Any]:
    async with connected(database.app_url) as connection:
        yield connection


@pytest_asyncio.fixture
async def sealing(database: Servers) -> AsyncIterator[Sealing]:
    async with sealer(database) as found:
        yield found


async def appended(source: Source, count: int, org: str = ORG) -> None:
    """That many events more are in the log."""
    for start in range(0, count, 500):
        events = [check_in(org=org) for _ in range(min(500, count - start))]
        await append(source, act(*events, org=org))


async def leaves_of(source: Source, org: str = ORG) -> list[bytes]:
    found: list[bytes] = []
    while entries := await read.page(source, org, len(found)):
        found += [tree.leaf(body) for _, body in entries]
    return found


async def assert_sealed(source: Source, size: int, org: str = ORG) -> None:
    """The checkpoint is signed and of that size; it and every tile are those of the log, by the definition."""
    leaves = (await leaves_of(source, org))[:size]
    signed = (await latest(source, org)).checkpoint
    assert (signed.size, signed.root) == (size, naive.root(leaves))
    expected = {(level, n): hashes for level, n, hashes in tiles.Growing().grow(leaves)}
    assert await sealed.tiles(source, org, expected) == expected


async def test_a_log_is_sealed_up_to_its_head_again_and_again(app: Any, sealing: Sealing) -> None:
    for more, size in [(1, 1), (3, 4), (252, 256), (1, 257), (400, 657)]:
        await appended(app, more)
        assert await seal.level(sealing, ORG) == size
        await assert_sealed(app, size)
    assert await seal.level(sealing, ORG) == 657
    assert [size for size, _ in await sealed.checkpoints(app, ORG)] == [657, 257, 256, 4, 1]


async def test_a_long_backlog_is_sealed_in_pieces(app: Any, sealing: Sealing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seal, "PAGE", 100)
    await appended(app, 950)
    sizes = [await seal.chunk(sealing, ORG, 300) for _ in range(4)]
    assert sizes == [(0, 300), (300, 600), (600, 900), (900, 950)]
    await assert_sealed(app, 950)


async def test_organisations_have_trees_of_their_own(app: Any, sealing: Sealing) -> None:
    await appended(app, 3)
    await appended(app, 5, "globex")
    assert [await seal.level(sealing, org) for org in (ORG, "globex", "initech")] == [3, 5, 0]
    await assert_sealed(app, 3)
    await assert_sealed(app, 5, "globex")
    assert await sealed.checkpoint(app, "initech") is None


async def test_many_sealers_at_once_and_writers_beside_them_make_one_tree(database: Servers, app: Any) -> None:
    async def write() -> None:
        async with connected(database.app_url) as connection:
            for number in range(40):
                await append(connection, act(check_in(), check_in(), check_in()))
                if number == 20:  # none of the sealers need have begun before all is written
                    await until(lambda: is_sealed(connection, 1))

    async def seals(sealing: Sealing) -> None:
        while await seal.level(sealing, ORG) < 240:
            pass

    async with sealer(database) as one, sealer(database) as two:
        await asyncio.gather(write(), write(), seals(one), seals(one), seals(two), seals(two))
        # That the two really wait for each other, and not only take turns by chance:
        async with one.pool.acquire() as connection, connection.transaction():
            await sealed.take(connection, ORG)
            waiting = asyncio.create_task(seal.level(two, ORG))
            await until(lambda: blocked(app))
            assert not waiting.done()
        assert await waiting == 240
    await assert_sealed(app, 240)
    await assert_each_extends_the_one_before(app)


async def blocked(source: Source) -> bool:
    found = await source.fetch("select 1 from pg_locks where not granted and locktype = 'transactionid'")
    return bool(found)


async def assert_each_extends_the_one_before(source: Source) -> None:
    """Between every two checkpoints that follow each other there is a proof, and it holds."""
    heads = [
        checkpoint.opened(note, KEYS.verifiers(ORG)).checkpoint for _, note in await sealed.checkpoints(source, ORG)
    ]
    assert len(heads) > 1
    for new, old in itertools.pairwise(heads):
        ranges = tree.consistency(old.size, new.size)
        proof = tiles.hashes(ranges, await sealed.tiles(source, ORG, tiles.needed(ranges)))
        assert tree.proves_consistency(old.size, new.size, proof, old.root, new.root)


POINTS = [
    (module, name, call)
    for module, name in [(sealed, "take"), (sealed, "tiles"), (read, "page"), (sealed, "widen"), (sealed, "seal")]
    for call in ("before", "after")
]


@pytest.mark.parametrize(("module", "name", "when"), POINTS, ids=lambda each: getattr(each, "__name__", each))
async def test_a_sealer_killed_anywhere_leaves_what_the_next_goes_on_from(
    module: Any, name: str, when: str, database: Servers, app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    step: Callable[..., Awaitable[Any]] = getattr(module, name)
    await appended(app, 300)
    async with sealer(database) as first:
        await seal.level(first, ORG)
        await appended(app, 300)

        async def killed(connection: Any, *arguments: Any) -> Any:
            pid = connection.get_server_pid()
            found = None if when == "before" else await step(connection, *arguments)
            async with connected(database.migrate_url) as superuser:
                await superuser.execute("select pg_terminate_backend($1, 5000)", pid)
            return await step(connection, *arguments) if when == "before" else found

        monkeypatch.setattr(module, name, killed)
        with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
            await seal.level(first, ORG)
        monkeypatch.undo()
        await assert_sealed(app, 300)
        assert await seal.level(first, ORG) == 600
    await assert_sealed(app, 600)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (
            f"{SCRATCHED} where level = 0 and n = 1",
            "root",
        ),
        ("delete from proof.tile where level = 1", "not there"),
        ("update proof.tile set hashes = substr(hashes, 1, 32) where n = 1", "kept with 1 hashes"),
        ("delete from proof.checkpoint where size = 300", "not signed"),
        ("update proof.tree set size = 299", "not signed"),
        ("delete from log.event where position = 303", "gap between 300 and 305"),
    ],
)
async def test_nothing_is_signed_that_does_not_extend_what_was_signed_last(
    change: str, why: str, database: Servers, app: Any, sealing: Sealing
) -> None:
    await appended(app, 300)
    await seal.level(sealing, ORG)
    await appended(app, 5)
    async with tampering(database, ORG) as superuser:
        assert await superuser.execute(change) in ("UPDATE 1", "DELETE 1")
    before = await sealed.checkpoints(app, ORG)
    with pytest.raises(Unsound, match=why):
        await seal.level(sealing, ORG)
    assert await sealed.checkpoints(app, ORG) == before


async def test_a_new_key_signs_from_now_on_and_the_old_one_still_verifies(database: Servers, app: Any) -> None:
    rotated = Keys((*KEYS.signers, Signer(NAME, b"n" * 32)))
    await appended(app, 2)
    async with sealer(database) as old, sealer(database, rotated) as new:
        await seal.level(old, ORG)
        await appended(app, 2)
        await seal.level(new, ORG)
        await appended(app, 1)
        with pytest.raises(Unsound, match="not signed by a key that is there"):
            await seal.level(old, ORG)
    by = [checkpoint.opened(note, rotated.verifiers(ORG)).by for _, note in await sealed.checkpoints(app, ORG)]
    assert by == [rotated.verifiers(ORG)[:1], KEYS.verifiers(ORG)]


async def test_a_worker_seals_what_it_is_woken_for_and_what_a_sweep_finds(database: Servers) -> None:
    async with opened(replace(settings_of(database), sealing=KEYS)) as system:
        await append(system.app, act(check_in()))

        async def reaches(size: int) -> None:
            await until(lambda: is_sealed(system.app, size))

        async with working(system):
            await reaches(1)
            await append(system.app, act(check_in()))
            await system.woken(ORG)
            await reaches(2)


async def test_without_a_key_nothing_is_sealed(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await append(system.app, act(check_in()))
        assert await seal.seal({"redis": system.queue}, ORG) == 0
        assert await sealed.checkpoint(system.app, ORG) is None


async def is_sealed(source: Source, size: int) -> bool:
    note = await sealed.checkpoint(source, ORG)
    return note is not None and checkpoint.unchecked(note).checkpoint.size >= size


@pytest.mark.parametrize("login", ["app", "worker"])
async def test_only_the_sealer_s_login_seals(login: str, database: Servers, app: Any) -> None:
    await appended(app, 2)
    async with connected(getattr(database, f"{login}_url")) as connection:
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await sealed.take(connection, ORG)
        for statement in (
            "insert into proof.tree values ('acme', 1, now())",
            "insert into proof.checkpoint values ('acme', 1, now(), 'x')",
            "update proof.tile set hashes = 'x'",
            "delete from proof.tile",
        ):
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await connection.execute(statement)


@pytest.mark.parametrize("login", ["app", "worker", "sealer"])
async def test_no_login_reads_another_organisation_s_seals(
    login: str, database: Servers, app: Any, sealing: Sealing
) -> None:
    await appended(app, 2)
    await seal.level(sealing, ORG)
    async with connected(getattr(database, f"{login}_url")) as connection:
        for table in ("proof.tile", "proof.checkpoint"):
            assert await connection.fetch(f"select * from {table}") == []
        await connection.execute("set okr.org = 'globex'")
        for table in ("proof.tile", "proof.checkpoint"):
            assert await connection.fetch(f"select * from {table}") == []


CHANGES = [
    "update proof.checkpoint set note = 'x'",
    "delete from proof.checkpoint",
    "truncate proof.checkpoint",
    "update proof.tile set hashes = hashes || hashes, n = 7",
    "update proof.tile set hashes = substr(hashes, 33)",
    "delete from proof.tile",
    "truncate proof.tile",
    "update proof.tree set size = size - 1",
    "delete from proof.tree",
    "truncate proof.tree",
]


@pytest.mark.parametrize("mode", ["origin", "replica"])
@pytest.mark.parametrize("change", CHANGES)
async def test_what_is_sealed_does_not_change_for_the_owner_either(
    change: str, mode: str, database: Servers, app: Any, sealing: Sealing
) -> None:
    await appended(app, 2)
    await seal.level(sealing, ORG)
    async with connected(database.migrate_url) as owner:
        await owner.execute(f"set session_replication_role = {mode}")
        with pytest.raises(asyncpg.PostgresError) as refused:
            await owner.execute(change)
        assert refused.value.sqlstate == "OKR08"
    with contextlib.suppress(asyncpg.PostgresError):
        async with connected(database.sealer_url) as connection:
            await connection.execute(change)
    await assert_sealed(app, 2)


async def test_a_login_that_may_not_seal_is_told_in_the_log(
    database: Servers, app: Any, caplog: pytest.LogCaptureFixture
) -> None:
    await appended(app, 1)
    async with asyncpg.create_pool(database.app_url, min_size=0) as pool, opened(settings_of(database)) as system:
        assert await seal.seal({"redis": system.queue, "sealing": Sealing(pool, KEYS)}, ORG) == 0
    assert "name the sealer's login in SEALER_DATABASE_URL" in caplog.text


async def test_what_cannot_be_sealed_is_told_in_the_log(
    database: Servers, app: Any, sealing: Sealing, caplog: pytest.LogCaptureFixture
) -> None:
    await appended(app, 3)
    await seal.level(sealing, ORG)
    await appended(app, 1)
    async with tampering(database, ORG) as superuser:
        await superuser.execute("delete from proof.tile")
    async with opened(settings_of(database)) as system:
        assert await seal.seal({"redis": system.queue, "sealing": sealing}, ORG) == 0
    assert "a log is not sealed; `okr-ledger verify ORG` says why" in caplog.text
    assert "its tiles at 3 are not there" in caplog.text


async def test_a_sealer_that_would_go_back_is_refused_in_words(app: Any, sealing: Sealing) -> None:
    await appended(app, 2)
    await seal.level(sealing, ORG)
    for change in (
        sealed.seal(sealing.pool, ORG, 1, "note"),
        sealed.widen(sealing.pool, ORG, [(0, 0, b"other hashes of thirty-two bytes" * 2)]),
    ):
        with pytest.raises(asyncpg.PostgresError) as refused:
            await change
        assert refused.value.sqlstate == "OKR08"
    await assert_sealed(app, 2)
