"""What is wrong: the judgement of every plan, kept until an event or time itself changes it.

Folding only marks plans; `judge` draws the verdicts, so that a slow rule never holds the fold back.
"""

from __future__ import annotations

import datetime as dt
import logging
import math
import time
from collections.abc import Sequence
from contextlib import aclosing

import asyncpg
import msgspec
from msgspec import Struct

from events.catalogue import Event
from events.log import read
from events.log.source import Source
from events.terms import encode_term
from projections import judging, parking
from projections.books.judgement import Judgement
from projections.checkpoints import Build, Connection
from projections.judging import Around, Judged, Memory
from projections.registry import Projection
from projections.tables.governance_ddl import DDL

log = logging.getLogger("okr_ledger.judge")
TOGETHER = 50  # judgements that are kept in one transaction
_encoder = msgspec.json.Encoder(enc_hook=encode_term, decimal_format="number")
_decoder = msgspec.json.Decoder(Judgement)


class Page(Struct, frozen=True):
    """Judgements of one snapshot: the position folded to, and the one up to which every plan is judged.

    `parked` has the plans that cannot be judged any more, each with the position from which on.
    """

    position: int
    judged_position: int
    judgements: tuple[Judgement, ...]
    parked: dict[str, int] = {}


async def judgements(source: Source, org: str, cycle: str, unit: str | None = None, at_most: int = 5000) -> Page:
    """The judgements of a cycle's plans, or of one unit's, by name."""
    first, behind = f"plan/{cycle}/{unit or ''}", f"plan/{cycle}/{unit}\x01" if unit else f"plan/{cycle}0"
    query = "select at, judged, plan, judgement, parked from projection.governance_v3_read($1, $2, $3, $4)"
    rows = [tuple(row) for row in await source.fetch(query, org, first, behind, at_most)]
    found = tuple(_decoder.decode(judgement) for _, _, _, judgement, _ in rows if judgement is not None)
    at, judged = rows[0][:2] if rows else (0, 0)
    return Page(at, judged, found, {plan: parked for _, _, plan, _, parked in rows if parked is not None})


async def due(pool: asyncpg.Pool, org: str, now: dt.datetime, at_most: int = 500) -> list[str]:
    """The plans that have to be judged, because of an event or of the time that passed; the longest marked first."""
    rows = await pool.fetch("select plan from projection.governance_v3_due($1, $2, $3) as plan", org, now, at_most)
    return [row["plan"] for row in rows]


async def waiting(pool: asyncpg.Pool, now: dt.datetime) -> list[str]:
    """The organisations with a plan that has to be judged."""
    return [row["org"] for row in await pool.fetch(WAITING, now)]


async def judge(
    pool: asyncpg.Pool, org: str, now: dt.datetime, memory: Memory | None = None, seconds: float = math.inf
) -> int:
    """No plan of the organisation is marked that can be judged, or the time is over; how many were judged.

    They are kept some at a time: whoever is killed in between has only to judge the last ones again.
    """
    memory, count, until = memory or Memory(), 0, time.monotonic() + seconds
    while time.monotonic() < until and (plans := await due(pool, org, now)):
        head = await read.head(pool, org)
        assert head is not None, "what is marked has an event"
        around = await memory.around(pool, org, head, now)
        found: list[Judged] = []
        async with aclosing(judging.judged(pool, around, plans)) as each:
            async for one in each:
                found.append(one)
                over = time.monotonic() > until
                if over or len(found) == TOGETHER:
                    await _keep(pool, around, found)
                    count += len(found)
                    found = []
                if over:
                    break
        await _keep(pool, around, found)
        count += len(found)
    return count


async def _keep(pool: asyncpg.Pool, around: Around, found: Sequence[Judged]) -> None:
    """The judgements are kept, and their marks gone where no later event has set them again.

    A plan that cannot be judged is parked: its mark stays, and no new ones come until it is retried.
    """
    org, position = around.org, around.head.position
    found = sorted(found, key=lambda one: one.plan)  # two who keep the same ones lock them in the same order
    kept = {one.plan: one for one in found if one.judgement is not None}
    broken = {one.plan: one.error for one in found if one.error is not None}
    settled = [one.plan for one in found if one.error is None]
    for plan, error in broken.items():
        log.error("%s of %s cannot be judged", plan, org, exc_info=error)
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(BEGIN, org)
        if kept:
            columns = [
                (one.judgement.until, " ".join(one.decisions), _encoder.encode(one.judgement))
                for one in kept.values()
                if one.judgement
            ]
            await connection.execute(KEEP, org, position, list(kept), *zip(*columns, strict=True))
        if settled:
            await connection.execute(SETTLE, org, settled, position)
            await connection.execute(JUDGED, org, settled, position)
        if broken:
            causes = [parking.cause(error) for error in broken.values()]
            await connection.execute(PARK, org, position, list(broken), causes)


