"""The class of what was noted after the lock: B reorders, C lowers, D is accountability, E the baseline."""

from __future__ import annotations

from copy import copy
from typing import Any

from tests.second.plan import Item, Plan
from tests.second.policy import Policy
from tests.second.read import Told

ACCOUNTABILITY = ("owner.changed", "sponsor.changed", "key_result.moved", "commitment.reworded")
LOWERING = ("commitment.dropped", "commitment.deferred", "key_result.replaced")
BASELINE = ("baseline.revised", "cycle.extended")


class Before:
    """What a plan was before an event."""

    def __init__(self, plan: Plan) -> None:
        self.items = {name: copy(item) for name, item in plan.items.items()}
        self.dues = {name: plan.due(item) for name, item in plan.items.items()}
        self.ranks = list(plan.ranks)


def class_of(event: Told, before: Before, plan: Plan, policy: Policy) -> str | None:
    """The class of an event beside A, by what it changed."""
    if event.type in BASELINE:
        return "E"
    if event.type == "capacity.added":
        return "C"
    name = named(event.data)
    if name is None or name not in plan.items:
        return None
    now, was = plan.items[name], before.items.get(name)
    if was is None:
        return "B" if event.type == "objective.committed" and into_top(name, before, plan, policy) else None
    if event.type in ACCOUNTABILITY or event.type == "key_result.remeasured":
        return "D"
    if event.type == "key_result.retargeted" and was.target is None:
        return "D"
    if lowered(event, was, now, plan, policy, plan.due(now) > before.dues[name]):
        return "C"
    if event.type == "priority.ranked":
        return "B" if ranked_up(name, before, plan, policy) else None
    if event.type == "priority.relabelled" and was.priority and now.priority and now.priority < was.priority:
        return "B"
    return None


def named(data: dict[str, Any]) -> str | None:
    """The item that an event is about."""
    return next((data[name] for name in ("item", "key_result", "initiative", "objective") if name in data), None)


def lowered(event: Told, was: Item, now: Item, plan: Plan, policy: Policy, later: bool) -> bool:
    """Whether less is asked of an item than before."""
    if event.type in LOWERING:
        return was.status == "open" and now.status != "open"
    if event.type == "commitment.reweighted":
        return plan.weight(now, policy) < plan.weight(was, policy)
    if event.type == "key_result.retargeted" and was.target is not None and now.target is not None:
        start = now.start or 0
        return abs(now.target - start) < abs(was.target - start)
    return event.type == "key_result.rescheduled" and later


def into_top(name: str, before: Before, plan: Plan, policy: Policy) -> bool:
    """Whether an objective is among the first and was not; the last of all pushes nothing down."""
    top = int(policy["rank_top"])
    return name in plan.ranks[:top] and name not in before.ranks[:top] and name != plan.ranks[-1]


def ranked_up(name: str, before: Before, plan: Plan, policy: Policy) -> bool:
    """Whether an objective went up by so many places that something gives way."""
    if name not in before.ranks or name not in plan.ranks:
        return False
    up = before.ranks.index(name) - plan.ranks.index(name)
    return up >= int(policy["rank_jump"]) or into_top(name, before, plan, policy)
