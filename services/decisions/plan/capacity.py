"""The capacity of a plan: declared, added, withdrawn. Undeclared it is the sum of the items' points."""

from __future__ import annotations

from events.facts.plan import CapacityAdded, CapacityDeclared, CapacityWithdrawn
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision
from services.decisions.plan.amounts import counted, some
from services.decisions.plan.baseline import is_planned
from services.decisions.plan.items import told


def declare(case: Case, wish: CapacityDeclared) -> Stated:
    """The pool holds the points; of them the change budget is set aside, as declared before where it is left out."""
    plan = case.plan
    budget = plan.change_budget if wish.change_budget is None else wish.change_budget
    if budget is not None and budget > wish.points:
        before = "" if wish.change_budget is not None else ", as declared before,"
        says = f"a change budget of {told(budget)}{before} is more than the {counted(wish.points)} of the pool"
        raise Refused(f"{says}; expected at most so many", "change_budget")
    if plan.declared_by is not None and plan.capacity == wish.points and plan.change_budget == budget:
        says = f"the capacity is {told(plan.capacity)} already, and the change budget {_budget(budget)}"
        raise Refused(f"{says}, declared by {plan.declared_by}; expected other points", "points")
    return case.states(wish)


def add(case: Case, wish: CapacityAdded) -> Stated:
    """The pool holds so many points more."""
    some(wish.points, "add nothing")
    _there(case)
    return case.states(wish)


def withdraw(case: Case, wish: CapacityWithdrawn) -> Stated:
    """The pool holds so many points less; one that was declared had at least so many."""
    some(wish.points, "withdraw nothing")
    _there(case)
    capacity = case.plan.capacity
    if case.plan.declared_by is not None and capacity is not None and wish.points > capacity:
        says = f"the pool holds {counted(capacity)}, and {told(wish.points)} cannot be withdrawn"
        raise Refused(f"{says}; expected at most {told(capacity)}", "points")
    return case.states(wish)


def _there(case: Case) -> None:
    """Nothing, where there is a pool: one that was declared, or that which the items of a promised plan make."""
    if case.plan.declared_by is None and is_planned(case):
        raise Refused(
            "the plan has no capacity yet that could change; `capacity.declare` says how much it has", "points"
        )


def _budget(points: object) -> str:
    return "the policy's share" if points is None else told(points)


COMMANDS = {
    "capacity.declare": Decision(CapacityDeclared, declare),
    "capacity.add": Decision(CapacityAdded, add),
    "capacity.withdraw": Decision(CapacityWithdrawn, withdraw),
}
