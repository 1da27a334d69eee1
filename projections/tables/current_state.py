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
create or replace function projection.current_state_v3_read(of_org text, first text, behind text, at_most integer)
returns table (at bigint, stream text, version integer, state bytea)
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select c.position, s.stream, s.version, s.state
  from projection.checkpoint c
  left join projection.current_state_v3 s
    on s.org = c.org and s.build = c.build and s.stream >= first and s.stream < behind
  where c.org = of_org and c.projection = 'current_state' and c.version = 3 and c.serving
  order by s.stream
  limit at_most;{elsewhere("current_state", 3, "*", "read(of_org, first, behind, at_most)")}
end
$$;
revoke execute on function projection.current_state_v3_read from public;
grant execute on function projection.current_state_v3_read to okr_app, okr_worker;
"""

decoded = streams.decoded


class Standing(Struct, frozen=True):
    """A stream's state at its version."""

    stream: str
    version: int
    state: Any


class Page(Struct, frozen=True):
    """States of one snapshot, and the position that they stand at."""

    position: int
    standings: tuple[Standing, ...]


async def read(source: Source, org: str, first: str, behind: str, at_most: int = 1000) -> Page:
    """The states of the streams from `first` up to, not with, `behind`, by name."""
    query = "select at, stream, version, state from projection.current_state_v3_read($1, $2, $3, $4)"
    rows = await source.fetch(query, org, first, behind, at_most)
    found = tuple(Standing(row[1], row[2], decoded(row[1], row[3])) for row in rows if row[1] is not None)
    return Page(rows[0][0] if rows else 0, found)


async def read_one(source: Source, org: str, stream: str) -> tuple[int, Standing | None]:
    """One stream's state, if it has any, and the position that it stands at."""
    page = await read(source, org, stream, stream + "\x01", 1)
    return page.position, page.standings[0] if page.standings else None


async def _handle(connection: Connection, build: Build, events: Sequence[Event]) -> None:
    await streams.moved(connection, TABLE, build, events)


PROJECTION = Projection(name="current_state", version=3, ddl=DDL, handle=_handle)
