"""The change budget: drawn on for a shift. Whether enough is left of it, the rules judge."""

from __future__ import annotations

from events.facts.plan import ChangeBudgetDrawn
from services.decisions.case import Case, Stated
from services.decisions.command import Decision
from services.decisions.plan.amounts import some
from services.decisions.plan.shifts import named


def draw(case: Case, wish: ChangeBudgetDrawn) -> Stated:
    """The shift is paid for out of the points set aside for change."""
    named(case, case.books(case.subject), wish.shift)
    some(wish.points, "pay for nothing (leave them out for all that is needed and left)")
    return case.states(wish)


COMMANDS = {"change_budget.draw": Decision(ChangeBudgetDrawn, draw)}
