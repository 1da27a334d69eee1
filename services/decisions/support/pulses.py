"""Pulses: how a unit answered a question. Too few answers are recorded all the same, and suppressed where read."""

from __future__ import annotations

from events.facts.support import PulseRecorded
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision
from services.decisions.organisation.units import existing


def record(case: Case, wish: PulseRecorded) -> Stated:
    """The mean of the unit's answers is noted, with how many there were."""
    existing(case.organisation, wish.unit, "unit")
    if wish.responses == 0:
        raise Refused("nobody answered, so there is no mean; expected one response at least", "responses")
    return case.states(wish)


COMMANDS = {"pulse.record": Decision(PulseRecorded, record)}
