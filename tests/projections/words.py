"""Short words for what happens in these tests' stories, each the fact that it names."""

from __future__ import annotations

from typing import Any

from msgspec import Struct
from msgspec.structs import replace

CYCLE, UNIT = "2026-q1", "growth"
PLAN, ORG = f"plan/{CYCLE}/{UNIT}", "org"


class Fact(Struct, frozen=True):
    """What is said to have happened: a type and its fields, on a stream; without one it is the plan of the story."""

    type: str
    data: dict[str, Any]
    subject: str = PLAN


def opened(start: str = "2026-01-01", end: str = "2026-03-31", every: int = 7, cycle: str = CYCLE) -> Fact:
    data = {"name": cycle, "start": start, "end": end, "kind": "quarter", "check_in_every_days": every}
    return Fact("cycle.opened", data, f"cycle/{cycle}")


def extended(end: str, reason: str = "the fair moved") -> Fact:
    return Fact("cycle.extended", {"end": end, "reason": reason, "approved_by": "sofia"}, f"cycle/{CYCLE}")


def closed() -> Fact:
    return Fact("cycle.closed", {}, f"cycle/{CYCLE}")


def policy(**parameters: Any) -> Fact:
    return Fact("policy.set", {"parameters": parameters, "reason": "agreed"}, ORG)


def granted(person: str, role: str, **scope: Any) -> Fact:
    return Fact("role.granted", {"person": person, "role": role, **scope}, ORG)


def revoked(person: str, role: str, **scope: Any) -> Fact:
    return Fact("role.revoked", {"person": person, "role": role, **scope}, ORG)


def declared(points: float, **more: Any) -> Fact:
    return Fact("capacity.declared", {"points": points, **more})


def capacity_added(points: float, **more: Any) -> Fact:
    return Fact("capacity.added", {"points": points, "reason": "two hired", **more})


def withdrawn(points: float, reason: str = "an incident") -> Fact:
    return Fact("capacity.withdrawn", {"points": points, "reason": reason})


def objective(name: str, **more: Any) -> Fact:
    return Fact("objective.committed", {"objective": name, "title": name, **more})


def key_result(name: str, points: float | None = None, *, of: str = "aim", **more: Any) -> Fact:
    numbers = {"start": 0, "target": 10} if "target" not in more else {}
    weight = {} if points is None else {"points": points}
    return Fact(
        "key_result.committed", {"key_result": name, "objective": of, "title": name, **numbers, **weight, **more}
    )


def initiative(name: str, points: float | None = None, **more: Any) -> Fact:
    weight = {} if points is None else {"points": points}
    return Fact("initiative.committed", {"initiative": name, "title": name, **weight, **more})


def completed(name: str) -> Fact:
    return Fact("initiative.completed", {"initiative": name})


def retargeted(name: str, target: float, reason: str | None = "the board asks") -> Fact:
    return Fact("key_result.retargeted", {"key_result": name, "target": target, **_because(reason)})


def rescheduled(name: str, due: str, reason: str | None = "the board meets earlier") -> Fact:
    return Fact("key_result.rescheduled", {"key_result": name, "due": full(due), **_because(reason)})


def remeasured(name: str, reason: str = "a better metric", **more: Any) -> Fact:
    return Fact("key_result.remeasured", {"key_result": name, "reason": reason, **more})


def replaced(name: str, by: str, reason: str = "a better measure") -> Fact:
    return Fact("key_result.replaced", {"key_result": name, "by": by, "reason": reason})


def moved(name: str, to: str) -> Fact:
    return Fact("key_result.moved", {"key_result": name, "objective": to})


def reweighted(item: str, points: float, reason: str | None = "an estimate") -> Fact:
    return Fact("commitment.reweighted", {"item": item, "points": points, **_because(reason)})


def dropped(item: str, reason: str | None = "to make room") -> Fact:
    return Fact("commitment.dropped", {"item": item, **_because(reason)})


def deferred(item: str, reason: str | None = "next quarter") -> Fact:
    return Fact("commitment.deferred", {"item": item, **_because(reason)})


def reinstated(item: str) -> Fact:
    return Fact("commitment.reinstated", {"item": item, "reason": "a customer asked"})


def ranked(name: str, rank: int, *displaced: str) -> Fact:
    return Fact("priority.ranked", {"objective": name, "rank": rank, "displaced": displaced})


def relabelled(item: str, priority: str, *displaced: str) -> Fact:
    return Fact("priority.relabelled", {"item": item, "priority": priority, "displaced": displaced})


def locked() -> Fact:
    return Fact("baseline.locked", {})


def revised(reason: str = "a new plan") -> Fact:
    return Fact("baseline.revised", {"reason": reason, "approved_by": "sofia"})


def traded(shift: str, credit: str, points: float | None = None) -> Fact:
    share = {} if points is None else {"points": points}
    return Fact("trade_off.recorded", {"trade_off": "t", "shift": shift, "credit": credit, **share})


def drawn(shift: str, points: float | None = None) -> Fact:
    return Fact("change_budget.drawn", {"shift": shift} if points is None else {"shift": shift, "points": points})


def accepted(shift: str, points: float, sponsor: str = "sofia", **more: Any) -> Fact:
    return Fact(
        "overload.accepted", {"shift": shift, "points": points, "sponsor": sponsor, "reason": "we stretch", **more}
    )


def checked_in(name: str, value: float | None = None, **more: Any) -> Fact:
    number = {} if value is None else {"value": value}
    return Fact("check_in.recorded", {**number, **more}, f"check-ins/{CYCLE}/{UNIT}/{name}")


def corrected(name: str, check_in: str, value: float) -> Fact:
    data = {"check_in": check_in, "value": value, "reason": "a typing error"}
    return Fact("check_in.corrected", data, f"check-ins/{CYCLE}/{UNIT}/{name}")


def decided(name: str) -> Fact:
    data = {"question": "Which?", "options": ["this", "that"], "choice": "this", "decided_by": ["sofia"]}
    return Fact("decision.recorded", data, f"decision/{name}")


def undecided(name: str) -> Fact:
    return Fact("decision.reversed", {"reason": "it did not work"}, f"decision/{name}")


def elsewhere(unit: str, fact: Fact, cycle: str = CYCLE) -> Fact:
    """The same in another unit's plan."""
    return replace(fact, subject=f"plan/{cycle}/{unit}")


def _because(reason: str | None) -> dict[str, str]:
    return {} if reason is None else {"reason": reason}


def full(day: str) -> str:
    """A day or an instant with its year; without one it is in the year of the stories."""
    return day if day[:4].isdigit() else f"2026-{day}"
