"""A believable quarter of any size: most events are check-ins, and every second plan changes after its lock."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import deque
from collections.abc import Iterator
from decimal import Decimal

import asyncpg

from deploy.settings import Settings
from deploy.system import COMMAND_SECONDS
from events.catalogue import Event
from events.facts import plan as facts
from events.facts.check_in import CheckInRecorded
from events.facts.cycle import CycleOpened
from events.facts.decision import DecisionRecorded
from events.facts.organisation import OrganisationRegistered, RoleGranted, UnitRegistered
from events.log.append import Act, append
from events.terms import Fact, Points

ORG, CYCLE = "bench", "2024-q1"
ACT = 1000
OBJECTIVES, KEY_RESULTS = 3, 3
START = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC)
WEEK, MINUTE = dt.timedelta(weeks=1), dt.timedelta(minutes=1)
WEEKS = 13
LEADS = 50
LOCK_WEEK, CHANGES_FROM = 1, 4


async def filled(settings: Settings, plans: int, events: int) -> int:
    """The quarter is in the log; how many events that are."""
    connection = await asyncpg.connect(settings.database_url, command_timeout=COMMAND_SECONDS)
    await connection.execute("set synchronous_commit = off")
    act: list[Event] = []
    total = 0
    for number, (at, subject, fact, *id_) in enumerate(_told(plans, events)):
        act.append(event_of(id_[0] if id_ else f"e{number}", subject, fact, at))
        if len(act) == ACT:
            total = (await append(connection, Act(org=ORG, events=tuple(act)))).position
            act = []
    if act:
        total = (await append(connection, Act(org=ORG, events=tuple(act)))).position
    await connection.close()
    return total


def event_of(id_: str, subject: str, fact: Fact, at: dt.datetime | None) -> Event:
    found = re.search(r"unit-(\d+)", subject)
    return Event(
        specversion="1.0",
        id=id_,
        source=f"/orgs/{ORG}",
        type=fact.type_,
        subject=subject,
        time=at,
        notedat=at,
        actor=f"lead-{int(found[1]) % LEADS if found else 0}",
        origin="import" if at else None,
        data=fact,
    )


Told = tuple[dt.datetime, str, Fact] | tuple[dt.datetime, str, Fact, str]


def _told(plans: int, events: int) -> Iterator[Told]:
    """What happened, each with when: units plan and lock, every second plan changes, and the rest are check-ins.

    Never all of it is in memory, so that the most memory of the process is that of judging.
    """
    yield START, "org", OrganisationRegistered(name="Bench")
    opening = CycleOpened(name="Q1", start=START.date(), end=(START + WEEKS * WEEK).date(), kind="quarter")
    yield START, f"cycle/{CYCLE}", opening
    for number in range(plans):
        yield from _planned(number)
    lots = random.Random(1)  # nosec B311 # no secret is drawn
    changes = deque(sorted((START + (CHANGES_FROM + lots.random() * 6) * WEEK, n) for n in range(1, plans, 2)))
    few = 2 + sum(1 for n in range(plans) for _ in _planned(n)) + sum(1 for at, n in changes for _ in _changed(n, at))
    names = [f"unit-{n}/k-{o}-{k}" for n in range(plans) for o in range(OBJECTIVES) for k in range(KEY_RESULTS)]
    each = max((events - few) // len(names), 1)
    for reading in range(each):
        at = START + LOCK_WEEK * WEEK + reading * ((WEEKS - LOCK_WEEK) * WEEK / each)
        while changes and changes[0][0] <= at:
            when, number = changes.popleft()
            yield from _changed(number, when)
        for name in names:
            fact = CheckInRecorded(value=reading * 100.0 / each, confidence=lots.randint(2, 9) / 10, note="As planned.")
            yield at, f"check-ins/{CYCLE}/{name}", fact
    for when, number in changes:
        yield from _changed(number, when)


def _planned(number: int) -> Iterator[Told]:
    unit, at = f"unit-{number}", START + MINUTE
    plan = f"plan/{CYCLE}/{unit}"
    yield at, "org", UnitRegistered(unit=unit, name=unit.title())
    yield at, "org", RoleGranted(person=f"lead-{number % LEADS}", role="owner", unit=unit)
    yield at, plan, facts.CapacityDeclared(points=Points(30))
    for o in range(OBJECTIVES):
        yield at, plan, facts.ObjectiveCommitted(objective=f"o-{o}", title=f"Aim {o}", owner="lead-1")
        for k in range(KEY_RESULTS):
            yield at, plan, _key_result(f"k-{o}-{k}", f"o-{o}", 3)
    yield START + LOCK_WEEK * WEEK - MINUTE, plan, facts.BaselineLocked(approved_by="lead-1")


def _changed(number: int, at: dt.datetime) -> Iterator[Told]:
    """Something comes, something goes, sometimes for it; a target is lowered, a decision says why."""
    plan = f"plan/{CYCLE}/unit-{number}"
    if number % 10 == 1:
        yield (
            at,
            f"decision/d-{number}",
            DecisionRecorded(
                question="What comes first?", options=("growth", "cost"), choice="growth", decided_by=("lead-1",)
            ),
        )
    yield at + MINUTE, plan, _key_result("new", "o-1", 2), f"shift-{number}"
    yield at + 2 * MINUTE, plan, facts.CommitmentDropped(item="k-2-2", reason="It has to wait"), f"credit-{number}"
    if number % 4 == 1:
        traded = facts.TradeOffRecorded(trade_off="t1", shift=f"shift-{number}", credit=f"credit-{number}")
        yield at + 3 * MINUTE, plan, traded
    yield at + 3 * MINUTE, plan, facts.KeyResultRetargeted(key_result="k-0-0", target=70.0, reason="Too far")
    yield at + 4 * MINUTE, plan, facts.KeyResultRetargeted(key_result="k-0-1", target=140.0, reason="More")


def _key_result(id_: str, objective: str, points: int) -> facts.KeyResultCommitted:
    return facts.KeyResultCommitted(
        key_result=id_,
        objective=objective,
        title=f"{id_} goes to 100",
        start=0.0,
        target=100.0,
        points=Points(Decimal(points)),
    )
