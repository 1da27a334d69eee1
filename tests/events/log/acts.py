"""Events and acts as the tests need them, with everything that does not matter filled in."""

from __future__ import annotations

import datetime as dt
import hashlib
from itertools import count

import msgspec

from events.catalogue import Event
from events.facts.check_in import CheckInMissed, CheckInRecorded
from events.log.append import Act

ORG = "acme"
STREAM = "check-ins/2026-q1/growth/kr1"
DAY = dt.datetime(2026, 2, 3, 9, tzinfo=dt.UTC)

_numbers = count(1)


def check_in(
    stream: str = STREAM,
    *,
    org: str = ORG,
    id: str | None = None,
    time: dt.datetime | None = DAY,
    notedat: dt.datetime | None = None,
    note: str = "on its way",
) -> Event:
    """A check-in of the stream; a live one unless it brings its own `notedat`."""
    return Event(
        specversion="1.0",
        id=id or f"e{next(_numbers)}",
        source=f"/orgs/{org}",
        type="check_in.recorded",
        subject=stream,
        time=time,
        notedat=notedat,
        actor="ada",
        data=CheckInRecorded(value=0.5, note=note),
    )


def missed(stream: str = STREAM, *, org: str = ORG) -> Event:
    """A check-in of the stream that was missed."""
    found = check_in(stream, org=org)
    return msgspec.structs.replace(found, type="check_in.missed", data=CheckInMissed(slot=DAY.date()))


def act(*events: Event, org: str = ORG, expected: dict[str, int] | None = None) -> Act:
    """An act without a request."""
    return Act(org=org, events=events, expected=expected or {})


def request(name: str, *streams: str, body: bytes = b"{}", org: str = ORG) -> Act:
    """An act of a request: one check-in for each of the streams."""
    events = tuple(check_in(stream, org=org, id=f"{name}.{n}") for n, stream in enumerate(streams or (STREAM,), 1))
    return Act(org=org, events=events, request=name, request_sha256=hashlib.sha256(body).digest())
