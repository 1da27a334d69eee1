"""The states of streams, each in a row of a projection's own table, so that a fold goes on where it ended.

Each projection that needs them has a table of its own: they stand at different positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import msgspec

from events.catalogue import Event
from events.terms import decode_term, encode_term
from projections.checkpoints import Build, Connection
from projections.folds.registry import FOLDS, begun, evolve
from projections.registry import fence

_encoder = msgspec.json.Encoder(enc_hook=encode_term, decimal_format="number")
_decoders: dict[str, msgspec.json.Decoder[Any]] = {
    name: msgspec.json.Decoder(state, dec_hook=decode_term) for name, (state, _) in FOLDS.items()
}


class Step(NamedTuple):
    """An event, and the state of its stream before and after it."""

    event: Event
    before: Any
    after: Any


def ddl(table: str) -> str:
    """What makes such a table, any number of times."""
    return f"""
create table if not exists {table} (
  org text collate "C" not null,
  build integer not null,
  stream text collate "C" not null,
  version integer not null,
  state bytea not null,
  primary key (org, build, stream)
);
{fence(table)}"""


def decoded(stream: str, state: bytes) -> Any:
    """The state that a row holds."""
    return _decoders[stream.split("/")[0]].decode(state)


async def moved(connection: Connection, table: str, build: Build, events: Sequence[Event]) -> list[Step]:
    """The build's rows hold the states after the events, which are the next of their streams; each as a step.

    Events of streams that have no fold are none.
    """
    followed = [event for event in events if event.subject.split("/")[0] in FOLDS]
    names = sorted({event.subject for event in followed})
    query = f"select stream, state from {table} where org = $1 and build = $2 and stream = any($3)"
    rows = await connection.fetch(query, build.org, build.number, names)
    states = {row["stream"]: decoded(row["stream"], row["state"]) for row in rows}
    versions, steps = dict[str, int](), list[Step]()
    for event in followed:
        name = event.subject
        before = states[name] if name in states else begun(name)
        states[name] = evolve(before, event)
        versions[name] = event.streamversion or 0
        steps.append(Step(event, before, states[name]))
    await connection.execute(
        f"insert into {table} (org, build, stream, version, state)"
        " select $1, $2, s.stream, s.version, s.state"
        " from unnest($3::text[], $4::integer[], $5::bytea[]) as s (stream, version, state)"
        " on conflict (org, build, stream) do update set version = excluded.version, state = excluded.state",
        build.org,
        build.number,
        names,
        [versions[name] for name in names],
        [_encoder.encode(states[name]) for name in names],
    )
    return steps
