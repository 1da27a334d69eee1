"""How fast a quarter is judged from nothing, and what one more event has judged again."""

from __future__ import annotations

import datetime as dt
import random
import re
import time
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import asyncpg
from msgspec import Struct

from deploy.benchmarks.read import peak_mib
from deploy.benchmarks.scratch import scratch
from deploy.settings import Settings
from deploy.system import COMMAND_SECONDS, connected, pool, tables
from deploy.waiting import Telling
from events.catalogue import Event
from events.facts import plan as facts
from events.facts.check_in import CheckInRecorded
from events.facts.cycle import CycleOpened
from events.facts.decision import DecisionRecorded
from events.facts.organisation import OrganisationRegistered, RoleGranted, UnitRegistered
from events.log.append import Act, append
from events.terms import Fact, Points
from projections import engine
from projections.judging import Memory
from projections.tables import governance

ORG, CYCLE = "bench", "2024-q1"
ACT = 1000
OBJECTIVES, KEY_RESULTS = 3, 3
START = dt.datetime(2024, 1, 1, 9, tzinfo=dt.UTC)
WEEK, MINUTE = dt.timedelta(weeks=1), dt.timedelta(minutes=1)
WEEKS = 13
LEADS = 50
LOCK_WEEK, CHANGES_FROM = 1, 4


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured: a quarter of so many plans and events.

    `fold_s` is the time that marking took, `judge_s` that of judging from nothing. `again_plans` is how many plans one
    more event had judged again, `again_rows` how many rows were read for that, `again_ms` how long it took.
    """

    plans: int
    events: int
    findings: int
    fold_s: float
    judge_s: float
    plans_s: int
    events_s: int
    peak_mib: int
    again_plans: int
    again_rows: int
    again_ms: float


async def measured(settings: Settings, plans: int, events: int, tell: Telling) -> Figures:
    """The figures of such a quarter, in a database of its own."""
    async with scratch(settings) as inner:
        owner = await connected(inner.migrate_database_url)
        await tables(owner)
        tell(f"filling a quarter of {plans:,} plans and {events:,} events")
        total = await _filled(inner, plans, events)
        await owner.execute("vacuum analyze log.event")
        worker = await pool(inner.worker_database_url)
        try:
            return await _measured(worker, plans, total, tell)
        finally:
            await worker.close()
            await owner.close()


async def _measured(worker: asyncpg.Pool, plans: int, total: int, tell: Telling) -> Figures:
    tell("folding")
    started = time.perf_counter()
    await engine.advance(worker, governance.PROJECTION, ORG)
    fold_s = time.perf_counter() - started
    tell("judging")
    memory, now = Memory(), dt.datetime.now(dt.UTC)
    started = time.perf_counter()
    judged = await governance.judge(worker, ORG, now, memory)
    judge_s = time.perf_counter() - started
    page = await governance.judgements(worker, ORG, CYCLE, at_most=plans)
    assert judged == plans == len(page.judgements), f"{judged} of {plans} plans were judged"
    await _one_more(worker, memory, 0)  # what is prepared once is not counted
    counting = Counting(worker)
    started = time.perf_counter()
    again = await _one_more(counting, memory, 1)
    again_ms = (time.perf_counter() - started) * 1000
    return Figures(
        plans=plans,
        events=total,
        findings=sum(len(each.findings) for each in page.judgements),
        fold_s=round(fold_s, 1),
        judge_s=round(judge_s, 1),
        plans_s=round(plans / judge_s),
        events_s=round(total / judge_s),
        peak_mib=peak_mib(),
        again_plans=again,
        again_rows=counting.rows,
        again_ms=round(again_ms, 1),
    )


class Counting:
    """The pool, which counts the rows that are fetched from it."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        self.rows, self._pool = 0, pool

    async def fetch(self, query: str, *given: Any) -> list[Any]:
        """The rows, counted."""
        found = await self._pool.fetch(query, *given)
        self.rows += len(found)
        return found

    def acquire(self) -> Any:
        """A connection of the pool, whose rows are not counted: what is written is not much."""
        return self._pool.acquire()


