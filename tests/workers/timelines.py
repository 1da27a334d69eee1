"""A log that grows: an organisation whose plans are locked, shifted and paid for, as many as a test asks for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal

from events.catalogue import Event
from events.facts import check_in, cycle, organisation, plan
from events.terms import Fact, Points

START = dt.datetime(2026, 1, 5, 9, tzinfo=dt.UTC)


def timeline(org: str, units: int, weeks: int = 10) -> Iterator[Event]:
    """The events of a quarter: every unit plans, locks, checks in weekly, adds one key result and drops another."""
    number = 0

    def event(subject: str, fact: Fact, day: float) -> Event:
        nonlocal number
        number += 1
        at = START + dt.timedelta(days=day)
        return Event(
            specversion="1.0",
            id=f"e{number}",
            source=f"/orgs/{org}",
            type=fact.type_,
            subject=subject,
            time=at,
            notedat=at,
            actor="dana",
            data=fact,
        )

    opened = cycle.CycleOpened(name="Q1", start=dt.date(2026, 1, 1), end=dt.date(2026, 3, 31), kind="quarter")
    yield event("org", organisation.OrganisationRegistered(name="Acme"), -20)
    yield event("cycle/2026-q1", opened, -10)
    for unit in range(units):
        subject = f"plan/2026-q1/u{unit}"
        yield event(subject, plan.ObjectiveCommitted(objective="o", title="Customers stay"), 0)
        for n in range(3):
            yield event(subject, key_result(n), 0)
        yield event(subject, plan.BaselineLocked(), 1)
    for week in range(weeks):
        for unit in range(units):
            reading = check_in.CheckInRecorded(value=float(week), confidence=0.6)
            yield event(f"check-ins/2026-q1/u{unit}/k1", reading, 7 * week + 2)
    for unit in range(units):
        subject = f"plan/2026-q1/u{unit}"
        added = event(subject, key_result(9), 7 * weeks + 3)
        dropped = event(subject, plan.CommitmentDropped(item="k0", reason="to make room"), 7 * weeks + 4)
        link = plan.TradeOffRecorded(trade_off="t", shift=added.id, credit=dropped.id)
        yield from (added, dropped, event(subject, link, 7 * weeks + 4))


def key_result(n: int) -> plan.KeyResultCommitted:
    """A key result of the objective `o`, which takes two points."""
    return plan.KeyResultCommitted(
        key_result=f"k{n}",
        objective="o",
        title=f"Measure {n} moves from 0 to 10",
        start=0.0,
        target=10.0,
        points=Points(Decimal(2)),
    )
