"""Keeps judgements: each in every build, with what has to be judged because of it; what cannot be judged is parked."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Mapping, Sequence

import asyncpg
import msgspec
from msgspec import Struct
from msgspec.structs import replace

from events.terms import encode_term
from projections import parking
from projections.books.judgement import Judgement
from projections.diagnosis.judgement import CycleJudgement

log = logging.getLogger("okr_ledger.judge")
encoder = msgspec.json.Encoder(enc_hook=encode_term, decimal_format="number")


class Judged(Struct, frozen=True):
    """What is to be kept of a plan or a cycle: its judgement and the decisions that its events name; or why there is
    none. Neither: there is no such plan."""

    subject: str
    judgement: Judgement | CycleJudgement | None
    decisions: tuple[str, ...] = ()
    error: Exception | None = None


async def keep(
    pool: asyncpg.Pool, org: str, position: int, settled: Mapping[int, int], found: Sequence[Judged]
) -> None:
    """The judgements as of a position are kept, and their marks of events up to one, in each build, are gone.

    What cannot be judged is parked: its mark stays, and no new ones come until it is retried. The cycles of plans that
    were judged are marked.
    """
    if not found:
        return
    found = sorted(found, key=lambda one: one.subject)  # two who keep the same ones lock them in the same order
    kept = {one.subject: _columns(one.judgement, one.decisions) for one in found if one.judgement is not None}
    broken = {one.subject: one.error for one in found if one.error is not None}
    gone = [one.subject for one in found if one.error is None]
    cycles = sorted({f"cycle/{name.split('/')[1]}" for name in kept if name.startswith("plan/")})
    for subject, error in broken.items():
        log.error("a plan cannot be judged", exc_info=error, extra={"stream": subject, "organisation": org})
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute(BEGIN, org)
        if kept:
            await connection.execute(KEEP, org, position, list(kept), *zip(*kept.values(), strict=True))
        if cycles:
            await connection.execute(MARK_CYCLES, org, cycles)
        if gone:
            await connection.execute(SETTLE, org, gone, list(settled), list(settled.values()))
            await connection.execute(JUDGED, org, gone, list(settled), list(settled.values()))
        if broken:
            await connection.execute(PARK, org, position, *_causes(broken))


def _columns(
    judgement: Judgement | CycleJudgement, decisions: tuple[str, ...]
) -> tuple[dt.datetime | None, str, bytes, bytes | None]:
    row = None
    if isinstance(judgement, Judgement):
        row = encoder.encode(judgement.row)
        judgement = replace(judgement, measures=None)
    return judgement.until, " ".join(decisions), encoder.encode(judgement), row


def _causes(broken: Mapping[str, Exception]) -> tuple[list[str], list[str]]:
    return list(broken), [parking.cause(error) for error in broken.values()]


# A judgement is the same in every build: it is drawn from the log.
KEEP = """
insert into projection.governance_v4 as g (org, build, subject, position, until, decisions, judgement, row)
select c.org, c.build, j.subject, $2, j.until, string_to_array(j.decisions, ' '), j.judgement, j.plan_row
from projection.checkpoint c
cross join unnest($3::text[], $4::timestamptz[], $5::text[], $6::bytea[], $7::bytea[])
  as j (subject, until, decisions, judgement, plan_row)
where c.org = $1 and c.projection = 'governance' and c.version = 4 and c.retired_at is null
on conflict (org, build, subject) do update
set position = excluded.position, until = excluded.until, decisions = excluded.decisions,
  judgement = excluded.judgement, row = excluded.row
where g.position <= excluded.position
"""
# The mark says that time or a plan's new judgement changes the cycle, and not which position is missing.
MARK_CYCLES = """
insert into projection.governance_v4_dirty as d (org, build, subject, since, position)
select c.org, c.build, m.subject, c.position + 1, c.position
from projection.checkpoint c
cross join unnest($2::text[]) as m (subject)
where c.org = $1 and c.projection = 'governance' and c.version = 4 and c.retired_at is null
on conflict do nothing
"""
PARK = """
insert into projection.parked (org, projection, version, build, key, position, cause)
select c.org, c.projection, c.version, c.build, b.subject, least(d.since, $2), b.cause
from projection.checkpoint c
cross join unnest($3::text[], $4::text[]) as b (subject, cause)
join projection.governance_v4_dirty d on d.org = c.org and d.build = c.build and d.subject = b.subject
where c.org = $1 and c.projection = 'governance' and c.version = 4 and c.retired_at is null
on conflict do nothing
"""
BEGIN = "select set_config('okr.org', $1, true), set_config('synchronous_commit', 'off', true)"
SETTLE = """
delete from projection.governance_v4_dirty d
using unnest($3::integer[], $4::bigint[]) as s (build, position)
where d.org = $1 and d.build = s.build and d.subject = any($2) and d.position <= s.position
"""
JUDGED = """
update projection.governance_v4_dirty d
set since = greatest(d.since, s.position + 1)
from unnest($3::integer[], $4::bigint[]) as s (build, position)
where d.org = $1 and d.build = s.build and d.subject = any($2)
"""
