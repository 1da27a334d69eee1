"""What each event does to a plan; what names no item of the plan, or says nothing new, does nothing."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any

from tests.second.plan import Item, Plan
from tests.second.read import Told, number


def apply(plan: Plan, event: Told) -> None:
    """The plan is as the event leaves it."""
    data = event.data
    kind, _, act = event.type.partition(".")
    if event.type == "cycle.extended":
        plan.end = dt.date.fromisoformat(data["end"])
    elif kind == "capacity":
        _capacity(plan, act, data)
    elif act == "committed":
        _commit(plan, kind, event)
    elif kind == "check_in":
        _check_in(plan, event)
    elif event.type == "key_result.replaced":
        _close(plan, data["key_result"], "replaced", event)
    elif act in ("dropped", "deferred"):
        _close(plan, data["item"], act, event)
    elif act == "reinstated":
        _reopen(plan, data["item"], event)
    else:
        named = [data[name] for name in ("item", "key_result", "initiative", "objective") if name in data]
        if named and named[0] in plan.items:
            _change(plan, plan.items[named[0]], event.type, data)


def _capacity(plan: Plan, act: str, data: dict[str, Any]) -> None:
    points = Fraction(data["points"])
    if act == "declared":
        plan.capacity = points
        if not plan.locked:
            plan.budget = number(data.get("change_budget"))
    else:
        before = plan.promised or Fraction(0) if plan.capacity is None else plan.capacity
        plan.capacity = before + (points if act == "added" else -points)


def _commit(plan: Plan, kind: str, event: Told) -> None:
    data = event.data
    above = data.get("objective") if kind == "key_result" else data.get("key_result") if kind == "initiative" else None
    if data[kind] in plan.items or (above is not None and above not in plan.items):
        return
    due = data.get("due")
    item = Item(
        id=data[kind],
        kind=kind,
        committed=event,
        under=above,
        points=number(data.get("points")),
        start=number(data.get("start")),
        target=number(data.get("target")),
        due=dt.date.fromisoformat(due) if due else None,
        sponsor=data.get("sponsor"),
        priority=data.get("priority"),
        taken_up=max(event.time, event.noted),
    )
    plan.promise(item)
    plan.items[item.id] = item
    if kind == "objective":
        plan.ranks.insert((data.get("rank") or len(plan.ranks) + 1) - 1, item.id)


def _check_in(plan: Plan, event: Told) -> None:
    told = plan.check_ins.setdefault(event.subject.split("/")[-1], {})
    if event.type == "check_in.recorded":
        told[event.id] = dict(event.data)
    elif event.type == "check_in.corrected" and event.data["check_in"] in told:
        corrected = {name: event.data[name] for name in ("value", "confidence") if event.data.get(name) is not None}
        told[event.data["check_in"]] |= corrected


def _close(plan: Plan, name: str, status: str, event: Told) -> None:
    item = plan.items.get(name)
    if item is None or item.status != "open":
        return
    for each in plan.branch(item):
        if each.status == "open":
            each.status, each.closed_by = status, event.id
    if item.id in plan.ranks:
        plan.ranks.remove(item.id)


def _reopen(plan: Plan, name: str, event: Told) -> None:
    item = plan.items.get(name)
    if item is None or item.status == "open":
        return
    closing = item.closed_by
    for each in plan.items.values() if item.kind == "objective" else [item]:
        if each.closed_by == closing:
            each.status, each.closed_by, each.taken_up = "open", None, max(event.time, event.noted)
    if item.kind == "objective":
        plan.ranks.append(item.id)


def _change(plan: Plan, item: Item, type_: str, data: dict[str, Any]) -> None:
    match type_:
        case "commitment.reweighted":
            item.points = Fraction(data["points"])
        case "key_result.retargeted":
            first = item.target is None
            item.target = Fraction(data["target"])
            item.reference = item.target if first else item.reference
        case "key_result.remeasured":
            item.start = number(data["start"]) if "start" in data else item.start
            if "target" in data:
                item.target = item.reference = number(data["target"])
        case "key_result.rescheduled":
            item.due = dt.date.fromisoformat(data["due"])
        case "key_result.moved":
            item.under = data["objective"]
        case "initiative.completed":
            item.completed = True
        case "key_result.graded":
            item.grade = Fraction(data["grade"])
        case "sponsor.changed":
            item.sponsor = data.get("to")
        case "commitment.relabelled" | "priority.relabelled":
            item.priority = data["priority"]
        case "priority.ranked":
            if item.id in plan.ranks:
                plan.ranks.remove(item.id)
                plan.ranks.insert(data["rank"] - 1, item.id)
        case _:
            pass
