"""The states of streams, each in a row of a projection's own table, so that a fold goes on where it ended.

Each projection that needs them has a table of its own: they stand at different positions.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
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
    followed = _by_stream(events)
    states, steps = await _states(connection, table, build, list(followed)), list[Step]()
    for event in events:
        name = event.subject
        if name in followed:
            before = states[name]
            states[name] = evolve(before, event)
            steps.append(Step(event, before, states[name]))
    await _kept(connection, table, build, states, followed)
    return steps


async def folded(connection: Connection, table: str, build: Build, events: Sequence[Event]) -> None:
    """The same without the steps, stream by stream: that is faster."""
    followed = _by_stream(events)
    states = await _states(connection, table, build, list(followed))
    for name, its in followed.items():
        _, fold = FOLDS[name.split("/")[0]]
        states[name] = reduce(fold, its, states[name])
    await _kept(connection, table, build, states, followed)


def _by_stream(events: Sequence[Event]) -> dict[str, list[Event]]:
    """The events of each stream that has a fold, in their order."""
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(event.subject, []).append(event)
    return {name: its for name, its in found.items() if name.split("/")[0] in FOLDS}


async def _states(connection: Connection, table: str, build: Build, names: list[str]) -> dict[str, Any]:
    """The states of the streams, as the rows have them or as they begin."""
    query = f"select stream, state from {table} where org = $1 and build = $2 and stream = any($3)"  # nosec B608 # a name of ours
    rows = await connection.fetch(query, build.org, build.number, names)
    known = {stream: decoded(stream, state) for stream, state in rows}
    return {name: known[name] if name in known else begun(name) for name in names}


async def _kept(
    connection: Connection, table: str, build: Build, states: dict[str, Any], events: dict[str, list[Event]]
) -> None:
    """The rows have the states, each at the version of the last event of its stream."""
    await connection.execute(
        f"insert into {table} (org, build, stream, version, state)"  # nosec B608 # the names in it are the code's
        " select $1, $2, s.stream, s.version, s.state"
        " from unnest($3::text[], $4::integer[], $5::bytea[]) as s (stream, version, state)"
        " on conflict (org, build, stream) do update set version = excluded.version, state = excluded.state",
        build.org,
        build.number,
        list(states),
        [events[name][-1].streamversion or 0 for name in states],
        [_encoder.encode(state) for state in states.values()],
    )
