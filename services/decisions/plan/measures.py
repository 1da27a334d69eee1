"""What a key result is measured by: its target, its day, its metric."""

from __future__ import annotations

import datetime as dt

from events.facts.plan import KeyResultCommitted, KeyResultRemeasured, KeyResultRescheduled, KeyResultRetargeted
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision
from services.decisions.plan.items import pursued, told, unchanged

REMEASURED = ("metric", "measured_in", "start", "target")


def retarget(case: Case, wish: KeyResultRetargeted) -> Stated:
    """The key result has the target, on whichever side of its start: no event could turn its direction round."""
    item = pursued(case.plan, wish.key_result, "key_result", "key_result")
    unchanged(item, "target", item.target, wish.target, "target")
    return case.states(wish)


def reschedule(case: Case, wish: KeyResultRescheduled) -> Stated:
    """The key result is due on the day."""
    item = pursued(case.plan, wish.key_result, "key_result", "key_result")
    unchanged(item, "due date", item.due, wish.due, "due")
    timely(case, wish.due)
    return case.states(wish)


def remeasure(case: Case, wish: KeyResultRemeasured) -> Stated:
    """The key result is measured as said; what is not said stays."""
    item = pursued(case.plan, wish.key_result, "key_result", "key_result")
    given = {name: getattr(wish, name) for name in REMEASURED if getattr(wish, name) is not None}
    if not given:
        raise Refused(f"it says not how {item.id} is measured now; expected {', '.join(REMEASURED)}, or some of them")
    if all(getattr(item, name) == value for name, value in given.items()):
        raise Refused(f"{item.id} is measured so already; expected another {' or '.join(given)}", next(iter(given)))
    return case.states(wish)


def timely(case: Case, due: dt.date) -> None:
    """Nothing, where what is due on a day can be of the cycle; past its end it may be due, and weighs nothing."""
    start = case.cycle.start
    if start is not None and due < start:
        raise Refused(f"the due date {due} is before the cycle; expected {start} or later", "due")


def consistent(wish: KeyResultCommitted) -> None:
    """Nothing, where start, target and direction do not contradict each other. `maintain` goes with all numbers."""
    start, target = wish.start, wish.target
    if start is None or target is None:
        return
    if wish.direction == "increase" and target < start:
        side, other = "below", "decrease"
    elif wish.direction == "decrease" and target > start:
        side, other = "above", "increase"
    else:
        return
    says = f"the direction is {wish.direction}, and the target {told(target)} is {side} the start {told(start)}"
    raise Refused(f"{says}; expected {other}, no direction, or other numbers", "direction")


COMMANDS = {
    "key_result.retarget": Decision(KeyResultRetargeted, retarget),
    "key_result.reschedule": Decision(KeyResultRescheduled, reschedule),
    "key_result.remeasure": Decision(KeyResultRemeasured, remeasure),
}
