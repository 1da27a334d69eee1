"""The clock of a worker's machine is set ahead, and back: it works on, and writes nothing too early.

For a minute: `OKR_FAULT_SECONDS=60 python3 deploy test tests/faults/test_worker_clock.py -s`.
"""

from __future__ import annotations

import asyncio
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.system import opened
from events.catalogue import Event
from events.facts import cycle, plan
from events.log import read
from events.log.append import Act, append
from events.terms import Fact
from projections.tables import governance
from tests.databases import settings_of
from tests.faults.conditions import Trouble
from tests.faults.faketime import FOUND, set_to, variables
from tests.faults.ledger import crowd
from tests.faults.stage import Stage
from tests.workers.timelines import key_result

pytestmark = pytest.mark.skipif(not FOUND, reason="libfaketime is not installed")


async def test_the_worker_s_clock_is_set(stage: Stage, home: Path) -> None:
    """Ahead, and then back; the server has no Redis, so that no wake-up tells the worker of anything."""
    trouble, clock = Trouble("worker's clock"), home / "clock"
    set_to(clock, "+0")
    await stage.work(**variables(clock))
    server, times = await stage.serve(), 0
    async with crowd([server.address], stage.org, stage.key) as ledger:
        while not (trouble.over and times):
            for moment in ("+1h", "-1h"):
                await ledger.further(20)
                set_to(clock, moment)
            times += 1
        await ledger.further(20)
    level = await stage.level()
    await stage.survived(ledger, f"the worker's clock an hour ahead and an hour back, {times} times: {level}")


async def test_a_worker_whose_clock_was_ahead_leaves_nothing_of_it(stage: Stage, home: Path) -> None:
    """A month ahead: by then four check-ins of each key result would have been missed."""
    clock = home / "clock"
    set_to(clock, "+30d")
    async with opened(settings_of(stage.both)) as system:
        placed = await append(system.app, Act(org=stage.org, events=tuple(begun_today(stage.org))))
        await stage.work(**variables(clock))
        while not (await governance.judgements(system.app, stage.org, "now")).judgements:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        set_to(clock, "+0")
        head = await read.head(system.app, stage.org)
        assert head is not None
        assert head.position == placed.position
    stage.line = f"the worker's clock a month ahead: {await stage.level()}"


def begun_today(org: str) -> Iterator[Event]:
    """A cycle that begins today, and a plan with three key results that is locked."""
    today = dt.datetime.now(dt.UTC).date()
    opened = cycle.CycleOpened(name="Q", start=today, end=today + dt.timedelta(days=84), kind="quarter")
    facts: list[tuple[str, Fact]] = [("cycle/now", opened)]
    facts += [("plan/now/u", plan.ObjectiveCommitted(objective="o", title="Customers stay"))]
    facts += [("plan/now/u", key_result(n)) for n in range(3)]
    facts += [("plan/now/u", plan.BaselineLocked())]
    for number, (subject, fact) in enumerate(facts):
        yield Event(
            specversion="1.0",
            id=f"e{number}",
            source=f"/orgs/{org}",
            type=fact.type_,
            subject=subject,
            actor="dana",
            data=fact,
        )
