"""What is: each stream of an organisation, cycle, plan, check-ins, decision or support, folded up to the checkpoint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Struct

from events.catalogue import Event
from events.log.source import Source
from events.terms import decode_term, encode_term
from projections.engine import Connection, Projection, fence
from projections.folds.registry import FOLDS, evolve

DDL = f"""
create table if not exists projection.current_state_v2 (
  org text collate "C" not null,
  stream text collate "C" not null,
  version integer not null,
  state bytea not null,
  primary key (org, stream)
);
{fence("projection.current_state_v2")}
create or replace function projection.current_state_v2_read(of_org text, first text, behind text, at_most integer)
returns table (at bigint, stream text, version integer, state bytea)
language plpgsql
as $$
begin
  perform set_config('okr.org', of_org, true);
  return query
  select c.position, s.stream, s.version, s.state
  from projection.checkpoint c
  left join projection.current_state_v2 s
    on s.org = c.org and s.stream >= first and s.stream < behind
  where c.org = of_org and c.projection = 'current_state' and c.version = 2
  order by s.stream
  limit at_most;
end
$$;
revoke execute on function projection.current_state_v2_read from public;
grant execute on function projection.current_state_v2_read to okr_app, okr_worker;
"""

_encoder = msgspec.json.Encoder(enc_hook=encode_term, decimal_format="number")
_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(state, dec_hook=decode_term) for name, (state, _) in FOLDS.items()
}


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
    query = "select at, stream, version, state from projection.current_state_v2_read($1, $2, $3, $4)"
    rows = await source.fetch(query, org, first, behind, at_most)
    found = tuple(Standing(row[1], row[2], decoded(row[1], row[3])) for row in rows if row[1] is not None)
    return Page(rows[0][0] if rows else 0, found)


async def read_one(source: Source, org: str, stream: str) -> tuple[int, Standing | None]:
    """One stream's state, if it has any, and the position that it stands at."""
    page = await read(source, org, stream, stream + "\x01", 1)
    return page.position, page.standings[0] if page.standings else None


def decoded(stream: str, state: bytes) -> Any:
    """The state that a row holds."""
    return _decoders[stream.split("/")[0]].decode(state)


async def _handle(connection: Connection, org: str, events: Sequence[Event]) -> None:
    followed = [event for event in events if event.subject.split("/")[0] in FOLDS]
    names = sorted({event.subject for event in followed})
    rows = await connection.fetch(
        "select stream, version, state from projection.current_state_v2 where org = $1 and stream = any($2)", org, names
    )
    states = {row["stream"]: decoded(row["stream"], row["state"]) for row in rows}
    versions = {row["stream"]: row["version"] for row in rows}
    for event in followed:
        states[event.subject] = evolve(states.get(event.subject), event)
        versions[event.subject] = event.streamversion or 0
    await connection.execute(
        "insert into projection.current_state_v2 (org, stream, version, state)"
        " select $1, s.stream, s.version, s.state"
        " from unnest($2::text[], $3::integer[], $4::bytea[]) as s (stream, version, state)"
        " on conflict (org, stream) do update set version = excluded.version, state = excluded.state",
        org,
        names,
        [versions[name] for name in names],
        [_encoder.encode(states[name]) for name in names],
    )


PROJECTION = Projection(name="current_state", version=2, ddl=DDL, handle=_handle)
