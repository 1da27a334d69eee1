"""Backups: a dump by pg_dump, the logs' signed heads, and a manifest of what the two have to be.

The dump, the positions and the heads are of one snapshot, whatever is appended meanwhile.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import msgspec
from msgspec import Struct

from deploy import named_files, postgres_programs
from deploy.commands import Failure
from deploy.commands.__main__ import version
from deploy.migrate import migrations

DUMP, HEADS, MANIFEST = "ledger.dump", "heads.txt", "manifest.json"
LARGEST_TEXT = 64 * named_files.MIB
REBUILT = "projection"  # the schema that workers fill again from the log
RIGHTS = """
select rolsuper or rolbypassrls as sees_all, to_regclass('log.migration') is not null as migrated
from pg_roles
where rolname = current_user
"""
LOGS = """
select h.org, h.position, c.size, c.note
from log.head h
left join lateral (
  select k.size, k.note
  from proof.checkpoint k
  where k.org = h.org
  order by k.size desc
  limit 1
) c on true
order by h.org
"""
ROLES = """
select distinct r.rolname::text
from pg_shdepend d
join pg_roles r on d.refclassid = 'pg_authid'::regclass and d.refobjid = r.oid
where d.dbid = (select oid from pg_database where datname = current_database())
union
select n.nspowner::regrole::text
from pg_namespace n
where n.nspname = 'log'
order by 1
"""


class Log(Struct, frozen=True, forbid_unknown_fields=True):
    """How far an organisation's log goes in the backup, and how much of that a signed head stands for."""

    org: str
    position: int
    sealed: int


class File(Struct, frozen=True, forbid_unknown_fields=True):
    """A file of the backup, and its digest."""

    name: str
    bytes: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a backup is: of which instant and versions, which roles its tables and rights name, its logs and files."""

    made_at: dt.datetime
    made_by: str
    postgres: str
    migration: int
    roles: tuple[str, ...]
    logs: tuple[Log, ...]
    files: tuple[File, ...]


async def made(connection: asyncpg.Connection, url: str, place: Path) -> Manifest:
    """The directory is a backup, whole, for its owner alone; until then it is not there. Raises Failure."""
    with _whole(place) as new:
        manifest = await _filled(connection, url, new)
        _synced(new / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=1) + b"\n")
    return manifest


@contextmanager
def _whole(place: Path) -> Iterator[Path]:
    """What is made in the block is the directory once the block is left; of one that fails nothing stays."""
    if place.exists():
        raise Failure(f"{place} is there already: a backup is made in a new directory")
    new = place.with_name(f"{place.name}.part")
    try:
        new.mkdir(mode=0o700)
    except OSError as error:
        raise Failure(
            f"cannot make {new}: {error.strerror}; where an earlier backup was ended in its midst, remove it"
        ) from None
    try:
        yield new
        _sync(new)
        new.rename(place)
        _sync(place.absolute().parent)
    finally:
        shutil.rmtree(new, ignore_errors=True)


async def _filled(connection: asyncpg.Connection, url: str, new: Path) -> Manifest:
    async with connection.transaction(isolation="repeatable_read", readonly=True):
        (login,) = await connection.fetch(RIGHTS)
        if not login["migrated"]:
            raise Failure("there is no log in this database; `okr-ledger migrate` makes one")
        if not login["sees_all"]:
            raise Failure(
                "the login of MIGRATE_DATABASE_URL does not see every organisation's rows: a backup takes a superuser, "
                "or one with BYPASSRLS"
            )
        await connection.execute("set local idle_in_transaction_session_timeout = 0")
        snapshot = await connection.fetchval("select pg_export_snapshot()")
        made_at = await connection.fetchval("select now()")
        postgres = await connection.fetchval("select current_setting('server_version')")
        migration = await connection.fetchval("select max(number) from log.migration")
        logs = await connection.fetch(LOGS, timeout=None)
        roles = [name for (name,) in await connection.fetch(ROLES)]
        await dumped(await postgres_programs.program("pg_dump", connection), url, snapshot, new / DUMP)
    _synced(new / HEADS, b"".join(row["note"] for row in logs if row["note"]))
    return Manifest(
        made_at=made_at,
        made_by=f"okr-ledger {version()}",
        postgres=postgres,
        migration=migration,
        roles=tuple(roles),
        logs=tuple(Log(row["org"], row["position"], row["size"] or 0) for row in logs),
        files=tuple(file(new / name) for name in (DUMP, HEADS)),
    )


async def dumped(program: Path, url: str, snapshot: str, target: Path) -> None:
    """The file is a dump of the snapshot without what workers fill again. Raises Failure."""
    shown, secret = postgres_programs.without_password(url)
    command: list[str | Path] = [
        program,
        "--format=custom",
        f"--snapshot={snapshot}",
        f"--exclude-schema={REBUILT}",
        "--no-unlogged-table-data",
        "--no-password",
        f"--file={target}",
        f"--dbname={shown}",
    ]
    await postgres_programs.ran(command, secret)


def file(path: Path) -> File:
    """The file as it is on the disk."""
    digest, size = hashlib.sha256(), 0
    with named_files.opened(str(path), "expected a file of `okr-ledger backup`") as opened:
        while part := opened.read(named_files.MIB):
            digest.update(part)
            size += len(part)
    return File(path.name, size, digest.hexdigest())


def checked(place: Path) -> tuple[Manifest, str]:
    """What the backup says that it is, and its heads; its files are what it says. Raises Failure."""
    expected = "expected a directory that `okr-ledger backup` made"
    body = named_files.whole(str(place / MANIFEST), LARGEST_TEXT, expected)
    try:
        manifest = msgspec.json.decode(body, type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Failure(f"{place / MANIFEST} is no manifest of a backup: {error}") from None
    if [each.name for each in manifest.files] != [DUMP, HEADS]:
        raise Failure(f"{place / MANIFEST} does not name the files {DUMP} and {HEADS}")
    for said in manifest.files:
        if file(place / said.name) != said:
            raise Failure(f"{place / said.name} is not the file that was backed up: its digest is another")
    if manifest.migration > migrations()[-1].number:
        raise Failure(
            f"the backup was made by a later version, {manifest.made_by}: this one does not know its migration "
            f"{manifest.migration:04}; restore it with that version"
        )
    try:
        return manifest, named_files.whole(str(place / HEADS), LARGEST_TEXT, expected).decode("utf-8")
    except UnicodeDecodeError:
        raise Failure(f"{place / HEADS} is no text; {expected}") from None


def _synced(path: Path, body: bytes) -> None:
    with path.open("xb") as target:
        target.write(body)
        target.flush()
        os.fsync(target.fileno())


def _sync(directory: Path) -> None:
    opened = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
