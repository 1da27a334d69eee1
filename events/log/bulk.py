"""Writes many events that are bytes already: an act as `append` writes one, without the events' structs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import asyncpg
from msgspec import Struct

from events.log.errors import refusal
from events.log.source import Source

# How many there are now is all that is asked: to send every event's place back takes as long as to check it.
WRITE = "select count(*) from log.append($1, $2, $3, $4, $5, $6, '{}', '{}', null, null)"


class Ready(Struct, frozen=True):
    """An event as the log takes it; `tail` is `events.catalogue.tail` of it, and `line` where it came from."""

    line: int
    id: str
    subject: str
    time: dt.datetime
    notedat: dt.datetime
    tail: bytes


async def write(source: Source, org: str, events: Sequence[Ready]) -> None:
    """The events are in the organisation's log, in their order, all of them. Raises a `Refused`, and none is.

    Their source is not looked at: that it is `/orgs/{org}` is the caller's to see to.
    """
    try:
        await source.fetch(
            WRITE,
            org,
            [event.subject for event in events],
            [event.id for event in events],
            [event.time for event in events],
            [event.notedat for event in events],
            [event.tail for event in events],
        )
    except asyncpg.PostgresError as error:
        if (refused := refusal(error.sqlstate, error.detail)) is None:
            raise
        raise refused from None
