"""The baseline of a plan: locked once, and revised as often as it is promised anew."""

from __future__ import annotations

import datetime as dt

from events.facts.plan import BaselineLocked, BaselineRevised
from projections.books.lock import assumed_at
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision


def lock(case: Case, wish: BaselineLocked) -> Stated:
    """The plan is promised as it stands: from here on its books must balance."""
    plan = case.plan
    if plan.locked_by is not None and plan.locked_at is not None:
        says = f"the baseline was locked by {plan.locked_by} at {_told(plan.locked_at)}"
        raise Refused(f"{says}; `baseline.revise` records that the plan is promised anew")
    if all(item.status != "open" for item in plan.items.values()):
        raise Refused("the plan has no open item to promise; `objective.commit` and `key_result.commit` put some in")
    return case.states(wish)


def revise(case: Case, wish: BaselineRevised) -> Stated:
    """The plan is promised anew; there was a promise before, locked or assumed."""
    if is_planned(case) and case.cycle.start is not None:
        assumed = assumed_at(case.organisation.policy, case.cycle.start)
        says = f"the plan has no baseline yet: none was locked, and one is assumed only at {_told(assumed)}"
        raise Refused(f"{says}; `baseline.lock` makes one")
    return case.states(wish)


def is_planned(case: Case) -> bool:
    """Whether the plan is still being made: its baseline is neither locked nor assumed."""
    start = case.cycle.start
    return case.plan.locked_by is None and (start is None or case.now <= assumed_at(case.organisation.policy, start))


def _told(moment: dt.datetime) -> str:
    return moment.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


COMMANDS = {
    "baseline.lock": Decision(BaselineLocked, lock),
    "baseline.revise": Decision(BaselineRevised, revise),
}