async def _one_more(worker: Any, memory: Memory, number: int) -> int:
    """One plan takes on one more; how many plans are judged for that."""
    fact = facts.KeyResultCommitted(
        key_result=f"late-{number}", objective="o-0", title="One more, please", points=Points(3), target=10.0
    )
    event = _event(f"late-{number}", f"plan/{CYCLE}/unit-{number}", fact, None)
    await append(worker, Act(org=ORG, events=(event,)))
    await engine.advance(worker, governance.PROJECTION, ORG)
    return await governance.judge(worker, ORG, dt.datetime.now(dt.UTC), memory)


async def _filled(settings: Settings, plans: int, events: int) -> int:
    """The quarter is in the log; how many events that are."""
    connection = await asyncpg.connect(settings.database_url, command_timeout=COMMAND_SECONDS)
    await connection.execute("set synchronous_commit = off")
    act: list[Event] = []
    total = 0
    for number, (at, subject, fact, *id_) in enumerate(sorted(_told(plans, events), key=lambda told: told[0])):
        act.append(_event(id_[0] if id_ else f"e{number}", subject, fact, at))
        if len(act) == ACT:
            total = (await append(connection, Act(org=ORG, events=tuple(act)))).position
            act = []
    if act:
        total = (await append(connection, Act(org=ORG, events=tuple(act)))).position
    await connection.close()
    return total


def _event(id_: str, subject: str, fact: Fact, at: dt.datetime | None) -> Event:
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
    """What happened, each with when: units plan and lock, every second plan changes, and the rest are check-ins."""
    lots = random.Random(1)
    yield START, "org", OrganisationRegistered(name="Bench")
    yield (
        START,
        f"cycle/{CYCLE}",
        CycleOpened(name="Q1", start=START.date(), end=(START + WEEKS * WEEK).date(), kind="quarter"),
    )
    count = 2
    spoken: list[str] = []
    for number in range(plans):
        unit = f"unit-{number}"
        for told in (*_planned(unit), *(_changed(unit, lots) if number % 2 else ())):
            yield told
            count += 1
        spoken += [f"check-ins/{CYCLE}/{unit}/k-{o}-{k}" for o in range(OBJECTIVES) for k in range(KEY_RESULTS)]
    each = max((events - count) // len(spoken), 1)
    for subject in spoken:
        for reading in range(each):
            at = START + LOCK_WEEK * WEEK + reading * ((WEEKS - LOCK_WEEK) * WEEK / each)
            value = reading * 100.0 / each
            yield at, subject, CheckInRecorded(value=value, confidence=lots.randint(2, 9) / 10, note="As planned.")


def _planned(unit: str) -> Iterator[Told]:
    plan, at = f"plan/{CYCLE}/{unit}", START + MINUTE
    yield at, "org", UnitRegistered(unit=unit, name=unit.title())
    yield at, "org", RoleGranted(person=f"lead-{int(unit.split('-')[1]) % LEADS}", role="owner", unit=unit)
    yield at, plan, facts.CapacityDeclared(points=Points(30))
    for o in range(OBJECTIVES):
        yield at, plan, facts.ObjectiveCommitted(objective=f"o-{o}", title=f"Aim {o}", owner="lead-1")
        for k in range(KEY_RESULTS):
            yield at, plan, _key_result(f"k-{o}-{k}", f"o-{o}", 3)
    yield START + LOCK_WEEK * WEEK - MINUTE, plan, facts.BaselineLocked(approved_by="lead-1")


def _changed(unit: str, lots: random.Random) -> Iterator[Told]:
    """Something comes, something goes, sometimes for it; a target is lowered, a decision says why."""
    plan, at = f"plan/{CYCLE}/{unit}", START + (CHANGES_FROM + lots.random() * 6) * WEEK
    number = int(unit.split("-")[1])
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
