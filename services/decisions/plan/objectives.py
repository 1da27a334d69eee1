"""Objectives: committed, aligned with what they serve, and graded."""

from __future__ import annotations

from events.facts.plan import ObjectiveAligned, ObjectiveCommitted, ObjectiveGraded
from services.decisions.case import Case, Refused, Stated, among
from services.decisions.command import Decision
from services.decisions.plan.items import displaceable, free, known, pursued


def commit(case: Case, wish: ObjectiveCommitted) -> Stated:
    """The objective is part of the plan, at its rank; whatever it displaces is open."""
    plan, last = case.plan, len(case.plan.order) + 1
    free(plan, wish.objective, "objective")
    if wish.rank is not None and wish.rank > last:
        raise Refused(f"the rank {wish.rank} is beyond the end; expected 1 to {last}, or none for the last", "rank")
    displaceable(plan, wish.displaced, wish.objective)
    _serves(case, wish.outcome, wish.supports)
    return case.states(wish)


def align(case: Case, wish: ObjectiveAligned) -> Stated:
    """The objective serves what exists."""
    pursued(case.plan, wish.objective, "objective", "objective")
    if wish.outcome is None and wish.supports is None:
        raise Refused("it says not what the objective serves; expected an `outcome`, or an objective it `supports`")
    _serves(case, wish.outcome, wish.supports)
    return case.states(wish)


def grade(case: Case, wish: ObjectiveGraded) -> Stated:
    """The objective has its grade, also one that was given up."""
    known(case.plan, wish.objective, "objective", "objective")
    return case.states(wish)


def _serves(case: Case, outcome: str | None, supports: str | None) -> None:
    outcomes = case.organisation.outcomes
    if outcome is not None and outcomes and outcome not in outcomes:
        raise Refused(f"there is no annual outcome {outcome!r}{among(outcome, outcomes)}", "outcome")
    if supports is None:
        return
    path, _, objective = supports.rpartition("/")
    if f"plan/{path}" == case.subject:
        raise Refused(f"{supports} is of this plan; expected an objective of another, cycle/unit/objective", "supports")
    theirs = f"plan/{path}"
    known(case.known.state(theirs), objective, "supports", "objective", where=theirs)


COMMANDS = {
    "objective.commit": Decision(ObjectiveCommitted, commit),
    "objective.align": Decision(ObjectiveAligned, align),
    "objective.grade": Decision(ObjectiveGraded, grade),
}
