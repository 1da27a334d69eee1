"""Clients of the log that append as fast as they are answered: each has a stream, and decides on its version."""

from __future__ import annotations

import asyncio
import datetime as dt
import hashlib
import statistics
import time
import uuid
from collections.abc import Sequence

from msgspec import Struct

from events.catalogue import Event
from events.facts.check_in import CheckInRecorded
from events.log.append import Act
from events.log.group import Group
from services.http.app import WRITING_CONNECTIONS, pool
from services.http.counts import Appends
from services.http.requests import made

NOTE = (
    "Pipeline coverage up after the partner launch; two enterprise deals slipped to next month, so holding confidence "
    "until legal signs off."
)
DIGEST = hashlib.sha256(NOTE.encode()).digest()
SLOT = dt.date(2026, 2, 6)
STREAM_EVENTS = 200  # more check-ins than that no key result has


class Load(Struct, frozen=True, kw_only=True):
    """Acts in flight at any time, of so many events each, spread over organisations and over server processes."""

    in_flight: int
    organisations: int
    events: int = 1
    processes: int = 1

    @property
    def name(self) -> str:
        """What a person calls it."""
        acts = "acts" if self.events == 1 else f"acts of {self.events} events"
        where = "1 organisation" if self.organisations == 1 else f"{self.organisations} organisations"
        return f"{self.in_flight} {acts} in flight, {where}" + (", 2 processes" if self.processes == 2 else "")


class Tally(Struct, frozen=True, kw_only=True):
    """What a load brought: events acknowledged in so many seconds, and how long an act took."""

    events: int
    seconds: float
    p50_ms: float | None = None
    p99_ms: float | None = None

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds


def together(tallies: Sequence[Tally]) -> Tally:
    """What several processes brought that ran at the same time; the slower's times."""
    return Tally(
        events=sum(tally.events for tally in tallies),
        seconds=max(tally.seconds for tally in tallies),
        p50_ms=max(tally.p50_ms or 0 for tally in tallies),
        p99_ms=max(tally.p99_ms or 0 for tally in tallies),
    )


def act(org: str, stream: str, version: int, events: int) -> Act:
    """An act as the server appends them: of a request, on the version that it was decided on."""
    request = made()
    return Act(
        org=org,
        request=request,
        request_sha256=DIGEST,
        expected={stream: version},
        events=tuple(
            Event(
                specversion="1.0",
                id=f"{request}.{number}",
                source=f"/orgs/{org}",
                type="check_in.recorded",
                subject=stream,
                actor="p-1234",
                origin="api",
                correlationid=request,
                data=CheckInRecorded(value=42.5, confidence=0.7, note=NOTE, slot=SLOT),
            )
            for number in range(1, events + 1)
        ),
    )


async def played(url: str, load: Load, seconds: float, begin: float | None = None) -> Tally:
    """What the load brought in the time; from the instant `begin` on (as `time.time` counts), or at once."""
    connections = await pool(url, WRITING_CONNECTIONS)
    try:
        group = Group(connections, Appends())  # as a server has it
        orgs = [f"org{number}" for number in range(load.organisations)]
        await asyncio.gather(*(group.append(act(org, _stream(), 0, 1)) for org in orgs))  # connects, and plans
        await asyncio.sleep(0 if begin is None else max(0.0, begin - time.time()))
        times: list[float] = []
        started = time.perf_counter()
        clients = (
            _client(group, orgs[number % len(orgs)], load.events, started + seconds, times)
            for number in range(load.in_flight // load.processes)
        )
        await asyncio.gather(*clients)
        took = time.perf_counter() - started
    finally:
        await connections.close()
    hundredths = statistics.quantiles(times, n=100)
    return Tally(
        events=len(times) * load.events + len(orgs),
        seconds=took,
        p50_ms=hundredths[49] * 1000,
        p99_ms=hundredths[98] * 1000,
    )


async def _client(group: Group, org: str, events: int, until: float, times: list[float]) -> None:
    stream, version = _stream(), 0
    while (begun := time.perf_counter()) < until:
        await group.append(act(org, stream, version, events))
        times.append(time.perf_counter() - begun)
        version += events
        if version >= STREAM_EVENTS:
            stream, version = _stream(), 0


def _stream() -> str:
    return f"check-ins/2026-q1/growth/{uuid.uuid4().hex}"
