"""Brings a database to the present form of the log: numbered migrations, each once, in order, known by checksums."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
from collections.abc import Awaitable, Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import asyncpg
import msgspec

from deploy.commands import Failure
from events.log.errors import kind

MIGRATIONS = Path(__file__).resolve().parent.parent / "events" / "log" / "migrations"
LOCK = 0x6F6B72  # "okr": one migration of a database at a time
# How long a change waits for what others hold, and everybody else behind it. Then it gives way, and comes again when
# those have had their turn.
LOCK_MS = 500
ATTEMPTS = 20
PAUSE_SECONDS = 1.0
# The log's event triggers refuse every change of its tables and functions, those of a migration too.
GUARD = """
do $$
declare
  name text;
begin
  for name in
    select t.evtname
    from pg_event_trigger t
    join pg_proc p on p.oid = t.evtfoid
    join pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'guard'
      and pg_has_role(t.evtowner, 'usage')
  loop
    execute format('alter event trigger %I {}', name);
  end loop;
end
$$
"""
T = TypeVar("T")
WAYS_OUT = {
    "42501": "; the owner's login belongs into MIGRATE_DATABASE_URL",
    "OKR08": "; the login in MIGRATE_DATABASE_URL has to be one that may lift the log's guard, a superuser's",
}


class Migration(msgspec.Struct, frozen=True):
    """A numbered folder of SQL files, which run in the order of their names in one transaction."""

    number: int
    name: str
    sha256: bytes
    files: tuple[Path, ...]


def migrations(folder: Path = MIGRATIONS) -> list[Migration]:
    """The migrations that this program has, in their order. Raises Failure where two have one number."""
    found = [read(path) for path in sorted(folder.iterdir()) if path.is_dir() and path.name[:4].isdigit()]
    for one, next_ in itertools.pairwise(found):
        if one.number == next_.number:
            raise Failure(f"two migrations have the number {one.number}: {one.name} and {next_.name}")
    return found


def read(folder: Path) -> Migration:
    """The migration of a folder `0001_name`; its digest changes with any byte and any name in it."""
    number, _, name = folder.name.partition("_")
    files, digest = tuple(sorted(folder.glob("*.sql"))), hashlib.sha256()
    for file in files:
        content = file.read_bytes()
        digest.update(f"{file.name} {len(content)}\n".encode() + content)
    return Migration(int(number), name, digest.digest(), files)


async def migrate(connection: asyncpg.Connection, known: Sequence[Migration] | None = None) -> list[Migration]:
    """The database has had every migration; those that it has had just now.

    Where it had them all before, that took one query. Any number of these may run at once: they wait for each other.
    Raises Failure for an applied migration whose files have changed since, and for one that this program lacks.
    """
    known = migrations() if known is None else known
    done: list[Migration] = []
    for migration in missing(known, await applied(connection)):

        async def attempt(migration: Migration = migration) -> bool:
            async with connection.transaction():
                await connection.execute("select pg_advisory_xact_lock($1)", LOCK)
                if migration not in missing(known, await applied_under_lock(connection)):
                    return False
                await run(connection, migration)
                return True

        if await given_way(attempt, f"migration {migration.number:04}_{migration.name}"):
            done.append(migration)
    return done


async def given_way(attempt: Callable[[], Awaitable[T]], what: str) -> T:
    """The attempt, one transaction, has succeeded at the first or a later time. Raises Failure where others held what
    it needs each time; then nothing has happened."""
    for _ in range(ATTEMPTS):
        try:
            return await attempt()
        except asyncpg.LockNotAvailableError:
            await asyncio.sleep(PAUSE_SECONDS)
    raise Failure(
        f"{what}: others hold what it has to change, and it gave way to them {ATTEMPTS} times; nothing was changed: "
        "end what is long under way in the database (a backup, a report, an open transaction), and migrate again"
    )


async def applied(connection: asyncpg.Connection) -> dict[int, tuple[str, bytes]]:
    """The name and digest of every migration that the database has had, by number."""
    try:
        rows = await connection.fetch("select number, name, sha256 from log.migration order by number")
    except (asyncpg.UndefinedTableError, asyncpg.InvalidSchemaNameError):
        return {}
    return {row["number"]: (row["name"], row["sha256"]) for row in rows}


async def applied_under_lock(connection: asyncpg.Connection) -> dict[int, tuple[str, bytes]]:
    """The same inside a transaction, which an error would end."""
    there = await connection.fetchval("select to_regclass('log.migration') is not null")
    return await applied(connection) if there else {}


def missing(known: Sequence[Migration], done: dict[int, tuple[str, bytes]]) -> list[Migration]:
    """The migrations that are still to be applied. Raises Failure where the two histories differ."""
    by_number = {migration.number: migration for migration in known}
    for number, (name, sha256) in done.items():
        if number not in by_number:
            raise Failure(
                f"the database has had migration {number:04} ({name}), which this okr-ledger does not know: "
                "it was migrated by a later one; use that"
            )
        if by_number[number].sha256 != sha256:
            raise Failure(
                f"the files of migration {number:04}_{by_number[number].name} have changed since this database had "
                "it: restore them, and put what is to change into a new migration"
            )
    return [migration for migration in known if migration.number not in done]


async def run(connection: asyncpg.Connection, migration: Migration) -> None:
    """The migration's files have run and it is written down; the caller commits.

    The guard of the log is lifted for it, where there is one and the login may, and stands again at its end; others are
    refused meanwhile as before.
    """
    await connection.execute(f"set local lock_timeout = {LOCK_MS}")
    await connection.execute(GUARD.format("disable"))
    for file in migration.files:
        try:
            await connection.execute(file.read_text(encoding="utf-8"))
        except asyncpg.LockNotAvailableError:
            raise
        except asyncpg.PostgresError as error:
            way_out = WAYS_OUT.get(error.sqlstate or "", "")
            where = f"migration {migration.number:04}_{migration.name}, {file.name}"
            raise Failure(f"{where}: Postgres refuses it, {kind(error)}{way_out}") from error
    await connection.execute(
        "insert into log.migration (number, name, sha256) values ($1, $2, $3)",
        migration.number,
        migration.name,
        migration.sha256,
    )
    await connection.execute(GUARD.format("enable always"))


async def apply(connection: asyncpg.Connection, statements: Iterable[str]) -> None:
    """All the statements have run, in one transaction, alone among those that migrate this database. Raises Failure
    where others hold what they need for too long."""
    each = list(statements)
    await given_way(lambda: _apply(connection, each), "the projections' tables")


async def _apply(connection: asyncpg.Connection, statements: Sequence[str]) -> None:
    # The lock comes before the transaction: what others have created is only sure to be seen by one that begins later.
    await connection.execute("select pg_advisory_lock($1)", LOCK)
    try:
        async with connection.transaction():
            await connection.execute(f"set local lock_timeout = {LOCK_MS}")
            for statement in statements:
                await connection.execute(statement)
    finally:
        await connection.execute("select pg_advisory_unlock($1)", LOCK)
