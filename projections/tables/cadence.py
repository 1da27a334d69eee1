"""What is to be watched: plans and cycles, each with the next instant at which a check-in or a review may be missed.

Folding only marks them; the job `watch` looks, and settles until when it need not look again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

import asyncpg

from events.catalogue import Event
from events.facts.cycle import CycleClosed, CycleExtended, CycleOpened, ReviewMissed
from events.facts.organisation import PolicySet
from projections.checkpoints import Build, Connection
from projections.registry import Projection, fence

# `until` is -infinity where it has to be looked at, and null where nothing is to come.
DDL = f"""
create table if not exists projection.cadence_v2 (
  org text collate "C" not null,
  build integer not null,
  stream text collate "C" not null,
  position bigint not null,
  until timestamptz,
  primary key (org, build, stream)
);
{fence("projection.cadence_v2")}
drop policy if exists every_stream on projection.cadence_v2;
create policy every_stream on projection.cadence_v2 for select to okr_worker using (true);
create index if not exists cadence_v2_until on projection.cadence_v2 (until);
"""

MARK = (
    "insert into projection.cadence_v2 as c (org, build, stream, position, until)"
    " select $1, $2, m.stream, m.position, '-infinity'"
    " from unnest($3::text[], $4::bigint[]) as m (stream, position)"
    " on conflict (org, build, stream) do update"
    " set position = greatest(c.position, excluded.position), until = excluded.until"
)
MARK_UNDER = (
    "update projection.cadence_v2 c set position = greatest(c.position, $4), until = '-infinity'"
    " where c.org = $1 and c.build = $2 and starts_with(c.stream, $3)"
)
SERVED = (
    "projection.cadence_v2 s join projection.checkpoint c on c.org = s.org and c.build = s.build"
    " and c.projection = 'cadence' and c.version = 2 and c.serving"
)


async def due(pool: asyncpg.Pool, org: str, now: dt.datetime, at_most: int = 500) -> list[str]:
    """The plans and cycles that have to be looked at, because of an event or of the time that passed."""
    query = (
        f"select s.stream from {SERVED} where s.org = $1 and s.until <= $2"
        ' order by s.until, s.stream collate "C" limit $3'  # nosec B608 # the names in it are the code's
    )
    return [row["stream"] for row in await pool.fetch(query, org, now, at_most)]


async def waiting(pool: asyncpg.Pool, now: dt.datetime) -> list[str]:
    """The organisations with a plan or a cycle that has to be looked at."""
    query = f"select distinct s.org from {SERVED} where s.until <= $1 order by s.org"  # nosec B608 # names of ours
    return [row["org"] for row in await pool.fetch(query, now)]


async def settle(pool: asyncpg.Pool, org: str, position: int, until: Mapping[str, dt.datetime | None]) -> None:
    """What was looked at as of a position rests, each until an instant, unless a later event has marked it again."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", org)
        await connection.execute(
            "update projection.cadence_v2 c set until = s.until"
            " from unnest($3::text[], $4::timestamptz[]) as s (stream, until)"
            " where c.org = $1 and c.stream = s.stream and c.position <= $2",
            org,
            position,
            list(until),
            list(until.values()),
        )


async def _handle(connection: Connection, build: Build, events: Sequence[Event]) -> None:
    marks: dict[str, int] = {}
    under: dict[str, int] = {}
    for event in events:
        position = event.position or 0
        match event.subject.split("/"):
            # A check-in answers, and makes nothing due: its plan has to be looked at no earlier for it.
            case ["plan", *_]:
                marks[event.subject] = position
            case ["cycle", cycle] if not isinstance(event.data, ReviewMissed):
                marks[event.subject] = position
                if isinstance(event.data, CycleOpened | CycleExtended | CycleClosed):
                    under[f"plan/{cycle}/"] = position
            case ["org"] if isinstance(event.data, PolicySet):
                under[""] = position
    if marks:
        await connection.execute(MARK, build.org, build.number, list(marks), list(marks.values()))
    for prefix, position in under.items():
        await connection.execute(MARK_UNDER, build.org, build.number, prefix, position)


PROJECTION = Projection(name="cadence", version=2, ddl=DDL, handle=_handle)
