"""Nests what a plan holds: objectives in their order, the key results under them, and the initiatives under those."""

from __future__ import annotations

from decimal import Decimal

from projections.folds.check_in import CheckIns
from projections.folds.plan import Item, Plan
from projections.folds.ranks import rank
from projections.standings.standing import Standing
from services.http.plan_bodies import InitiativeBody, KeyResultBody, LockBody, ObjectiveBody, PlanBody

Below = dict[str | None, list[Item]]
SILENT = CheckIns()


def plan_body(org: str, cycle: str, unit: str, standing: Standing) -> PlanBody:
    """The plan with what its check-ins say."""
    plan, check_ins = standing.plans(cycle)[unit], standing.check_ins(cycle, unit)
    below = _below(plan)
    objectives = [item for item in plan.items.values() if item.kind == "objective"]
    objectives.sort(key=lambda item: rank(plan.order, item.id) or len(objectives) + 1)
    at = f"/v1/orgs/{org}/cycles/{cycle}"
    return PlanBody(
        cycle=cycle,
        unit=unit,
        capacity=number(plan.capacity),
        change_budget=number(plan.change_budget),
        lock=_lock(plan),
        objectives=tuple(_objective(plan, item, below, check_ins) for item in objectives),
        initiatives=tuple(_initiative(item) for item in below.get(None, ()) if item.kind == "initiative"),
        parked_at=standing.parked_at(cycle, unit),
        links={
            "self": f"{at}/plans/{unit}",
            "findings": f"{at}/findings?unit={unit}",
            "shifts": f"{at}/shifts?unit={unit}",
            "report": f"{at}/report?unit={unit}",
            "cycle": at,
        },
    )


def has_owner(plan: Plan, owner: str) -> bool:
    """Whether the person owns anything that the plan still pursues."""
    return any(item.owner == owner and item.status == "open" for item in plan.items.values())


def number(points: Decimal | None) -> float | None:
    """Points as the JSON number that an event would state them with."""
    return None if points is None else int(points) if points == points.to_integral_value() else float(points)


def _below(plan: Plan) -> Below:
    """The items by what they hang on, each in the order committed."""
    found: Below = {}
    for item in plan.items.values():
        found.setdefault(item.parent, []).append(item)
    return found


def _lock(plan: Plan) -> LockBody | None:
    if plan.locked_by is None or plan.locked_at is None:
        return None
    return LockBody(event=plan.locked_by, at=plan.locked_at, revisions=plan.revisions)


def _objective(plan: Plan, item: Item, below: Below, check_ins: dict[str, CheckIns]) -> ObjectiveBody:
    return ObjectiveBody(
        objective=item.id,
        title=item.title,
        rank=rank(plan.order, item.id),
        status=item.status,
        owner=item.owner,
        sponsor=item.sponsor,
        priority=item.priority,
        points=number(item.points),
        outcome=item.outcome,
        supports=item.supports,
        grade=item.grade,
        key_results=tuple(
            _key_result(child, below.get(child.id, []), check_ins.get(child.id, SILENT))
            for child in below.get(item.id, ())
            if child.kind == "key_result"
        ),
    )


def _key_result(item: Item, initiatives: list[Item], check_ins: CheckIns) -> KeyResultBody:
    return KeyResultBody(
        key_result=item.id,
        objective=item.parent or "",
        title=item.title,
        status=item.status,
        owner=item.owner,
        priority=item.priority,
        points=number(item.points),
        metric=item.metric,
        measured_in=item.measured_in,
        start=item.start,
        target=item.target,
        direction=item.direction,
        due=item.due,
        kind="guardrail" if item.guardrail else "outcome",
        initial_confidence=item.initial_confidence,
        value=check_ins.value,
        confidence=check_ins.confidence,
        checked_in=check_ins.entries[-1].at if check_ins.entries else None,
        grade=item.grade,
        carried_over_from=item.carried_from,
        initiatives=tuple(_initiative(child) for child in initiatives),
    )


def _initiative(item: Item) -> InitiativeBody:
    return InitiativeBody(
        initiative=item.id,
        title=item.title,
        key_result=item.parent,
        status=item.status,
        owner=item.owner,
        priority=item.priority,
        points=number(item.points),
        business_as_usual=item.business_as_usual,
        completed=item.completed,
    )
