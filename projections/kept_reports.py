"""Reports that are made beside requests: asked for, made by a worker, kept for whoever fetches them.

A report that was asked for without an instant is *live*: as long as nothing was appended since, and no time has passed
that changes anything, it is the answer to the next who asks.
"""

from __future__ import annotations

import datetime as dt
import gzip
import hashlib
from typing import Any, Literal

import asyncpg
import msgspec
from msgspec import Struct

from events.log.source import Source
from projections.registry import fence

KEPT_DAYS = 90
STALE_SECONDS = 30  # without a word of its maker: whoever made it is gone
LEVEL = 1  # of compression: a report is fetched more often than it is made, and is text
Status = Literal["asked", "making", "made", "failed"]


DDL = f"""
create table if not exists projection.kept_report (
  org text collate "C" not null,
  id text collate "C" not null,
  asked bytea not null,
  lives text collate "C",
  status text not null default 'asked' check (status in ('asked', 'making', 'made', 'failed')),
  progress text not null default 'waiting for a worker',
  asked_at timestamptz not null default clock_timestamp(),
  heard_at timestamptz not null default clock_timestamp(),
  made_at timestamptz,
  position bigint,
  until timestamptz,
  body bytea,
  primary key (org, id)
);
alter table projection.kept_report alter column body set storage external;
{fence("projection.kept_report")}
revoke insert on projection.kept_report from okr_app;
grant insert (org, id, asked, lives) on projection.kept_report to okr_app;
drop policy if exists every_kept_report on projection.kept_report;
create policy every_kept_report on projection.kept_report for select to okr_worker
using (status in ('asked', 'making'));
create index if not exists kept_report_waiting on projection.kept_report (asked_at) where status in ('asked', 'making');
create index if not exists kept_report_lives on projection.kept_report (org, lives, asked_at);

create or replace function projection.kept_report_find(of_org text, named text, bodily boolean)
returns table (
  id text, asked bytea, status text, progress text, asked_at timestamptz, made_at timestamptz, at bigint, body bytea
)
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select k.id, k.asked, k.status, k.progress, k.asked_at, k.made_at, k.position, case when bodily then k.body end
  from projection.kept_report k
  where k.org = of_org and (named is null or k.id = named)
  order by k.asked_at desc, k.id
  limit 100;
end
$$;
create or replace function projection.kept_report_alive(of_org text, living text)
returns table (
  id text, asked bytea, status text, progress text, asked_at timestamptz, made_at timestamptz, at bigint, body bytea
)
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select k.id, k.asked, k.status, k.progress, k.asked_at, k.made_at, k.position, k.body
  from projection.kept_report k
  where k.org = of_org and k.lives = living and k.status = 'made'
  and k.position = (
    select min(c.position) from projection.checkpoint c
    where c.org = of_org and c.serving and c.projection in ('current_state', 'governance')
  )
  and (k.until is null or k.until > clock_timestamp())
  order by k.asked_at desc
  limit 1;
end
$$;
create or replace function projection.kept_report_ask(of_org text, named text, asking bytea, living text)
returns table (
  id text, asked bytea, status text, progress text, asked_at timestamptz, made_at timestamptz, at bigint, body bytea
)
language plpgsql
as $$
#variable_conflict use_column
declare
  overtaken timestamptz;
begin
  perform set_config('okr.org', of_org, true);
  -- What time alone has overtaken, though no event came, is another report.
  select max(k.made_at) into overtaken
  from projection.kept_report k
  where k.org = of_org and k.lives = living and k.status = 'made' and k.until <= clock_timestamp();
  if overtaken is not null then
    named := left(encode(sha256(convert_to(concat(named, ' ', extract(epoch from overtaken)), 'UTF8')), 'hex'), 32);
  end if;
  insert into projection.kept_report (org, id, asked, lives) values (of_org, named, asking, living)
  on conflict (org, id) do nothing;
  return query select * from projection.kept_report_find(of_org, named, false);
end
$$;
revoke execute on function projection.kept_report_find, projection.kept_report_alive, projection.kept_report_ask
from public;
grant execute on function projection.kept_report_find, projection.kept_report_alive, projection.kept_report_ask
to okr_app, okr_worker;
"""  # nosec B608 # the names in it are the code's


class Asked(Struct, frozen=True, kw_only=True):
    """A report that is asked for. Without instants it is of the moment in which it is made, else at `position`.

    `policy` has the parameters to judge by instead of those noted.
    """

    cycle: str
    format: str
    unit: str | None = None
    as_of: dt.datetime | None = None
    known_at: dt.datetime | None = None
    position: int | None = None
    policy: dict[str, Any] | None = None

    @property
    def lives(self) -> str | None:
        """What a live report answers to; None of one as of an instant."""
        return f"{self.cycle}/{self.unit or ''}.{self.format}" if self.as_of is None else None


