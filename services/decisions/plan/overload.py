"""Overload: accepted for a shift that comes on top. Whose word counts, and up to which cap, the rules judge."""

from __future__ import annotations

from events.facts.plan import OverloadAccepted
from services.decisions.case import Case, Stated
from services.decisions.command import Decision
from services.decisions.plan.amounts import lasting, some
from services.decisions.plan.shifts import named


def accept(case: Case, wish: OverloadAccepted) -> Stated:
    """A sponsor's word stands for the shift, until it expires."""
    named(case, case.books(case.subject), wish.shift)
    some(wish.points, "accept nothing")
    lasting(case, wish.expires)
    return case.states(wish)


COMMANDS = {"overload.accept": Decision(OverloadAccepted, accept)}
