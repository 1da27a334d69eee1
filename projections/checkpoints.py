"""How far each projection is: a checkpoint for each filling of its tables, and the keys that it had to park.

A **build** is one filling of a projection's tables for one organisation. Builds stand beside each other in the same
tables, or in those of another version; of each projection and organisation one is served.
"""

from __future__ import annotations

import asyncpg
from msgspec import Struct

from events.log.source import Source

Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

DDL = """
do $$
begin
  -- Checkpoints without a build are of a form that was never released: everything is folded anew.
  if to_regclass('projection.checkpoint') is not null and not exists (
    select from pg_attribute where attrelid = to_regclass('projection.checkpoint') and attname = 'build'
  ) then
    drop schema projection cascade;
  end if;
end
$$;
create schema if not exists projection;
grant usage on schema projection to okr_app, okr_worker;

create table if not exists projection.checkpoint (
  org text collate "C" not null,
  projection text collate "C" not null,
  version integer not null,
  build integer not null,
  position bigint not null default 0,
  serving boolean not null,
  moved_at timestamptz not null default clock_timestamp(),
  retired_at timestamptz,
  primary key (org, projection, version, build)
) with (fillfactor = 50);
create unique index if not exists checkpoint_serving on projection.checkpoint (org, projection) where serving;

create table if not exists projection.parked (
  org text collate "C" not null,
  projection text collate "C" not null,
  version integer not null,
  build integer not null,
  key text collate "C" not null,
  position bigint not null,
  cause text not null,
  parked_at timestamptz not null default clock_timestamp(),
  primary key (org, projection, version, build, key)
);

alter table projection.checkpoint enable row level security;
alter table projection.checkpoint force row level security;
alter table projection.parked enable row level security;
alter table projection.parked force row level security;
drop policy if exists fence on projection.checkpoint;
create policy fence on projection.checkpoint using (org = current_setting('okr.org', true));
drop policy if exists fence on projection.parked;
create policy fence on projection.parked using (org = current_setting('okr.org', true));
drop policy if exists every_checkpoint on projection.checkpoint;
create policy every_checkpoint on projection.checkpoint for select to okr_worker using (true);
drop policy if exists every_parked on projection.parked;
create policy every_parked on projection.parked for select to okr_worker using (true);
grant select on projection.checkpoint, projection.parked to okr_app, okr_worker;
grant insert, update, delete on projection.checkpoint, projection.parked to okr_worker;

create or replace function projection.begin_build(of_org text, of_projection text, of_version integer)
returns table (version integer, build integer, at bigint)
language plpgsql
as $$
#variable_conflict use_column
begin
  perform set_config('okr.org', of_org, true);
  return query
  select c.version, c.build, c.position
  from projection.checkpoint c
  where c.org = of_org and c.projection = of_projection and c.serving;
  if not found then
    insert into projection.checkpoint (org, projection, version, build, serving)
    values (of_org, of_projection, of_version, 1, true)
    on conflict do nothing;
    return query
    select c.version, c.build, c.position
    from projection.checkpoint c
    where c.org = of_org and c.projection = of_projection and c.serving;
  end if;
end
$$;

-- What is folded can be folded again, so no fold waits for the disk.
create or replace function projection.take(of_org text, of_projection text, of_version integer, of_build integer)
returns table (at bigint, parked text[])
language plpgsql
as $$
#variable_conflict use_column
declare
  reached bigint;
begin
  perform set_config('okr.org', of_org, true), set_config('synchronous_commit', 'off', true);
  select c.position into reached
  from projection.checkpoint c
  where c.org = of_org and c.projection = of_projection and c.version = of_version and c.build = of_build
  for update;
  -- A statement of its own: it sees what was parked while the lock was waited for.
  return query
  select reached, array(
    select p.key
    from projection.parked p
    where p.org = of_org and p.projection = of_projection and p.version = of_version and p.build = of_build
  );
end
$$;
revoke execute on function projection.begin_build, projection.take from public;
grant execute on function projection.begin_build, projection.take to okr_worker;
"""


class Build(Struct, frozen=True):
    """One filling of a projection's tables for an organisation."""

    org: str
    projection: str
    version: int
    number: int


class Taken(Struct, frozen=True):
    """A checkpoint whose row is locked: its position, None where the build is gone, and the keys parked in it."""

    position: int | None
    parked: frozenset[str]


class Parked(Struct, frozen=True, kw_only=True):
    """A key that a projection cannot fold: from which position on, and why."""

    org: str
    projection: str
    version: int
    build: int
    key: str
    position: int
    cause: str


async def serving(source: Source, org: str, projection: str, version: int) -> tuple[Build, int]:
    """The build that is served, and its position. The first of an organisation begins here, in the version given."""
    rows = await source.fetch(
        "select version, build, at from projection.begin_build($1, $2, $3)", org, projection, version
    )
    [(found, number, position)] = rows
    return Build(org, projection, found, number), position


async def positions(source: Source, org: str) -> dict[str, int]:
    """The position of what is served of each projection of an organisation. For the worker's login."""
    rows = await source.fetch("select projection, position from projection.checkpoint where org = $1 and serving", org)
    return {row["projection"]: row["position"] for row in rows}


async def take(connection: Connection, build: Build) -> Taken:
    """The build's checkpoint, locked until the transaction ends; the organisation's fence is open until then."""
    query = "select at, parked from projection.take($1, $2, $3, $4)"
    [(position, parked)] = await connection.fetch(query, *_key(build))
    return Taken(position, frozenset(parked))


async def move(connection: Connection, build: Build, position: int) -> None:
    """The build is at a position, when the transaction ends."""
    await connection.execute(
        "update projection.checkpoint set position = $5, moved_at = clock_timestamp()"
        " where org = $1 and projection = $2 and version = $3 and build = $4",
        *_key(build),
        position,
    )


async def park(connection: Connection, build: Build, key: str, position: int, cause: str) -> None:
    """The key's events from the position on are left out of the build, until it is retried."""
    await connection.execute(
        "insert into projection.parked (org, projection, version, build, key, position, cause)"
        " values ($1, $2, $3, $4, $5, $6, $7)"
        " on conflict (org, projection, version, build, key) do update"
        " set position = excluded.position, cause = excluded.cause, parked_at = clock_timestamp()",
        *_key(build),
        key,
        position,
        cause,
    )


async def unpark(connection: Connection, build: Build, key: str) -> None:
    """The key is no longer parked."""
    await connection.execute(
        "delete from projection.parked where org = $1 and projection = $2 and version = $3 and build = $4 and key = $5",
        *_key(build),
        key,
    )


async def parked(source: Source, projection: str | None = None, org: str | None = None) -> list[Parked]:
    """What is parked in builds that are not retired, over all organisations. For the worker's login."""
    rows = await source.fetch(
        "select p.org, p.projection, p.version, p.build, p.key, p.position, p.cause from projection.parked p"
        " join projection.checkpoint c using (org, projection, version, build)"
        " where c.retired_at is null and ($1::text is null or projection = $1) and ($2::text is null or org = $2)"
        " order by org, projection, version, build, key",
        projection,
        org,
    )
    names = Parked.__struct_fields__
    return [Parked(**dict(zip(names, row, strict=True))) for row in rows]


def _key(build: Build) -> tuple[str, str, int, int]:
    return build.org, build.projection, build.version, build.number
