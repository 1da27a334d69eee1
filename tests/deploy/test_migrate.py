"""Migrations are applied once, in order, by any number at a time; and what was applied is not rewritten."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from msgspec.structs import replace

from deploy.commands import Failure
from deploy.migrate import applied, apply, migrate, migrations
from deploy.servers import Servers
from deploy.system import migrated
from tests.databases import fresh, settings_of

TABLE = (
    "create schema log; create table log.migration "
    "(number integer primary key, name text, sha256 bytea, applied_at timestamptz default now())"
)


@pytest_asyncio.fixture
async def empty(servers: Servers) -> AsyncIterator[Servers]:
    async with fresh(servers) as database:
        yield database


@pytest_asyncio.fixture
async def connection(empty: Servers) -> AsyncIterator[Any]:
    found = await asyncpg.connect(empty.migrate_url)
    yield found
    await found.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two migrations: the second has two files, which have to run in the order of their names."""
    write(tmp_path, "0001_log/01_table.sql", TABLE)
    write(tmp_path, "0002_more/01_first.sql", "create table log.more (n integer)")
    write(tmp_path, "0002_more/02_second.sql", "insert into log.more values (1); insert into log.more values (2)")
    return tmp_path


def write(folder: Path, file: str, text: str) -> None:
    (folder / file).parent.mkdir(exist_ok=True)
    (folder / file).write_text(text)


async def test_a_database_has_every_migration_once(connection: Any, folder: Path) -> None:
    assert [m.name for m in await migrate(connection, migrations(folder))] == ["log", "more"]
    assert await migrate(connection, migrations(folder)) == []
    assert [row["n"] for row in await connection.fetch("select n from log.more")] == [1, 2]
    write(folder, "0003_most/01.sql", "insert into log.more values (3)")
    assert [m.number for m in await migrate(connection, migrations(folder))] == [3]


async def test_an_up_to_date_database_is_asked_once(connection: Any, folder: Path) -> None:
    await migrate(connection, migrations(folder))
    asked: list[str] = []
    connection.add_query_logger(lambda record: asked.append(record.query))
    await migrate(connection, migrations(folder))
    await asyncio.sleep(0)  # the logger is called by the loop
    assert len(asked) == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: write(folder, "0001_log/01_table.sql", TABLE + " "),
        lambda folder: write(folder, "0001_log/02_new.sql", "select 1"),
        lambda folder: (folder / "0001_log/01_table.sql").rename(folder / "0001_log/02_table.sql"),
    ],
)
async def test_a_migration_that_was_applied_may_not_change(connection: Any, folder: Path, change: Any) -> None:
    await migrate(connection, migrations(folder))
    change(folder)
    write(folder, "0003_most/01.sql", "insert into log.more values (3)")
    with pytest.raises(Failure, match="the files of migration 0001_log have changed since this database had it"):
        await migrate(connection, migrations(folder))
    assert await connection.fetchval("select count(*) from log.more") == 2


async def test_a_database_of_a_later_version_is_left_alone(connection: Any, folder: Path) -> None:
    known = migrations(folder)
    await migrate(connection, known)
    with pytest.raises(Failure, match=r"has had migration 0002 \(more\), which this okr-ledger does not know"):
        await migrate(connection, known[:1])


async def test_a_migration_is_applied_whole_or_not_at_all(connection: Any, folder: Path) -> None:
    write(folder, "0002_more/03_wrong.sql", "insert into log.nowhere values (1)")
    with pytest.raises(Failure, match=r"0002_more, 03_wrong\.sql: Postgres refuses it, undefined table \(42P01\)$"):
        await migrate(connection, migrations(folder))
    assert list(await applied(connection)) == [1]
    assert await connection.fetchval("select to_regclass('log.more')") is None


def test_two_migrations_of_one_number_are_a_mistake(folder: Path) -> None:
    write(folder, "0002_less/01.sql", "select 1")
    with pytest.raises(Failure, match="two migrations have the number 2: less and more"):
        migrations(folder)


async def test_several_at_once_do_no_harm(empty: Servers) -> None:
    done = await asyncio.gather(*(migrated(settings_of(empty)) for _ in range(6)))
    assert sorted(migration.number for each in done for migration in each) == [m.number for m in migrations()]


async def test_several_databases_of_one_server_at_once_do_no_harm(servers: Servers) -> None:
    async with fresh(servers) as one, fresh(servers) as two, fresh(servers) as three:
        done = await asyncio.gather(*(migrated(settings_of(each)) for each in (one, two, three)))
    assert all(each == migrations() for each in done)


async def test_the_statements_of_projections_are_applied_together(connection: Any) -> None:
    await apply(connection, ["create table a (n integer)", "create table b (n integer)"])
    with pytest.raises(asyncpg.PostgresError):
        await apply(connection, ["create table c (n integer)", "create table a (n integer)"])
    assert await connection.fetchval("select to_regclass('c') is null and to_regclass('b') is not null")


async def test_a_database_out_of_reach_is_said_in_a_line(empty: Servers) -> None:
    wrong = replace(settings_of(empty), migrate_database_url=empty.migrate_url.replace("migrator:", "migrator:not"))
    with pytest.raises(Failure, match="cannot connect to Postgres"):
        await migrated(wrong)
