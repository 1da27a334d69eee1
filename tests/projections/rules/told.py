"""The grammar of the wider rules' tests: what a rule finds, or has too little for, in the cycle of a story.

A test file of a rule has `FIRES`, a story in which it finds something by `LATE`, and `TUNED`, parameters by which it
does not.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from events.catalogue import Event
from projections.books.findings import Finding
from projections.diagnosis.judgement import CycleJudgement
from projections.diagnosis.whole import judge
from tests.projections.story import given, on
from tests.projections.words import CYCLE, PLAN, UNIT, Fact, checked_in, key_result, locked, objective

LATE = "04-30"
SLOTS = ("01-08", "01-15", "01-22", "01-29", "02-05", "02-12", "02-19", "02-26", "03-05", "03-12", "03-19", "03-26")
Story = Event | list[Event]


def judged(*story: Story, as_of: str = LATE, known_at: str | None = None) -> CycleJudgement:
    """The judgement of the cycle beside those of its plans."""
    return judge(given(*story).timeline(as_of, known_at), CYCLE)[1]


def findings(rule: str, *story: Story, as_of: str = LATE, known_at: str | None = None) -> list[Finding]:
    """What the rule finds."""
    return [each for each in judged(*story, as_of=as_of, known_at=known_at).findings if each.finding == rule]


def found(rule: str, *story: Story, as_of: str = LATE, known_at: str | None = None) -> list[str]:
    """What it finds something of: `cycle`, a unit, or `unit/item`."""
    prefix = f"plan/{CYCLE}/"
    ids = [each.id for each in findings(rule, *story, as_of=as_of, known_at=known_at)]
    return [id_.removeprefix(prefix) if id_.startswith(prefix) else id_.partition("/")[0] for id_ in ids]


def too_few(rule: str, *story: Story, as_of: str = LATE) -> list[tuple[str, int, int]]:
    """Of what it says nothing, how many there are, and how many it asks for."""
    suppressed = [each for each in judged(*story, as_of=as_of).suppressed if each.rule == rule]
    return [(each.plan.split("/")[2] if "plan/" in each.plan else "cycle", each.n, each.min_n) for each in suppressed]


def of_kind(kind: str, start: str = "2026-01-01", end: str = "2026-03-31", cycle: str = CYCLE) -> Event:
    """The opening of a cycle of a kind."""
    data = {"name": cycle, "start": start, "end": end, "kind": kind, "check_in_every_days": 7}
    return on(f"{start} 00:00", f"opened-{cycle}", Fact("cycle.opened", data, f"cycle/{cycle}"))


def in_pilot(story: list[Event]) -> list[Event]:
    """The same in a cycle that is a pilot."""
    return [of_kind("pilot"), *(event for event in story if event.type != "cycle.opened")]


def in_unit(unit: str, events: list[Event]) -> list[Event]:
    """The same in another unit's plan."""
    path = f"{CYCLE}/{UNIT}"
    moved = [(event, event.subject.replace(path, f"{CYCLE}/{unit}")) for event in events]
    return [replace(event, id=f"{unit}-{event.id}", subject=subject) for event, subject in moved]


def earlier(number: int, *key_results: Fact, value: float | None = None) -> list[Event]:
    """A quarter of 2025, locked, with key results of the unit, on each of which a value was read at its end."""
    cycle, month = f"2025-q{number}", 3 * number - 2
    start, last = f"2025-{month:02}-01", f"2025-{month + 2:02}-28"
    facts = [objective("aim"), *key_results, locked()]
    told = [of_kind("quarter", start, last, cycle)]
    for place, fact in enumerate(facts):
        subject = PLAN.replace(CYCLE, cycle)
        told.append(on(f"2025-{month:02}-03", f"{cycle}-{place}", replace(fact, subject=subject)))
    for fact in key_results if value is not None else ():
        name = fact.data["key_result"]
        said = replace(checked_in(name, value), subject=f"check-ins/{cycle}/{UNIT}/{name}")
        told.append(on(f"2025-{month + 2:02}-20", f"{cycle}-said-{name}", said))
    return told


def committed(name: str = "k1", day: str = "01-07", **fields: Any) -> Event:
    """A key result of 3 points, as it is promised."""
    return on(day, name, key_result(name, 3, **fields))


def check_ins(name: str, days: Any = SLOTS, **more: Any) -> list[Event]:
    """A check-in on a key result on each of the days."""
    return [on(day, f"{name}-{day}", checked_in(name, float(n), **more)) for n, day in enumerate(days)]


def scheduled(name: str, day: str, kind: str = "check_in", required: tuple[str, ...] = ("sofia",)) -> Event:
    """A review that is to be held."""
    data = {"review": name, "kind": kind, "at": f"2026-{day}T10:00:00Z", "required": list(required)}
    return on("01-02", f"{name}-scheduled", Fact("review.scheduled", data, f"cycle/{CYCLE}"))


def held(name: str, day: str, attendees: tuple[str, ...] = ("sofia",), **delegates: str) -> Event:
    """A review that was held."""
    data = {"review": name, "at": f"2026-{day}T10:00:00Z", "attendees": list(attendees), "delegates": delegates}
    return on(f"{day} 11:00", f"{name}-held", Fact("review.held", data, f"cycle/{CYCLE}"))
