"""What is wrong: the judgement of every plan and of every cycle, kept until an event or time itself changes it.

Folding only marks them; `judge` draws the verdicts, so that a slow rule never holds the fold back.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import math
import time
from collections.abc import Collection, Mapping, Sequence
from contextlib import aclosing

import asyncpg
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from events.log import read
from events.log.source import Source
from projections import judging
from projections.books.judgement import Judgement
from projections.checkpoints import Build, Connection
from projections.diagnosis.judgement import CycleJudgement
from projections.judging import Around, Memory
from projections.registry import Projection
from projections.tables.governance_ddl import DDL
from projections.tables.governance_keep import Judged, keep
from projections.tables.governance_rows import Rows, decoder

TOGETHER = 50  # judgements that are kept in one transaction
RESTS = 400  # times as long as they took to judge, cycles rest: each event may change them
REST_SECONDS = (0.5, 10.0)  # at least, and at most
FEW = 200  # plans of which the cycles are judged at once; more take so long that it is done beside the loop
AT_ONCE = 2000  # what is marked and judged before it is asked again
_decoder = msgspec.json.Decoder(Judgement)
_cycle = msgspec.json.Decoder(CycleJudgement)
FOLDED = (
    "select c.build, c.position from projection.checkpoint c"
    " where c.org = $1 and c.projection = 'governance' and c.version = 4 and c.retired_at is null"
)


class Page(Struct, frozen=True):
    """Judgements of one snapshot: the position folded to, and the one up to which everything is judged.

    `whole` is the judgement of the cycle itself, if there is one. `parked` has the plans (and the cycle) that cannot be
    judged any more, each with the position from which on.
    """

    position: int
    judged_position: int
    judgements: tuple[Judgement, ...]
    whole: CycleJudgement | None = None
    parked: dict[str, int] = {}


async def judgements(
    source: Source, org: str, cycle: str, unit: str | None = None, at_most: int = 5000, *, rows: bool = False
) -> Page:
    """The judgement of a cycle, and those of its plans or of one unit's, by name; with their measures if `rows`."""
    first, behind = f"plan/{cycle}/{unit or ''}", f"plan/{cycle}/{unit}\x01" if unit else f"plan/{cycle}0"
    query = (
        "select at, judged, subject, judgement, plan_row, parked"
        " from projection.governance_v4_read($1, $2, $3, $4, $5, $6)"
    )
    whole = f"cycle/{cycle}"
    found = [tuple(row) for row in await source.fetch(query, org, first, behind, whole, rows, at_most)]
    at, judged = found[0][:2] if found else (0, 0)
    return Page(
        position=at,
        judged_position=judged,
        judgements=tuple(_plan(body, row) for _, _, name, body, row, _ in found if body is not None and name != whole),
        whole=next((_cycle.decode(body) for _, _, name, body, _, _ in found if body and name == whole), None),
        parked={name: parked for _, _, name, _, _, parked in found if parked is not None},
    )


def _plan(body: bytes, row: bytes | None) -> Judgement:
    judgement = _decoder.decode(body)
    return judgement if row is None else replace(judgement, measures=decoder.decode(row).measures)


async def due(pool: asyncpg.Pool, org: str, now: dt.datetime, at_most: int = AT_ONCE) -> list[str]:
    """The plans and cycles that have to be judged, because of an event or of time; the longest marked first."""
    rows = await pool.fetch(
        "select subject from projection.governance_v4_due($1, $2, $3) as subject", org, now, at_most
    )
    return [row["subject"] for row in rows]


async def waiting(pool: asyncpg.Pool, now: dt.datetime) -> list[str]:
    """The organisations with a plan that has to be judged."""
    return [row["org"] for row in await pool.fetch(WAITING, now)]


async def to_judge(pool: asyncpg.Pool) -> dict[str, int]:
    """How many plans of each organisation are marked, of what is served."""
    return {row["org"]: row["plans"] for row in await pool.fetch(MARKED)}