async def _handle(connection: Connection, build: Build, events: Sequence[Event]) -> None:
    plans: dict[str, list[int]] = {}
    cycles: dict[str, int] = {}
    decisions: dict[str, int] = {}
    for event in events:
        kind, *names = event.subject.split("/")
        position = event.position or 0
        match kind:
            case "plan" | "check-ins":
                marks = plans.setdefault(f"plan/{names[0]}/{names[1]}", [position, position])
                marks[1] = position
            case "cycle":
                cycles[f"plan/{names[0]}/"] = position
            case "decision":
                decisions[names[0]] = position
                for path in getattr(event.data, "cites", ()):
                    cycle, unit, _ = path.split("/")
                    cycles[f"plan/{cycle}/{unit}"] = position
            case "org" if event.type in ("policy.set", "role.granted", "role.revoked"):
                cycles["plan/"] = position
    key = build.org, build.number
    if plans:
        first, last = zip(*plans.values(), strict=True)
        await connection.execute(MARK, *key, list(plans), first, last)
    if cycles:
        await connection.execute(MARK_CYCLES, *key, list(cycles), list(cycles.values()))
    if decisions:
        await connection.execute(MARK_DECISIONS, *key, list(decisions), list(decisions.values()))


async def _ready(connection: Connection, build: Build) -> bool:
    """Whether every plan of the build is judged that can be."""
    query = (
        "select not exists (select from projection.governance_v3_dirty d where d.org = $1 and d.build = $2"
        " and not exists (select from projection.parked p where p.org = d.org and p.projection = 'governance'"
        " and p.version = 3 and p.build = d.build and p.key = d.plan))"
    )
    return bool(await connection.fetchval(query, build.org, build.number))


def _plan_of(subject: str) -> str:
    """The plan that a stream is a part of; of another stream itself."""
    kind, *names = subject.split("/")
    return f"plan/{names[0]}/{names[1]}" if kind == "check-ins" else subject


WAITING = """
select d.org
from projection.governance_v3_dirty d
join projection.checkpoint c
  on c.org = d.org and c.projection = 'governance' and c.version = 3 and c.build = d.build and c.retired_at is null
where not exists (
  select from projection.parked p
  where p.org = d.org and p.projection = 'governance' and p.version = 3 and p.build = d.build and p.key = d.plan
)
union
select g.org
from projection.governance_v3 g
join projection.checkpoint c
  on c.org = g.org and c.projection = 'governance' and c.version = 3 and c.build = g.build and c.retired_at is null
where g.until <= $1 and not exists (
  select from projection.parked p
  where p.org = g.org and p.projection = 'governance' and p.version = 3 and p.build = g.build and p.key = g.plan
)
order by org
"""
# A judgement is the same in every build: it is drawn from the log.
KEEP = """
insert into projection.governance_v3 as g (org, build, plan, position, until, decisions, judgement)
select c.org, c.build, j.plan, $2, j.until, string_to_array(j.decisions, ' '), j.judgement
from projection.checkpoint c
cross join unnest($3::text[], $4::timestamptz[], $5::text[], $6::bytea[]) as j (plan, until, decisions, judgement)
where c.org = $1 and c.projection = 'governance' and c.version = 3 and c.retired_at is null
on conflict (org, build, plan) do update
set position = excluded.position, until = excluded.until, decisions = excluded.decisions, judgement = excluded.judgement
where g.position <= excluded.position
"""
PARK = """
insert into projection.parked (org, projection, version, build, key, position, cause)
select c.org, c.projection, c.version, c.build, b.plan, least(d.since, $2), b.cause
from projection.checkpoint c
cross join unnest($3::text[], $4::text[]) as b (plan, cause)
join projection.governance_v3_dirty d on d.org = c.org and d.build = c.build and d.plan = b.plan
where c.org = $1 and c.projection = 'governance' and c.version = 3 and c.retired_at is null
on conflict do nothing
"""
BEGIN = "select set_config('okr.org', $1, true), set_config('synchronous_commit', 'off', true)"
SETTLE = "delete from projection.governance_v3_dirty where org = $1 and plan = any($2) and position <= $3"
JUDGED = "update projection.governance_v3_dirty set since = greatest(since, $3 + 1) where org = $1 and plan = any($2)"
AGAIN = """
on conflict (org, build, plan) do update
set since = least(d.since, excluded.since), position = greatest(d.position, excluded.position)
"""
MARK = f"""
insert into projection.governance_v3_dirty as d (org, build, plan, since, position)
select $1, $2, m.plan, m.first, m.last
from unnest($3::text[], $4::bigint[], $5::bigint[]) as m (plan, first, last)
{AGAIN}"""
# Also what is marked already: it may just be judged for the first time, without what is folded here.
MARK_CYCLES = f"""
insert into projection.governance_v3_dirty as d (org, build, plan, since, position)
select $1, $2, g.plan, max(m.mark), max(m.mark)
from (
  select plan from projection.governance_v3 where org = $1 and build = $2
  union
  select plan from projection.governance_v3_dirty where org = $1 and build = $2
) g
join unnest($3::text[], $4::bigint[]) as m (prefix, mark) on starts_with(g.plan, m.prefix)
group by g.plan
{AGAIN}"""
MARK_DECISIONS = f"""
insert into projection.governance_v3_dirty as d (org, build, plan, since, position)
select $1, $2, g.plan, max(m.mark), max(m.mark)
from (
  select plan, decisions from projection.governance_v3 where org = $1 and build = $2
  union all
  select plan, null from projection.governance_v3_dirty where org = $1 and build = $2
) g
join unnest($3::text[], $4::bigint[]) as m (name, mark) on g.decisions is null or m.name = any(g.decisions)
group by g.plan
{AGAIN}"""

PROJECTION = Projection(name="governance", version=3, ddl=DDL, handle=_handle, key=_plan_of, ready=_ready)
