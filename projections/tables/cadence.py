"""What is to be watched: plans and cycles, each with the next instant at which a check-in or a review may be missed.

Folding only marks them; the job `watch` looks, and settles until when it need not look again.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import asyncpg

from events.catalogue import Event
from events.facts.cycle import CycleClosed, CycleExtended, CycleOpened, ReviewMissed
from events.facts.organisation import PolicySet
from projections.engine import Connection, Projection, fence

# `until` is -infinity where it has to be looked at, and null where nothing is to come.
DDL = f"""
create table if not exists projection.cadence_v1 (
  org text collate "C" not null,
  stream text collate "C" not null,
  position bigint not null,
  until timestamptz,
  primary key (org, stream)
);
{fence("projection.cadence_v1")}
drop policy if exists every_stream on projection.cadence_v1;
create policy every_stream on projection.cadence_v1 for select to okr_worker using (true);
create index if not exists cadence_v1_until on projection.cadence_v1 (until);
"""

MARK = (
    "insert into projection.cadence_v1 as c (org, stream, position, until)"
    " select $1, m.stream, m.position, '-infinity'"
    " from unnest($2::text[], $3::bigint[]) as m (stream, position)"
    " on conflict (org, stream) do update"
    " set position = greatest(c.position, excluded.position), until = excluded.until"
)
MARK_UNDER = (
    "update projection.cadence_v1 c set position = greatest(c.position, $3), until = '-infinity'"
    " where c.org = $1 and starts_with(c.stream, $2)"
)


async def due(pool: asyncpg.Pool, org: str, now: dt.datetime, at_most: int = 500) -> list[str]:
    """The plans and cycles that have to be looked at, because of an event or of the time that passed."""
    query = (
        "select stream from projection.cadence_v1 where org = $1 and until <= $2"
        ' order by until, stream collate "C" limit $3'
    )
    return [row["stream"] for row in await pool.fetch(query, org, now, at_most)]


async def waiting(pool: asyncpg.Pool, now: dt.datetime) -> list[str]:
    """The organisations with a plan or a cycle that has to be looked at."""
    query = "select distinct org from projection.cadence_v1 where until <= $1 order by org"
    return [row["org"] for row in await pool.fetch(query, now)]


async def settle(pool: asyncpg.Pool, org: str, stream: str, position: int, until: dt.datetime | None) -> None:
    """What was looked at as of a position rests until an instant, unless a later event has marked it again."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", org)
        await connection.execute(
            "update projection.cadence_v1 set until = $4 where org = $1 and stream = $2 and position <= $3",
            org,
            stream,
            position,
            until,
        )


async def _handle(connection: Connection, org: str, events: Sequence[Event]) -> None:
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
        await connection.execute(MARK, org, list(marks), list(marks.values()))
    await connection.executemany(MARK_UNDER, [(org, prefix, position) for prefix, position in under.items()])


PROJECTION = Projection(name="cadence", version=1, ddl=DDL, handle=_handle)
