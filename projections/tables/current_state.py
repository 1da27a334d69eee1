"""What is: each stream of an organisation, cycle, plan, check-ins, decision or support, folded up to the checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from events.catalogue import Event
from events.log.source import Source
from projections import streams
from projections.checkpoints import Build, Connection
from projections.registry import Projection, elsewhere

TABLE = "projection.current_state_v3"
DDL = f"""{streams.ddl(TABLE)}
create or replace function projection.current_state_v3_read(
  of_org text, first text[], behind text[], at_most integer
)
returns table (at bigint, stream text, version integer, state bytea, parked bigint)
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select c.position, s.stream, s.version, s.state, p.position
  from projection.checkpoint c
  left join lateral (
    select t.stream, t.version, t.state
    from unnest(first, behind) as r (first, behind)
    cross join lateral (
      select u.stream, u.version, u.state
      from projection.current_state_v3 u
      where u.org = c.org and u.build = c.build and u.stream >= r.first and u.stream < r.behind
      order by u.stream
      limit at_most
    ) t
  ) s on true
  left join projection.parked p
    on p.org = c.org and p.projection = 'current_state' and p.version = 3 and p.build = c.build and p.key = s.stream
  where c.org = of_org and c.projection = 'current_state' and c.version = 3 and c.serving;
  {elsewhere("current_state", 3, "*", "read(of_org, first, behind, at_most)")}
end
$$;

-- A mark for each of the ranges, in their order: what has another state has another mark, because a build's rows only
-- go to higher versions.
create or replace function projection.current_state_v3_marks(of_org text, first text[], behind text[])
returns table (at bigint, mark text)
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select c.position, concat_ws(' ', 3, c.build, s.streams, s.versions, p.keys)
  from projection.checkpoint c
  cross join unnest(first, behind) with ordinality as r (first, behind, place)
  cross join lateral (
    select count(*) as streams, sum(u.version) as versions
    from projection.current_state_v3 u
    where u.org = c.org and u.build = c.build and u.stream >= r.first and u.stream < r.behind
  ) s
  cross join lateral (
    select string_agg(concat(q.key, ' ', q.position), ' ' order by q.key) as keys
    from projection.parked q
    where q.org = c.org and q.projection = 'current_state' and q.version = 3 and q.build = c.build
      and q.key >= r.first and q.key < r.behind
  ) p
  where c.org = of_org and c.projection = 'current_state' and c.version = 3 and c.serving
  order by r.place;
  {elsewhere("current_state", 3, "*", "marks(of_org, first, behind)")}
end
$$;
revoke execute on function projection.current_state_v3_read, projection.current_state_v3_marks from public;
grant execute on function projection.current_state_v3_read, projection.current_state_v3_marks to okr_app, okr_worker;
"""  # nosec B608 # the names in it are the code's
READ = "select at, stream, version, state, parked from projection.current_state_v3_read($1, $2, $3, $4)"
BESIDE_NAMES = """
select at, stream, version, parked,
  case when stream collate "C" < $5 or stream collate "C" >= $6 then state end as state
from projection.current_state_v3_read($1, $2, $3, $4)
"""
MARKS = "select at, mark from projection.current_state_v3_marks($1, $2, $3)"

decoded = streams.decoded


class Standing(Struct, frozen=True):
    """A stream's state at its version; `parked_at` is the position from which on it cannot be folded."""

    stream: str
    version: int
    state: Any
    parked_at: int | None = None


class Page(Struct, frozen=True):
    """States of one snapshot, and the position that they stand at."""

    position: int
    standings: tuple[Standing, ...]


async def read(source: Source, org: str, first: str, behind: str, at_most: int = 1000) -> Page:
    """The states of the streams from `first` up to, not with, `behind`, by name."""
    return await read_ranges(source, org, [(first, behind)], at_most)


async def read_ranges(source: Source, org: str, ranges: Sequence[tuple[str, str]], at_most: int = 1000) -> Page:
    """The same of several ranges, `at_most` of each, in one snapshot."""
    rows = await source.fetch(READ, org, [first for first, _ in ranges], [behind for _, behind in ranges], at_most)
    return _page(rows)


async def read_beside_names(
    source: Source, org: str, ranges: Sequence[tuple[str, str]], named: tuple[str, str], at_most: int
) -> tuple[Page, list[str]]:
    """The same, and the names of the streams in another range, without their states, in the same snapshot."""
    all_ = [*ranges, named]
    firsts, behinds = [first for first, _ in all_], [behind for _, behind in all_]
    rows = await source.fetch(BESIDE_NAMES, org, firsts, behinds, at_most, *named)
    return _page(rows), [row["stream"] for row in rows if row["stream"] is not None and row["state"] is None]


def _page(rows: Sequence[Any]) -> Page:
    found = [
        Standing(row["stream"], row["version"], decoded(row["stream"], row["state"]), row["parked"])
        for row in rows
        if row["state"] is not None
    ]
    return Page(rows[0]["at"] if rows else 0, tuple(found))


async def marks(source: Source, org: str, ranges: Sequence[tuple[str, str]]) -> tuple[int, list[str]]:
    """The position, and of each range a mark, which changes whenever the state of any stream in it does.

    No marks for an organisation that has no checkpoint yet.
    """
    rows = await source.fetch(MARKS, org, [first for first, _ in ranges], [behind for _, behind in ranges])
    return (rows[0]["at"] if rows else 0), [row["mark"] for row in rows]


async def read_names(source: Source, org: str, first: str, behind: str, at_most: int) -> tuple[int, list[str]]:
    """The names of those streams, without their states, and the position."""
    query = "select at, stream from projection.current_state_v3_read($1, $2, $3, $4)"
    rows = await source.fetch(query, org, [first], [behind], at_most)
    return (rows[0]["at"] if rows else 0), [row["stream"] for row in rows if row["stream"] is not None]


async def read_one(source: Source, org: str, stream: str) -> tuple[int, Standing | None]:
    """One stream's state, if it has any, and the position that it stands at."""
    page = await read(source, org, stream, stream + "\x01", 1)
    return page.position, page.standings[0] if page.standings else None


async def _handle(connection: Connection, build: Build, events: Sequence[Event]) -> None:
    await streams.folded(connection, TABLE, build, events)


PROJECTION = Projection(name="current_state", version=3, ddl=DDL, handle=_handle)
