"""What is wrong: the judgement of every plan, kept until an event or time itself changes it.

Folding only marks plans; `judge` draws the verdicts, so that a slow rule never holds the fold back.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

import asyncpg
import msgspec
from msgspec import Struct

from events.catalogue import Event
from events.log import read
from events.log.source import Source
from events.terms import encode_term
from projections import judging
from projections.books.judgement import Judgement
from projections.engine import Connection, Projection, fence

DDL = f"""
create table if not exists projection.governance_v2 (
  org text collate "C" not null,
  plan text collate "C" not null,
  position bigint not null,
  until timestamptz,
  decisions text[] not null,
  judgement bytea not null,
  primary key (org, plan)
);
create table if not exists projection.governance_v2_dirty (
  org text collate "C" not null,
  plan text collate "C" not null,
  position bigint not null,
  primary key (org, plan)
);
{fence("projection.governance_v2")}
{fence("projection.governance_v2_dirty")}
drop policy if exists every_plan on projection.governance_v2;
create policy every_plan on projection.governance_v2 for select to okr_worker using (true);
drop policy if exists every_mark on projection.governance_v2_dirty;
create policy every_mark on projection.governance_v2_dirty for select to okr_worker using (true);
create index if not exists governance_v2_until on projection.governance_v2 (until);
create or replace function projection.governance_v2_read(of_org text, first text, behind text, at_most integer)
returns table (at bigint, judged bigint, plan text, judgement bytea)
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select c.position, coalesce(d.position - 1, c.position), g.plan, g.judgement
  from projection.checkpoint c
  left join (
    select min(m.position) as position
    from projection.governance_v2_dirty m
    where m.org = of_org
  ) d on true
  left join projection.governance_v2 g
    on g.org = c.org and g.plan >= first and g.plan < behind
  where c.org = of_org and c.projection = 'governance' and c.version = 2
  order by g.plan
  limit at_most;
end
$$;
create or replace function projection.governance_v2_due(of_org text, moment timestamptz, at_most integer)
returns setof text
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  insert into projection.governance_v2_dirty as d (org, plan, position)
  select g.org, g.plan, c.position
  from projection.governance_v2 g
  join projection.checkpoint c
    on c.org = g.org and c.projection = 'governance' and c.version = 2
  where g.org = of_org and g.until <= moment
  on conflict do nothing;
  return query
  select d.plan
  from projection.governance_v2_dirty d
  where d.org = of_org
  order by d.position
  limit at_most;
end
$$;
revoke execute on function projection.governance_v2_read, projection.governance_v2_due from public;
grant execute on function projection.governance_v2_read to okr_app, okr_worker;
grant execute on function projection.governance_v2_due to okr_worker;
"""
_encoder = msgspec.json.Encoder(enc_hook=encode_term, decimal_format="number")
_decoder = msgspec.json.Decoder(Judgement)


class Page(Struct, frozen=True):
    """Judgements of one snapshot: the position folded to, and the one up to which every plan is judged."""

    position: int
    judged_position: int
    judgements: tuple[Judgement, ...]


async def judgements(source: Source, org: str, cycle: str, unit: str | None = None, at_most: int = 5000) -> Page:
    """The judgements of a cycle's plans, or of one unit's, by name."""
    first, behind = f"plan/{cycle}/{unit or ''}", f"plan/{cycle}/{unit}\x01" if unit else f"plan/{cycle}0"
    query = "select at, judged, plan, judgement from projection.governance_v2_read($1, $2, $3, $4)"
    rows = await source.fetch(query, org, first, behind, at_most)
    found = tuple(_decoder.decode(row["judgement"]) for row in rows if row["plan"] is not None)
    return Page(rows[0]["at"] if rows else 0, rows[0]["judged"] if rows else 0, found)


async def due(pool: asyncpg.Pool, org: str, now: dt.datetime, at_most: int = 500) -> list[str]:
    """The plans that have to be judged, because of an event or of the time that passed; the longest marked first."""
    rows = await pool.fetch("select plan from projection.governance_v2_due($1, $2, $3) as plan", org, now, at_most)
    return [row["plan"] for row in rows]


async def waiting(pool: asyncpg.Pool, now: dt.datetime) -> list[str]:
    """The organisations with a plan that has to be judged."""
    query = (
        "select org from projection.governance_v2_dirty union"
        " select org from projection.governance_v2 where until <= $1 order by org"
    )
    return [row["org"] for row in await pool.fetch(query, now)]


async def judge(pool: asyncpg.Pool, org: str, plan: str, now: dt.datetime) -> None:
    """The plan's judgement as of now is kept, and its mark gone, unless a later event has marked it again."""
    head = await read.head(pool, org)
    if head is None:
        return
    judgement, decisions = await judging.judged(pool, org, plan, head, now)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", org)
        await connection.execute(
            "insert into projection.governance_v2 as g (org, plan, position, until, decisions, judgement)"
            " values ($1, $2, $3, $4, $5, $6)"
            " on conflict (org, plan) do update set position = excluded.position, until = excluded.until,"
            " decisions = excluded.decisions, judgement = excluded.judgement where g.position <= excluded.position",
            org,
            plan,
            head.position,
            judgement.until,
            sorted(decisions),
            _encoder.encode(judgement),
        )
        await connection.execute(
            "delete from projection.governance_v2_dirty where org = $1 and plan = $2 and position <= $3",
            org,
            plan,
            head.position,
        )


async def _handle(connection: Connection, org: str, events: Sequence[Event]) -> None:
    plans: dict[str, int] = {}
    wider: dict[tuple[str, str], int] = {}
    for event in events:
        kind, *names = event.subject.split("/")
        position = event.position or 0
        match kind:
            case "plan" | "check-ins":
                plans[f"plan/{names[0]}/{names[1]}"] = position
            case "cycle" | "decision":
                wider[kind, names[0]] = position
            case "org" if event.type in ("policy.set", "role.granted", "role.revoked"):
                wider["org", ""] = position
    await _mark(connection, "select plan, mark from unnest($2::text[], $3::bigint[]) as m (plan, mark)", org, plans)
    cycles = {f"plan/{name}/": position for (kind, name), position in wider.items() if kind == "cycle"}
    await _mark(connection, MARK_CYCLES, org, cycles)
    decisions = {name: position for (kind, name), position in wider.items() if kind == "decision"}
    await _mark(connection, MARK_DECISIONS, org, decisions)
    if ("org", "") in wider:
        await _mark(connection, MARK_CYCLES, org, {"plan/": wider["org", ""]})


MARK_CYCLES = (
    "select g.plan, max(m.mark) from projection.governance_v2 g, unnest($2::text[], $3::bigint[]) as m (prefix, mark)"
    " where g.org = $1 and starts_with(g.plan, m.prefix) group by g.plan"
)
MARK_DECISIONS = (
    "select g.plan, max(m.mark) from projection.governance_v2 g, unnest($2::text[], $3::bigint[]) as m (name, mark)"
    " where g.org = $1 and m.name = any(g.decisions) group by g.plan"
)


async def _mark(connection: Connection, plans: str, org: str, marks: dict[str, Any]) -> None:
    if marks:
        await connection.execute(
            "insert into projection.governance_v2_dirty as d (org, plan, position)"
            f" select $1, p.* from ({plans}) p (plan, mark)"
            " on conflict (org, plan) do update set position = greatest(d.position, excluded.position)",
            org,
            list(marks),
            list(marks.values()),
        )


PROJECTION = Projection(name="governance", version=2, ddl=DDL, handle=_handle)
