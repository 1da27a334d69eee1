"""Migrations while servers append: nobody waits long for one, and one that cannot have its lock gives way in words."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from deploy import migrate
from deploy.commands import Failure
from deploy.servers import Servers
from events.log.append import append
from tests.databases import fresh
from tests.deploy.test_migrate import write
from tests.events.log.acts import ORG, act, check_in

FIRST = 9  # those before were made while nobody had a ledger
APPENDING = 4
# What an act may wait because of a migration: until that gives way, and then for its statements.
LONGEST_SECONDS = migrate.LOCK_MS / 1000 + 1.5
ROADBLOCK = "alter table log.event add column later text"


class Appending:
    """Acts that come one after the other, by several at once; the longest that one has waited."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.pool, self.count, self.longest = pool, 0, 0.0
        self.ended = asyncio.Event()

    async def live(self) -> None:
        """Acts until the end."""
        while not self.ended.is_set():
            began = time.monotonic()
            await append(self.pool, act(check_in()))
            self.longest = max(self.longest, time.monotonic() - began)
            self.count += 1

    async def further(self, acts: int = 40) -> None:
        """So many acts more were written."""
        enough = self.count + acts
        async with asyncio.timeout(30):
            while self.count < enough:  # noqa: ASYNC110 - it happens in Postgres
                await asyncio.sleep(0.005)


@pytest_asyncio.fixture
async def empty(servers: Servers) -> AsyncIterator[Servers]:
    async with fresh(servers) as database:
        yield database


@pytest_asyncio.fixture
async def owner(empty: Servers) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(empty.migrate_url)
    await migrate.migrate(connection, migrate.migrations()[: FIRST - 1])
    yield connection
    await connection.close()


@pytest_asyncio.fixture
async def appending(owner: Any, empty: Servers) -> AsyncIterator[Appending]:
    async with asyncpg.create_pool(empty.app_url, min_size=APPENDING, max_size=APPENDING) as pool:
        appending = Appending(pool)
        tasks = [asyncio.create_task(appending.live()) for _ in range(APPENDING)]
        await appending.further()
        yield appending
        appending.ended.set()
        await asyncio.gather(*tasks)


async def test_no_append_waits_long_for_a_migration(appending: Appending, owner: Any) -> None:
    known = migrate.migrations()
    for upto in range(FIRST, len(known) + 1):
        assert [each.number for each in await migrate.migrate(owner, known[:upto])] == [upto]
        await appending.further()
    assert appending.longest < LONGEST_SECONDS
    assert await owner.fetchval("select count(*) from log.event where org = $1", ORG) >= appending.count


async def test_a_migration_gives_way_to_who_holds_its_table_and_comes_again(
    appending: Appending, owner: Any, empty: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 0.2)
    later = later_one(tmp_path)
    holder = await asyncpg.connect(empty.migrate_url)
    reading = holder.transaction()
    await reading.start()
    await holder.execute("select count(*) from log.event")  # as a backup does, for an hour
    migrating = asyncio.create_task(migrate.migrate(owner, later))
    for _ in range(4):
        await asyncio.sleep(0.5)
        await appending.further(10)
    assert not migrating.done()
    await reading.rollback()
    assert [each.number for each in await migrating] == [FIRST]
    assert appending.longest < LONGEST_SECONDS
    await holder.close()


async def test_a_migration_that_never_gets_its_lock_gives_up_in_words(
    appending: Appending, owner: Any, empty: Servers, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrate, "PAUSE_SECONDS", 0.05)
    monkeypatch.setattr(migrate, "ATTEMPTS", 2)
    monkeypatch.setattr(migrate, "LOCK_MS", 100)
    holder = await asyncpg.connect(empty.migrate_url)
    async with holder.transaction():
        await holder.execute("select count(*) from log.event")
        with pytest.raises(
            Failure, match=r"0009_later: others hold .* it gave way to them 2 times; nothing was changed"
        ):
            await migrate.migrate(owner, later_one(tmp_path))
        await owner.execute("create table projected (n integer)")
        await holder.execute("select count(*) from projected")
        with pytest.raises(Failure, match="the projections' tables: others hold what it has to change"):
            await migrate.apply(owner, ["alter table projected add column m integer"])
    assert list(await migrate.applied(owner)) == list(range(1, FIRST))
    await appending.further(10)
    await holder.close()


def later_one(folder: Path) -> list[migrate.Migration]:
    """The migrations up to the first that is looked at, and another in its place: one that needs a table alone."""
    write(folder, f"{FIRST:04}_later/01.sql", ROADBLOCK)
    return [*migrate.migrations()[: FIRST - 1], *migrate.migrations(folder)]
