"""Writes to the log: one act of one organisation, whole or not at all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import asyncpg
from msgspec import Struct

from events.catalogue import Event, tail
from events.log.errors import NoAct, refusal
from events.log.source import Source

APPEND = "select * from log.append($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"


class Act(Struct, frozen=True, kw_only=True):
    """What is to happen at once: events over one or several streams, and the versions that it was decided on.

    Only the streams that `expected` names are held to a version; 0 is a stream's that has no event yet. A `request`
    makes the act idempotent: it comes with the SHA-256 of its body, and its first event has the id `{request}.1`.
    An event without `notedat` is live: it is noted when it is recorded.
    """

    org: str
    events: tuple[Event, ...]
    expected: Mapping[str, int] = {}
    request: str | None = None
    request_sha256: bytes | None = None


class Placed(Struct, frozen=True):
    """Where an event stands in the log, and when it was recorded."""

    id: str
    position: int
    version: int
    recorded_at: dt.datetime


class Appended(Struct, frozen=True, kw_only=True):
    """The answer to an act: its events in their order. `repeated`: they stood there already, from the same request."""

    events: tuple[Placed, ...]
    repeated: bool

    @property
    def position(self) -> int:
        """The position of the last event."""
        return self.events[-1].position


async def append(source: Source, act: Act) -> Appended:
    """The act's events are in the log, once, and will stay (when `source` is in a transaction: once that commits).

    Raises a `Refused` (`events.log.errors`), and nothing is written. An error of the connection leaves open which;
    an act of a request can then be appended again.
    """
    arguments = _arguments(act)
    try:
        rows = await source.fetch(APPEND, *arguments)
    except asyncpg.PostgresError as error:
        if (refused := refusal(error.sqlstate, error.detail)) is None:
            raise
        raise refused from None
    rows.sort(key=lambda row: row["position"])
    placed = tuple(Placed(row["id"], row["position"], row["version"], row["recorded_at"]) for row in rows)
    return Appended(events=placed, repeated=rows[0]["repeated"])


def _arguments(act: Act) -> tuple[object, ...]:
    events = act.events
    for event in events:
        if event.source != f"/orgs/{act.org}":
            raise NoAct(reason=f"the event {event.id} has the source {event.source}, and the act is of {act.org}")
    return (
        act.org,
        [event.subject for event in events],
        [event.id for event in events],
        [event.time for event in events],
        [event.notedat for event in events],
        [tail(event) for event in events],
        list(act.expected),
        list(act.expected.values()),
        act.request,
        act.request_sha256,
    )
