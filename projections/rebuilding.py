"""Builds a projection anew beside what is served of it, and serves that in its place.

The new build is rows beside the old ones (in the tables of the new version, where that is why). It is served from one
transaction on, in which it is level with the log and no less far than the old one: a reader sees the one or the other,
and never goes back. The old rows go a day later.
"""

from __future__ import annotations

import datetime as dt

import asyncpg
from msgspec import Struct

from events.log import read
from events.log.source import Source
from projections import checkpoints, engine
from projections.checkpoints import Build, Connection
from projections.registry import Projection

KEPT = dt.timedelta(days=1)
ROWS = 5000  # rows that are removed at a time

BEGIN = """
insert into projection.checkpoint (org, projection, version, build, serving)
select $1, $2, $3, 1 + coalesce(max(c.build) filter (where c.version = $3), 0), false
from projection.checkpoint c
where c.org = $1 and c.projection = $2
having not bool_or(not c.serving and c.retired_at is null and c.version = $3)
on conflict do nothing
"""
OPEN = """
select build, position from projection.checkpoint
where org = $1 and projection = $2 and version = $3 and not serving and retired_at is null
"""
RETIRE = """
update projection.checkpoint set serving = false, retired_at = clock_timestamp()
where org = $1 and projection = $2 and serving
"""
SERVE = """
update projection.checkpoint set serving = true
where org = $1 and projection = $2 and version = $3 and build = $4
"""
WANTED = """
select distinct c.org, c.projection
from projection.checkpoint c
join unnest($1::text[], $2::integer[]) as m (projection, version) using (projection)
where c.serving and c.version < m.version
or c.version = m.version and not c.serving and c.retired_at is null
order by c.org, c.projection
"""
TABLES = r"""
select format('projection.%I', c.relname)
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'build'
where c.relnamespace = 'projection'::regnamespace and c.relkind in ('r', 'p')
and c.relname ~ ('^' || $1 || '_v' || $2 || '(_|$)')
order by 1
"""


class Building(Struct, frozen=True):
    """How far a build came: its position, and whether it is served now."""

    position: int
    served: bool


async def begin(pool: asyncpg.Pool, projection: Projection, org: str) -> Build | None:
    """A build beside the one that is served, the one that was begun before where there is one.

    None where there is nothing to build anew: the organisation has no event, or a later version is served.
    """
    if await read.head(pool, org) is None:
        return None
    served, _ = await checkpoints.serving(pool, org, projection.name, projection.version)
    if served.version > projection.version:
        return None
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", org)
        await connection.execute(BEGIN, org, projection.name, projection.version)
    return await unfinished(pool, projection, org)


async def needed(pool: asyncpg.Pool, projection: Projection, org: str) -> Build | None:
    """The build to go on with: one that was begun, or else one that takes the place of an earlier version's."""
    if (found := await unfinished(pool, projection, org)) is not None:
        return found
    served, _ = await checkpoints.serving(pool, org, projection.name, projection.version)
    return await begin(pool, projection, org) if served.version < projection.version else None


async def unfinished(source: Source, projection: Projection, org: str) -> Build | None:
    """The build that was begun and is not served yet."""
    rows = await source.fetch(OPEN, org, projection.name, projection.version)
    return Build(org, projection.name, projection.version, rows[0]["build"]) if rows else None


async def further(pool: asyncpg.Pool, projection: Projection, build: Build, seconds: float) -> Building:
    """The build went on for some seconds at most, and is served where it is level with the log and ready."""
    position = await _position(pool, build)
    position = await engine.fill(pool, projection, build, position, seconds)
    async with pool.acquire() as connection, connection.transaction():
        served = await _serve(connection, projection, build)
    return Building(position, served)


async def _serve(connection: Connection, projection: Projection, build: Build) -> bool:
    """The build takes the place of the one that is served, where it is as far and ready. Whether it is served."""
    taken = await checkpoints.take(connection, build)
    old, _ = await checkpoints.serving(connection, build.org, build.projection, build.version)
    if old == build or taken.position is None:
        return True
    before = await checkpoints.take(connection, old)
    if taken.position < (before.position or 0):
        return False
    if projection.ready is not None and not await projection.ready(connection, build):
        return False
    await connection.execute(RETIRE, build.org, build.projection)
    await connection.execute(SERVE, build.org, build.projection, build.version, build.number)
    return True


async def _position(source: Source, build: Build) -> int:
    rows = await source.fetch(
        "select position from projection.checkpoint where org = $1 and projection = $2 and version = $3 and build = $4",
        build.org,
        build.projection,
        build.version,
        build.number,
    )
    return int(rows[0]["position"]) if rows else 0


async def wanted(source: Source) -> list[tuple[str, str]]:
    """Organisations and projections of which a build is begun, or an earlier version served. For the worker's login."""
    registered = engine.registered()
    rows = await source.fetch(WANTED, [each.name for each in registered], [each.version for each in registered])
    return [(org, projection) for org, projection in rows]


async def prune(pool: asyncpg.Pool, now: dt.datetime, kept: dt.timedelta = KEPT) -> int:
    """The rows of builds that were retired long enough ago are gone; how many builds that were."""
    query = (
        "select org, projection, version, build from projection.checkpoint where retired_at <= $1 order by 1, 2, 3, 4"
    )
    old = [Build(*row) for row in await pool.fetch(query, now - kept)]
    for build in old:
        tables = [name for (name,) in await pool.fetch(TABLES, build.projection, str(build.version))]
        for table in [*tables, "projection.parked"]:
            await _emptied(pool, table, build)
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("select set_config('okr.org', $1, true)", build.org)
            await connection.execute(
                "delete from projection.checkpoint where org = $1 and projection = $2 and version = $3 and build = $4",
                build.org,
                build.projection,
                build.version,
                build.number,
            )
    return len(old)


async def _emptied(pool: asyncpg.Pool, table: str, build: Build) -> None:
    """No row of the build is in the table: some at a time, so that no lock is held for long."""
    of_build = "org = $1 and build = $2"
    if table == "projection.parked":
        of_build += f" and projection = '{build.projection}' and version = {build.version}"
    some = f"select ctid from {table} where {of_build} limit {ROWS}"  # nosec B608 # names of ours
    statement = f"delete from {table} where ctid = any(array({some}))"  # nosec B608 # names of ours
    gone = ROWS
    while gone == ROWS:
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("select set_config('okr.org', $1, true)", build.org)
            gone = int((await connection.execute(statement, build.org, build.number)).split()[-1])
