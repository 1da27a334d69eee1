"""Keeps tables level with the log: pages in order, folded in memory, written with the checkpoint in one transaction.

A projection is one file in `projections/tables`, which declares `PROJECTION`. Its tables are named by its version and
never migrate; its DDL may run any number of times.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Sequence
from functools import cache

import asyncpg
from msgspec import Struct

import projections.tables
from events.catalogue import Event, recall
from events.log import read

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy
PAGE = 2000

DDL = """
create schema if not exists projection;
grant usage on schema projection to okr_app, okr_worker;

create table if not exists projection.checkpoint (
  org text collate "C" not null,
  projection text not null,
  version integer not null,
  position bigint not null,
  serving boolean not null,
  moved_at timestamptz not null default clock_timestamp(),
  primary key (org, projection, version)
);
alter table projection.checkpoint enable row level security;
drop policy if exists fence on projection.checkpoint;
create policy fence on projection.checkpoint using (org = current_setting('okr.org', true));
drop policy if exists every_checkpoint on projection.checkpoint;
create policy every_checkpoint on projection.checkpoint for select to okr_worker using (true);
grant select on projection.checkpoint to okr_app, okr_worker;
grant insert, update on projection.checkpoint to okr_worker;
"""


class Projection(Struct, frozen=True, kw_only=True):
    """A table set that follows the log. `handle` folds events of one organisation, in order, into its tables."""

    name: str
    version: int
    ddl: str
    handle: Callable[[Connection, str, Sequence[Event]], Awaitable[None]]


@cache
def registered() -> tuple[Projection, ...]:
    """Every projection, in the order of the files' names."""
    names = sorted(found.name for found in pkgutil.iter_modules(projections.tables.__path__))
    modules = [importlib.import_module(f"projections.tables.{name}") for name in names]
    return tuple(module.PROJECTION for module in modules if hasattr(module, "PROJECTION"))


def statements() -> list[str]:
    """What has to run, as the owner, before a worker can fold; any number of times."""
    return [DDL, *(projection.ddl for projection in registered())]


def fence(table: str) -> str:
    """The row-level security of a projection's table, and the rights on it."""
    return f"""
alter table {table} enable row level security;
drop policy if exists fence on {table};
create policy fence on {table} using (org = current_setting('okr.org', true));
grant select on {table} to okr_app, okr_worker;
grant insert, update, delete on {table} to okr_worker;
"""


async def advance(pool: asyncpg.Pool, projection: Projection, org: str) -> int:
    """The projection is level with the organisation's log, as of when it was last read; its position.

    A batch is one transaction: whoever is killed in it has written nothing. Two at once wait for each other.
    """
    while True:
        async with pool.acquire() as connection, connection.transaction():
            position, folded = await _batch(connection, projection, org)
        if not folded:
            return position


async def _batch(connection: Connection, projection: Projection, org: str) -> tuple[int, int]:
    await connection.execute("select set_config('okr.org', $1, true)", org)
    position = await _locked(connection, projection, org)
    entries = await read.page(connection, org, position, PAGE)
    if not entries:
        return position, 0
    await projection.handle(connection, org, [recall(body) for _, body in entries])
    position = entries[-1][0]
    await connection.execute(
        "update projection.checkpoint set position = $4, moved_at = clock_timestamp()"
        " where org = $1 and projection = $2 and version = $3",
        org,
        projection.name,
        projection.version,
        position,
    )
    return position, len(entries)


async def _locked(connection: Connection, projection: Projection, org: str) -> int:
    key = org, projection.name, projection.version
    await connection.execute(
        "insert into projection.checkpoint (org, projection, version, position, serving)"
        " values ($1, $2, $3, 0, true) on conflict do nothing",
        *key,
    )
    return int(
        await connection.fetchval(
            "select position from projection.checkpoint where org = $1 and projection = $2 and version = $3 for update",
            *key,
        )
    )


async def behind(pool: asyncpg.Pool) -> list[str]:
    """The organisations whose log is ahead of one of the projections."""
    reached: dict[tuple[str, str, int], int] = {}
    for row in await pool.fetch("select org, projection, version, position from projection.checkpoint"):
        reached[row["org"], row["projection"], row["version"]] = row["position"]
    late, after = [], ""
    while heads := await read.heads(pool, after):
        for head in heads:
            positions = [reached.get((head.org, each.name, each.version), 0) for each in registered()]
            if min(positions) < head.position:
                late.append(head.org)
        after = heads[-1].org
    return late
