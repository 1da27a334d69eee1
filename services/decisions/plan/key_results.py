"""Key results: committed, replaced, carried over from another cycle, moved to another objective, graded."""

from __future__ import annotations

from events.facts.plan import (
    KeyResultCarriedOver,
    KeyResultCommitted,
    KeyResultGraded,
    KeyResultMoved,
    KeyResultReplaced,
)
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision
from services.decisions.plan.items import free, known, pursued, unchanged
from services.decisions.plan.measures import consistent, timely


def commit(case: Case, wish: KeyResultCommitted) -> Stated:
    """The key result is part of the plan, under an open objective."""
    free(case.plan, wish.key_result, "key_result")
    pursued(case.plan, wish.objective, "objective", "objective")
    consistent(wish)
    if wish.due is not None:
        timely(case, wish.due)
    return case.states(wish)


def replace(case: Case, wish: KeyResultReplaced) -> Stated:
    """The key result is given up for another one, which is open."""
    pursued(case.plan, wish.key_result, "key_result", "key_result")
    if wish.by == wish.key_result:
        raise Refused(f"{wish.by} cannot take its own place; expected another open key result", "by")
    pursued(case.plan, wish.by, "by", "key_result")
    return case.states(wish)


def carry_over(case: Case, wish: KeyResultCarriedOver) -> Stated:
    """The key result continues one of another cycle, whatever became of that one."""
    item = pursued(case.plan, wish.key_result, "key_result", "key_result")
    cycle, unit, earlier = wish.from_.split("/")
    if cycle == case.subject.split("/")[1]:
        says = f"{wish.from_} is of this cycle; expected a key result of an earlier one, cycle/unit/key_result"
        raise Refused(f"{says} (`key_result.move` and `key_result.replace` are for those of this plan)", "from")
    path = f"plan/{cycle}/{unit}"
    known(case.known.state(path), earlier, "from", "key_result", where=path)
    unchanged(item, "origin", item.carried_from, wish.from_, "from")
    return case.states(wish)


def move(case: Case, wish: KeyResultMoved) -> Stated:
    """The key result belongs to another open objective of the plan."""
    item = pursued(case.plan, wish.key_result, "key_result", "key_result")
    pursued(case.plan, wish.objective, "objective", "objective")
    unchanged(item, "objective", item.parent, wish.objective, "objective")
    return case.states(wish)


def grade(case: Case, wish: KeyResultGraded) -> Stated:
    """The key result has its grade, also one that was given up."""
    known(case.plan, wish.key_result, "key_result", "key_result")
    return case.states(wish)


COMMANDS = {
    "key_result.commit": Decision(KeyResultCommitted, commit),
    "key_result.replace": Decision(KeyResultReplaced, replace),
    "key_result.carry_over": Decision(KeyResultCarriedOver, carry_over),
    "key_result.move": Decision(KeyResultMoved, move),
    "key_result.grade": Decision(KeyResultGraded, grade),
}