async def judge(
    pool: asyncpg.Pool,
    org: str,
    now: dt.datetime,
    memory: Memory | None = None,
    seconds: float = math.inf,
    *,
    resting: bool = False,
) -> int:
    """Nothing of the organisation is marked that can be judged, or the time is over; how many plans were judged.

    They are kept some at a time: whoever is killed in between has only to judge the last ones again. Cycles come once
    every plan is judged that was marked with them; with `resting` not again before the last time is some while ago,
    which the memory knows: each event may change them, however many their plans.
    """
    memory, count, until = memory or Memory(), 0, time.monotonic() + seconds
    while time.monotonic() < until:
        folded = {row["build"]: row["position"] for row in await pool.fetch(FOLDED, org)}
        if not (subjects := await due(pool, org, now)):
            break
        head = await read.head(pool, org)
        assert head is not None, "what is marked has an event"
        around = await memory.around(pool, org, head, now)
        plans = [name for name in subjects if name.startswith("plan/")]
        judged = await _judge_plans(pool, around, folded, plans, until)
        count += judged
        if resting and memory.resting(org) > 0:
            if not plans:
                break
        elif judged == len(plans) and len(subjects) < AT_ONCE:
            started = time.monotonic()
            cycles = {name.split("/")[1] for name in subjects}
            await _judge_cycles(pool, around, memory.rows, cycles, folded)
            least, most = REST_SECONDS
            memory.rest(org, min(max((time.monotonic() - started) * RESTS, least), most))
    return count


async def _judge_plans(
    pool: asyncpg.Pool, around: Around, builds: Collection[int], plans: Sequence[str], until: float
) -> int:
    """How many of the plans were judged before the time was over, as of the log's head."""
    count, found, position = 0, list[Judged](), around.head.position
    settled = dict.fromkeys(builds, position)
    async with aclosing(judging.judged(pool, around, plans)) as each:
        async for one in each:
            found.append(one)
            over = time.monotonic() > until
            if over or len(found) == TOGETHER:
                await keep(pool, around.org, position, settled, found)
                count += len(found)
                found = []
            if over:
                return count
    await keep(pool, around.org, position, settled, found)
    return count + len(found)


async def _judge_cycles(
    pool: asyncpg.Pool, around: Around, rows: Rows, cycles: Collection[str], folded: Mapping[int, int]
) -> None:
    """The cycles are judged, and those that started later, which look back at them.

    As of what was folded before it was asked which plans are marked: an event that came since may have changed a plan
    that is not judged yet, and its mark on the cycle has to stay.
    """
    known = await rows.of(pool, around.org)
    if sum(map(len, known.values())) > FEW:
        found = await asyncio.to_thread(judging.judged_cycles, around, known, cycles)
    else:
        found = judging.judged_cycles(around, known, cycles)
    await keep(pool, around.org, max(folded.values(), default=0), folded, found)


async def _handle(connection: Connection, build: Build, events: Sequence[Event]) -> None:
    marks: dict[str, list[int]] = {}
    under: dict[str, int] = {}
    decisions: dict[str, int] = {}
    for event in events:
        kind, *names = event.subject.split("/")
        position = event.position or 0
        match kind:
            case "plan" | "check-ins":
                _mark(marks, f"plan/{names[0]}/{names[1]}", position)
                _mark(marks, f"cycle/{names[0]}", position)
            case "cycle":
                _mark(marks, event.subject, position)
                under[f"plan/{names[0]}/"] = position
            case "decision":
                decisions[names[0]] = position
                under["cycle/"] = position
                for path in getattr(event.data, "cites", ()):
                    cycle, unit, _ = path.split("/")
                    under[f"plan/{cycle}/{unit}"] = position
            case "support":
                under["cycle/"] = position
            case "org":
                under["cycle/"] = position
                if event.type in ("policy.set", "role.granted", "role.revoked"):
                    under["plan/"] = position
    key = build.org, build.number
    if marks:
        first, last = zip(*marks.values(), strict=True)
        await connection.execute(MARK, *key, list(marks), first, last)
    if under:
        await connection.execute(MARK_UNDER, *key, list(under), list(under.values()))
    if decisions:
        await connection.execute(MARK_DECISIONS, *key, list(decisions), list(decisions.values()))