class Kept(Struct, frozen=True, kw_only=True):
    """A report that was asked for, and how far it is. `position` is the one it stands at once it is made, `packed` its
    bytes as gzip, where they were asked for."""

    id: str
    asked: Asked
    status: Status
    progress: str
    asked_at: dt.datetime
    made_at: dt.datetime | None
    position: int | None
    packed: bytes | None = None

    @property
    def body(self) -> bytes | None:
        """The report's bytes."""
        return None if self.packed is None else gzip.decompress(self.packed)


_asked = msgspec.json.Decoder(Asked)


async def ask(source: Source, org: str, asked: Asked, head: int) -> Kept:
    """The report will be made, or is; whoever asks for the same at the same position of the log asks for one."""
    told = msgspec.json.encode(asked, order="deterministic")
    id_ = hashlib.sha256(b"%d %b" % (head, told)).hexdigest()[:32]
    return _kept(
        await source.fetch("select * from projection.kept_report_ask($1, $2, $3, $4)", org, id_, told, asked.lives)
    )[0]


async def find(source: Source, org: str, id_: str, *, body: bool = False) -> Kept | None:
    """The report of that id, with its body if that is wanted."""
    found = _kept(await source.fetch("select * from projection.kept_report_find($1, $2, $3)", org, id_, body))
    return found[0] if found else None


async def listed(source: Source, org: str) -> list[Kept]:
    """The latest reports that were asked for, at most a hundred."""
    return _kept(await source.fetch("select * from projection.kept_report_find($1, null, false)", org))


async def alive(source: Source, org: str, asked: Asked) -> Kept | None:
    """The live report that still says all that there is to say."""
    if asked.lives is None:
        return None
    found = _kept(await source.fetch("select * from projection.kept_report_alive($1, $2)", org, asked.lives))
    return found[0] if found else None


def _kept(rows: list[Any]) -> list[Kept]:
    return [
        Kept(
            id=id_,
            asked=_asked.decode(asked),
            status=status,
            progress=progress,
            asked_at=asked_at,
            made_at=made_at,
            position=position,
            packed=packed,
        )
        for id_, asked, status, progress, asked_at, made_at, position, packed in rows
    ]


async def waiting(pool: asyncpg.Pool) -> list[str]:
    """The organisations with a report that nobody makes."""
    query = (
        "select distinct org from projection.kept_report where status = 'asked'"  # nosec B608 # names of ours
        f" or status = 'making' and heard_at < clock_timestamp() - interval '{STALE_SECONDS} seconds' order by org"
    )
    return [row["org"] for row in await pool.fetch(query)]


async def take(pool: asyncpg.Pool, org: str) -> Kept | None:
    """The next report of the organisation that nobody makes is this caller's."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", org)
        row = await connection.fetchrow(TAKE, org)
    return _kept([tuple(row)])[0] if row else None


async def tell(pool: asyncpg.Pool, org: str, id_: str, progress: str) -> None:
    """How far the report is; its maker is still there."""
    await _write(pool, org, TELL, id_, progress)


async def made(pool: asyncpg.Pool, org: str, id_: str, position: int, until: dt.datetime | None, body: bytes) -> None:
    """The report is there; those that are old are gone."""
    await _write(pool, org, MADE, id_, position, until, gzip.compress(body, LEVEL, mtime=0))
    await prune(pool, org)


async def prune(pool: asyncpg.Pool, org: str) -> None:
    """The organisation's reports that are older than they are kept for are gone."""
    await _write(pool, org, f"delete from projection.kept_report where org = $1 and {OLD}")  # nosec B608 # names of ours


async def failed(pool: asyncpg.Pool, org: str, id_: str, why: str) -> None:
    """The report cannot be made, and why."""
    await _write(pool, org, FAILED, id_, why)


async def _write(pool: asyncpg.Pool, org: str, statement: str, *values: Any) -> None:
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", org)
        await connection.execute(statement, org, *values)


OLD = f"asked_at < clock_timestamp() - interval '{KEPT_DAYS} days'"
# Materialized: as a subquery it could be run once for each row, and take more than one.
TAKE = f"""
with next as materialized (
  select id from projection.kept_report
  where org = $1
  and (status = 'asked' or status = 'making' and heard_at < clock_timestamp() - interval '{STALE_SECONDS} seconds')
  order by asked_at
  limit 1
  for update skip locked
)
update projection.kept_report k
set status = 'making', heard_at = clock_timestamp(), progress = 'begun'
from next
where k.org = $1 and k.id = next.id
returning k.id, k.asked, k.status, k.progress, k.asked_at, k.made_at, k.position, null::bytea
"""  # nosec B608 # the names in it are the code's
TELL = """
update projection.kept_report
set progress = $3, heard_at = clock_timestamp()
where org = $1 and id = $2 and status = 'making'
"""
MADE = """
update projection.kept_report
set status = 'made', progress = 'made', made_at = clock_timestamp(), position = $3, until = $4, body = $5
where org = $1 and id = $2 and status = 'making'
"""
FAILED = """
update projection.kept_report
set status = 'failed', progress = $3
where org = $1 and id = $2 and status = 'making'
"""
