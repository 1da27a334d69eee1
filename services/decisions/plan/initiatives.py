"""Initiatives: committed, for a key result or by themselves, and completed."""

from __future__ import annotations

from events.facts.plan import InitiativeCommitted, InitiativeCompleted
from services.decisions.case import Case, Refused, Stated, listed
from services.decisions.command import Decision
from services.decisions.plan.items import free, pursued


def commit(case: Case, wish: InitiativeCommitted) -> Stated:
    """The initiative is part of the plan; the key result that it is for is open."""
    free(case.plan, wish.initiative, "initiative")
    if wish.key_result is not None:
        pursued(case.plan, wish.key_result, "key_result", "key_result")
    return case.states(wish)


def complete(case: Case, wish: InitiativeCompleted) -> Stated:
    """The initiative is done."""
    if pursued(case.plan, wish.initiative, "initiative", "initiative").completed:
        open_ = [each for each in case.plan.items.values() if each.kind == "initiative" and each.status == "open"]
        going_on = listed(each.id for each in open_ if not each.completed)
        raise Refused(f"{wish.initiative} is completed already; expected one that goes on: {going_on}", "initiative")
    return case.states(wish)


COMMANDS = {
    "initiative.commit": Decision(InitiativeCommitted, commit),
    "initiative.complete": Decision(InitiativeCompleted, complete),
}
