"""Writes down what time alone brings about: check-ins and reviews that were due and did not come.

It may be killed anywhere and run any number of times at once. What it writes has ids that say what was missed, and
stands on the versions that it was found at; a stream is settled only afterwards.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from typing import Any

import asyncpg
from arq.worker import func
from msgspec import Struct

from events.catalogue import Event
from events.log import read
from events.log.append import Act, append
from events.log.errors import IdTaken, Moved
from projections import engine, history
from projections.cadence import NOTHING, Missed, Outlook, is_kept_here, of_cycle, of_plan
from projections.policy import DEFAULT, Policy
from projections.tables import cadence, current_state
from workers.wake import appended, awake

ACTOR = "okr-ledger"
AT_ONCE = 200
LOOKS = 3
TOGETHER = 50  # streams that are settled in one transaction
PAGE = 1000


async def watch(ctx: dict[str, Any], org: str) -> int:
    """What the organisation has missed by now is in its log; how many events were written."""
    await awake(ctx["redis"], "watch", org)
    written = await watched(ctx["pool"], org, await read.clock(ctx["pool"]))
    if written:
        await appended(ctx["redis"], org)
    return written


class View(Struct, frozen=True):
    """An organisation at a position: its policy there, and the events of the cycles that were asked for."""

    pool: asyncpg.Pool
    org: str
    position: int
    policy: Policy
    cycles: dict[str, list[Event]] = {}

    async def events(self, stream: str) -> list[Event]:
        """The events of a stream at the position."""
        return await history.of_stream(self.pool, self.org, stream, self.position)

    async def cycle(self, stream: str) -> list[Event]:
        """The events of a cycle at the position, read once for all of its plans."""
        if stream not in self.cycles:
            self.cycles[stream] = await self.events(stream)
        return self.cycles[stream]


async def watched(pool: asyncpg.Pool, org: str, now: dt.datetime) -> int:
    """Nothing of the organisation is left to look at as of an instant; how many events were written.

    What others change all the time is looked at a few times, and left to the next sweep.
    """
    written, looks = 0, Counter[str]()
    while streams := [stream for stream in await cadence.due(pool, org, now) if looks[stream] < LOOKS]:
        view = await _view(pool, org)
        for begin in range(0, len(streams), TOGETHER):
            settled: dict[str, dt.datetime | None] = {}
            for stream in streams[begin : begin + TOGETHER]:
                written += await _look(view, stream, now, settled)
            await cadence.settle(pool, org, view.position, settled)
        looks.update(streams)
    return written


async def _view(pool: asyncpg.Pool, org: str) -> View:
    # What has marked a stream has to be seen when it is looked at: the marks may be ahead of the states.
    await engine.advance(pool, current_state.PROJECTION, org)
    position, standing = await current_state.read_one(pool, org, "org")
    return View(pool, org, position, standing.state.policy if standing else DEFAULT)


async def _look(view: View, stream: str, now: dt.datetime, settled: dict[str, dt.datetime | None]) -> int:
    """What a plan or a cycle missed is written, and it may settle until time changes that; how many were written."""
    outlook, versions = await _outlook(view, stream, now)
    written = 0
    try:
        for begin in range(0, len(outlook.missed), AT_ONCE):
            written += await _write(view, outlook.missed[begin : begin + AT_ONCE], versions)
    except Moved:
        return written  # Somebody checked in meanwhile: not settled, so it is looked at again.
    settled[stream] = outlook.until
    return written


async def _outlook(view: View, stream: str, now: dt.datetime) -> tuple[Outlook, dict[str, int]]:
    """What was missed, and the versions of the streams that it was found at."""
    kind, cycle, *unit = stream.split("/")
    opened = await view.cycle(f"cycle/{cycle}")
    if kind == "cycle":
        return of_cycle(stream, opened, view.policy, now), {stream: len(opened)}
    if not is_kept_here(opened):
        return NOTHING, {}
    plan, spoken = await view.events(stream), await _check_ins(view, f"check-ins/{cycle}/{unit[0]}")
    states = {standing.stream.rsplit("/", 1)[1]: standing.state for standing in spoken}
    versions = {standing.stream: standing.version for standing in spoken}
    return of_plan(stream, opened, plan, states, view.policy, now), versions


async def _check_ins(view: View, name: str) -> list[current_state.Standing]:
    """The check-ins of a plan, at the view's position or later."""
    found: list[current_state.Standing] = []
    first = f"{name}/"
    while True:
        page = await current_state.read(view.pool, view.org, first, f"{name}0", PAGE)
        found += page.standings
        if len(page.standings) < PAGE:
            return found
        first = found[-1].stream + "\x01"


async def _write(view: View, missed: Sequence[Missed], versions: dict[str, int]) -> int:
    """The events are in the log, those that were there before once; how many are new. Raises Moved, and none is."""
    events = tuple(_event(view.org, each) for each in missed)
    while events:
        expected = {event.subject: versions.get(event.subject, 0) for event in events}
        try:
            await append(view.pool, Act(org=view.org, events=events, expected=expected))
        except IdTaken as taken:
            events = tuple(event for event in events if event.id != taken.id)
            continue
        for event in events:
            versions[event.subject] = versions.get(event.subject, 0) + 1
        break
    return len(events)


def _event(org: str, missed: Missed) -> Event:
    return Event(
        specversion="1.0",
        id=missed.id,
        source=f"/orgs/{org}",
        type=missed.fact.type_,
        subject=missed.stream,
        time=missed.at,
        actor=ACTOR,
        origin="worker",
        data=missed.fact,
    )


JOB = func(watch, name="watch", keep_result=0, timeout=300, max_tries=5)
