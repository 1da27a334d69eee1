"""A quarter small enough to count by hand: two plans, four shifts, and a link that was written down late.

Growth is locked with ten points: k1 to k4 weigh 2, 2, 3 and 3. Then

- n1 (3 points) comes, and k4 is dropped for it within the grace: traded;
- n2 (2 points) comes, and nothing goes: untraded;
- n3 (1.5 points) comes on 25 March: open until 1 April, and untraded then;
- n4 (0.2 points) is too small to count.

Platform is never locked: its baseline is assumed ten working days after the start, and k1 made heavier later is paid
for out of the change budget; the draw took effect on 20 February and was noted on 20 March.
"""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from msgspec.structs import replace

from events import catalogue
from events.catalogue import Event

ORG = "acme"
CYCLE = "2026-q1"
SCRIPT = "<script>alert(1)</script>"
GROWTH, PLATFORM = f"plan/{CYCLE}/growth", f"plan/{CYCLE}/platform"


def events(org: str = ORG) -> list[Event]:
    """The events in the order noted, without positions."""
    return [replace(event, source=f"/orgs/{org}") for event in (*_organisation(), *_growth(), *_platform(), *_next())]


def at_positions(org: str = ORG) -> list[Event]:
    """The events as a log would hold them."""
    return [replace(event, position=place) for place, event in enumerate(events(org), 1)]


def event(
    id: str, type: str, subject: str, when: str, data: dict[str, Any], *, noted: str | None = None, **more: Any
) -> Event:
    """An event at nine o'clock, UTC, of a day like `02-03`, noted then too unless another day is given."""
    line = {
        "specversion": "1.0",
        "id": id,
        "source": f"/orgs/{ORG}",
        "type": type,
        "subject": subject,
        "time": instant(when),
        "notedat": instant(noted or when),
        "actor": "dana",
        "data": data,
        **more,
    }
    return catalogue.decode(json.dumps(line).encode())


def instant(day: str) -> str:
    year = "" if len(day) == 10 else "2026-"
    return f"{year}{day}T09:00:00Z"


def noon(day: str) -> dt.datetime:
    """Noon, UTC, of a day in 2026."""
    return dt.datetime.fromisoformat(f"2026-{day}T12:00:00+00:00")


def _organisation() -> list[Event]:
    opened = {"name": "First quarter", "start": "2026-01-01", "end": "2026-03-31", "kind": "quarter"}
    review = {"review": "mid", "kind": "priorities", "at": "2026-02-16T09:00:00Z", "required": ["sofia"]}
    last = {"review": "end", "kind": "end_of_cycle", "at": "2026-03-30T09:00:00Z", "required": ["sofia"]}
    held = {"review": "mid", "at": "2026-02-16T09:00:00Z", "attendees": ["sofia"]}
    cycle = f"cycle/{CYCLE}"
    return [
        event("O1", "organisation.registered", "org", "2025-12-01", {"name": "Acme & Söhne"}),
        event("O2", "unit.registered", "org", "2025-12-01", {"unit": "growth", "name": "Growth"}),
        event("O3", "unit.registered", "org", "2025-12-01", {"unit": "platform", "name": f"Platform {SCRIPT}"}),
        event("O4", "role.granted", "org", "2025-12-01", {"person": "sofia", "role": "sponsor"}),
        event("O5", "policy.set", "org", "2025-12-02", {"parameters": {"timezone": "Asia/Tokyo"}, "reason": "home"}),
        event("C1", "cycle.opened", cycle, "2025-12-15", opened, origin="import"),
        event("C2", "review.scheduled", cycle, "2025-12-15", review),
        event("C3", "review.scheduled", cycle, "2025-12-15", last),
        event("C4", "review.held", cycle, "02-16", held),
    ]


def _growth() -> list[Event]:
    link = {"trade_off": "t1", "shift": "S1", "credit": "D1"}
    return [
        event("G1", "capacity.declared", GROWTH, "01-05", {"points": 12}),
        event("G2", "objective.committed", GROWTH, "01-05", {"objective": "o1", "title": "Customers stay"}),
        event("G3", "objective.committed", GROWTH, "01-05", {"objective": "o2", "title": "Nobody waits"}),
        *[key_result(f"G{4 + n}", GROWTH, "01-05", f"k{1 + n}", points) for n, points in enumerate((2, 2, 3, 3))],
        event("G8", "initiative.committed", GROWTH, "01-05", _initiative),
        event("G9", "baseline.locked", GROWTH, "01-08", {"approved_by": "sofia"}),
        check_in("I1", "k1", "01-15", 3.0, 0.7),
        check_in("I2", "k1", "02-12", 6.0, 0.5),
        key_result("S1", GROWTH, "02-02", "n1", 3, onbehalfof="sofia"),
        event("D1", "commitment.dropped", GROWTH, "02-04", {"item": "k4", "reason": "to make room"}),
        event("T1", "trade_off.recorded", GROWTH, "02-04", link),
        key_result("S2", GROWTH, "03-02", "n2", 2, title=f"Leads {SCRIPT} a week", onbehalfof="sofia"),
        event("R1", "priority.ranked", GROWTH, "03-03", {"objective": "o2", "rank": 1}),
        key_result("S4", GROWTH, "03-04", "n4", 0.2),
        key_result("S3", GROWTH, "03-25", "n3", 1.5),
    ]


_initiative = {"initiative": "i1", "title": "Call every customer", "key_result": "k1", "points": 0, "owner": "ben"}


def _platform() -> list[Event]:
    return [
        event("P1", "objective.committed", PLATFORM, "01-06", {"objective": "o1", "title": "Releases are boring"}),
        key_result("P2", PLATFORM, "01-06", "k1", 4, owner="kim"),
        key_result("P3", PLATFORM, "01-06", "k2", 16),
        event("W1", "commitment.reweighted", PLATFORM, "02-17", {"item": "k1", "points": 6}),
        event("B1", "change_budget.drawn", PLATFORM, "02-20", {"shift": "W1"}, noted="03-20"),
    ]


def _next() -> list[Event]:
    opened = {"name": "Second quarter", "start": "2026-04-01", "end": "2026-06-30", "kind": "quarter"}
    return [event("N1", "cycle.opened", "cycle/2026-q2", "03-26", opened)]


def key_result(id: str, plan: str, when: str, name: str, points: float, title: str = "", **more: Any) -> Event:
    data = {"key_result": name, "objective": "o1", "title": title or f"Measure {name} moves from 0 to 10"}
    numbers = {"start": 0, "target": 10, "points": points}
    given = {"owner": more.pop("owner")} if "owner" in more else {}
    return event(id, "key_result.committed", plan, when, {**data, **numbers, **given}, **more)


def check_in(id: str, item: str, when: str, value: float, confidence: float) -> Event:
    data = {"value": value, "confidence": confidence}
    return event(id, "check_in.recorded", f"check-ins/{CYCLE}/growth/{item}", when, data)