def _mark(marks: dict[str, list[int]], subject: str, position: int) -> None:
    marks.setdefault(subject, [position, position])[1] = position


async def _ready(connection: Connection, build: Build) -> bool:
    """Whether every plan of the build is judged that can be."""
    query = (
        "select not exists (select from projection.governance_v4_dirty d where d.org = $1 and d.build = $2"
        " and not exists (select from projection.parked p where p.org = d.org and p.projection = 'governance'"
        " and p.version = 4 and p.build = d.build and p.key = d.subject))"
    )
    return bool(await connection.fetchval(query, build.org, build.number))


def _plan_of(subject: str) -> str:
    """The plan that a stream is a part of; of another stream itself."""
    kind, *names = subject.split("/")
    return f"plan/{names[0]}/{names[1]}" if kind == "check-ins" else subject


MARKED = """
select d.org, count(*) as plans
from projection.governance_v4_dirty d
join projection.checkpoint c on c.org = d.org and c.projection = 'governance' and c.version = 4 and c.build = d.build
where c.serving and starts_with(d.subject, 'plan/')
group by d.org
"""
WAITING = """
select d.org
from projection.governance_v4_dirty d
join projection.checkpoint c
  on c.org = d.org and c.projection = 'governance' and c.version = 4 and c.build = d.build and c.retired_at is null
where not exists (
  select from projection.parked p
  where p.org = d.org and p.projection = 'governance' and p.version = 4 and p.build = d.build and p.key = d.subject
)
union
select g.org
from projection.governance_v4 g
join projection.checkpoint c
  on c.org = g.org and c.projection = 'governance' and c.version = 4 and c.build = g.build and c.retired_at is null
where g.until <= $1 and not exists (
  select from projection.parked p
  where p.org = g.org and p.projection = 'governance' and p.version = 4 and p.build = g.build and p.key = g.subject
)
order by org
"""
AGAIN = """
on conflict (org, build, subject) do update
set since = least(d.since, excluded.since), position = greatest(d.position, excluded.position)
"""
MARK = f"""
insert into projection.governance_v4_dirty as d (org, build, subject, since, position)
select $1, $2, m.subject, m.first, m.last
from unnest($3::text[], $4::bigint[], $5::bigint[]) as m (subject, first, last)
{AGAIN}"""  # nosec B608 # the names in it are the code's
# Also what is marked already: it may just be judged for the first time, without what is folded here.
MARK_UNDER = f"""
insert into projection.governance_v4_dirty as d (org, build, subject, since, position)
select $1, $2, g.subject, max(m.mark), max(m.mark)
from (
  select subject from projection.governance_v4 where org = $1 and build = $2
  union
  select subject from projection.governance_v4_dirty where org = $1 and build = $2
) g
join unnest($3::text[], $4::bigint[]) as m (prefix, mark) on starts_with(g.subject, m.prefix)
group by g.subject
{AGAIN}"""  # nosec B608 # the names in it are the code's
MARK_DECISIONS = f"""
insert into projection.governance_v4_dirty as d (org, build, subject, since, position)
select $1, $2, g.subject, max(m.mark), max(m.mark)
from (
  select subject, decisions from projection.governance_v4 where org = $1 and build = $2
  union all
  select subject, null from projection.governance_v4_dirty where org = $1 and build = $2
) g
join unnest($3::text[], $4::bigint[]) as m (name, mark) on g.decisions is null or m.name = any(g.decisions)
group by g.subject
{AGAIN}"""  # nosec B608 # the names in it are the code's

PROJECTION = Projection(name="governance", version=4, ddl=DDL, handle=_handle, key=_plan_of, ready=_ready)
