"""The story of these tests: a plan of long ago, told to a log as it happened, and what the watcher wrote about it.

The watcher writes now, a long time after the story: what comes after it is noted now too.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec.structs import replace

from deploy.servers import Servers
from deploy.system import System, opened
from events.catalogue import Event, recall
from events.log import read
from events.log.append import Act, append
from projections import engine
from tests.databases import settings_of
from tests.projections.story import a_plan, on
from tests.projections.words import CYCLE, Fact
from tests.workers.recorded import recorded

ORG = "acme"
STREAM = f"cycle/{CYCLE}"
ONE = "check-ins/2026-q1/growth/k1"
# Check-ins are due on 8, 15, 22 January …, and missed once two more days are over.
TOLD = a_plan(k1=4)
NIGHT = dt.datetime(2026, 1, 18, 3, tzinfo=dt.UTC)


@asynccontextmanager
async def told(database: Servers, *events: Event | list[Event]) -> AsyncIterator[System]:
    """A system whose log has the events, recorded when they were noted, and is folded."""
    flat = [event for each in events for event in (each if isinstance(each, list) else [each])]
    async with opened(settings_of(database)) as system:
        await recorded(database, ORG, flat)
        await fold(system)
        yield system


async def fold(system: System) -> None:
    """Every projection is level with the log."""
    for projection in engine.registered():
        await engine.advance(system.worker, projection, ORG)


async def later(system: System, *events: Event) -> None:
    """It happens now, while or after the watcher is at it."""
    live = tuple(replace(event, time=None, notedat=None) for event in events)
    await append(system.app, Act(org=ORG, events=live))


async def missed(system: System) -> list[Event]:
    """What the worker has written, in order."""
    return [event async for event in everything(system) if event.type.endswith(".missed")]


async def everything(system: System) -> AsyncIterator[Event]:
    """Every event of the organisation, in order."""
    position = 0
    while entries := await read.page(system.app, ORG, position):
        position = entries[-1][0]
        for _, body in entries:
            yield recall(body)


def slots(events: list[Event]) -> list[str]:
    """What was missed, by day and key result."""
    return [f"{getattr(event.data, 'slot'):%m-%d} {event.subject.rpartition('/')[2]}" for event in events]  # noqa: B009


def scheduled(at: str) -> Event:
    """A review that is to be held at a day."""
    data = {"review": "r1", "kind": "check_in", "at": at, "required": ["sofia"]}
    return on("01-05", "S", Fact("review.scheduled", data, STREAM))
