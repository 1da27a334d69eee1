"""Events as an organisation would write them, as many as are asked for, and the same at every run."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from collections.abc import Iterator
from decimal import Decimal

from events.catalogue import Event, encode
from events.facts.check_in import CheckInRecorded
from events.facts.cycle import CycleOpened
from events.facts.organisation import OrganisationRegistered, UnitRegistered
from events.facts.plan import BaselineLocked, CapacityDeclared, KeyResultCommitted, KeyResultRetargeted
from events.terms import Fact, Points

START = dt.datetime(2024, 1, 8, 9, tzinfo=dt.UTC)
UNITS = 200
KEY_RESULTS = 5
FOREIGN = 5  # every fifth line is as another program would write it
NOTES = (
    "On track.",
    "Two deals slipped into next month; the pipeline covers them twice.",
    "Größere Kunden brauchen länger als gedacht, die kleinen gleichen es aus.",
    "The migration is through, and the numbers of the last two weeks are measured in the new system from here on.",
)


def lines(org: str, count: int) -> Iterator[bytes]:
    """The events of a file, one a line: ours as we write them, and each fifth with other spaces, keys and escapes."""
    for number, event in enumerate(itertools.islice(events(org), count), 1):
        line = encode(event)
        yield (line if number % FOREIGN else _foreign(line)) + b"\n"


def events(org: str) -> Iterator[Event]:
    """Units plan a cycle, and then check in on their key results for as long as anybody reads; a minute an event."""
    for number, (subject, fact) in enumerate(_facts(), 1):
        at = START + dt.timedelta(minutes=number)
        yield Event(
            specversion="1.0",
            id=f"bulk-{number}",
            source=f"/orgs/{org}",
            type=fact.type_,
            subject=subject,
            time=at,
            notedat=at,
            actor=f"person-{number % 97}",
            origin="import",
            data=fact,
        )


def _facts() -> Iterator[tuple[str, Fact]]:
    units = [f"unit-{unit}" for unit in range(UNITS)]
    day = START.date()
    yield "org", OrganisationRegistered(name="Plausible")
    yield "cycle/2024", CycleOpened(name="2024", start=day, end=day + dt.timedelta(days=364), kind="year")
    for unit in units:
        yield "org", UnitRegistered(unit=unit, name=unit.title())
        yield f"plan/2024/{unit}", CapacityDeclared(points=Points(40))
        for n in range(KEY_RESULTS):
            yield f"plan/2024/{unit}", _key_result(n)
        yield f"plan/2024/{unit}", BaselineLocked(approved_by="person-1")
    for reading in itertools.count():
        for unit, n in itertools.product(units, range(KEY_RESULTS)):
            note, value = NOTES[(reading + n) % len(NOTES)], float((reading * 7 + n) % 100)
            yield (
                f"check-ins/2024/{unit}/kr-{n}",
                CheckInRecorded(value=value, confidence=value / 100, note=note),
            )
        unit = units[reading % UNITS]
        yield f"plan/2024/{unit}", KeyResultRetargeted(key_result="kr-1", target=100.0 + reading, reason="It moved.")


def _key_result(n: int) -> KeyResultCommitted:
    title = f"Measure {n} goes from 0 to 100"
    points = Points(Decimal(n) / 2)
    return KeyResultCommitted(
        key_result=f"kr-{n}", objective=f"o-{n}", title=title, start=0.0, target=100.0, points=points
    )


def _foreign(line: bytes) -> bytes:
    return json.dumps(dict(reversed(json.loads(line).items()))).encode()
