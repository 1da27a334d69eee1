"""One item of a plan as JSON: what a plan's answer has of it, with its check-ins."""

from __future__ import annotations

import datetime as dt
from typing import Any

from msgspec import Struct

from projections.folds.check_in import CheckIns
from projections.standings.standing import Standing, Unknown, listed
from services.http.nesting import plan_body
from services.http.plan_bodies import InitiativeBody, KeyResultBody, ObjectiveBody, PlanAnswer, PlanBody


class CheckInBody(Struct, frozen=True, kw_only=True):
    """A check-in, by its event, as corrected so far: when it took effect, and when it was noted."""

    event: str
    at: dt.datetime
    noted: dt.datetime
    value: float | None
    confidence: float | None
    note: str | None
    blocker: str | None
    next_step: str | None
    slot: dt.date | None


class ItemAnswer(Struct, frozen=True, kw_only=True):
    """An item by itself: one of `objective`, `key_result`, `initiative` holds it, as `kind` says; the others are null.

    A key result has its check-ins in the order noted, and the slots that passed without one.
    """

    cycle: str
    unit: str
    item: str
    kind: str
    objective: ObjectiveBody | None
    key_result: KeyResultBody | None
    initiative: InitiativeBody | None
    check_ins: tuple[CheckInBody, ...]
    missed: tuple[dt.date, ...]
    links: dict[str, str]
    position: int


def plan_answer(org: str, cycle: str, unit: str, standing: Standing) -> PlanAnswer:
    """The answer about a plan."""
    body = plan_body(org, cycle, unit, standing)
    return PlanAnswer(**{name: getattr(body, name) for name in PlanBody.__struct_fields__}, position=standing.position)


def item_answer(org: str, cycle: str, unit: str, item: str, standing: Standing, when: str = "") -> ItemAnswer:
    """The answer about an item; `when` is how a message says the moment. Raises Unknown with what there is."""
    plan, check_ins = standing.plans(cycle)[unit], standing.check_ins(cycle, unit)
    known = plan.items.get(item)
    if known is None:
        raise Unknown(f"the plan of {unit} in {cycle} has no item {item}{when}; {listed(list(plan.items))}")
    spoken = check_ins.get(item, CheckIns()) if known.kind == "key_result" else CheckIns()
    at = f"/v1/orgs/{org}/cycles/{cycle}/plans/{unit}"
    body = _found(plan_body(org, cycle, unit, standing), known.kind, item)
    held: dict[str, Any] = {"objective": None, "key_result": None, "initiative": None, known.kind: body}
    return ItemAnswer(
        cycle=cycle,
        unit=unit,
        item=item,
        kind=known.kind,
        **held,
        check_ins=_check_ins(spoken),
        missed=spoken.missed,
        links={
            "self": f"{at}/items/{item}",
            "plan": at,
            "diff": f"/v1/orgs/{org}/cycles/{cycle}/diff?unit={unit}&item={item}",
        },
        position=standing.position,
    )


def _found(plan: PlanBody, kind: str, item: str) -> ObjectiveBody | KeyResultBody | InitiativeBody:
    key_results = [each for objective in plan.objectives for each in objective.key_results]
    initiatives = [*plan.initiatives, *(each for key_result in key_results for each in key_result.initiatives)]
    among: dict[str, Any] = {"objective": plan.objectives, "key_result": key_results, "initiative": initiatives}
    found: ObjectiveBody | KeyResultBody | InitiativeBody = next(e for e in among[kind] if getattr(e, kind) == item)
    return found


def _check_ins(check_ins: CheckIns) -> tuple[CheckInBody, ...]:
    return tuple(
        CheckInBody(
            event=entry.id,
            at=entry.at,
            noted=entry.noted,
            value=entry.value,
            confidence=entry.confidence,
            note=entry.note,
            blocker=entry.blocker,
            next_step=entry.next_step,
            slot=entry.slot,
        )
        for entry in check_ins.entries
    )
