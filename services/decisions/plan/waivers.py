"""Waivers: granted, where a rule does not apply to a subject. A rule of a later version may be named before it is."""

from __future__ import annotations

from events.facts.plan import WaiverGranted
from services.decisions.case import Case, Stated
from services.decisions.command import Decision
from services.decisions.plan.amounts import lasting


def grant(case: Case, wish: WaiverGranted) -> Stated:
    """The rule does not apply to the subject, until the waiver expires."""
    lasting(case, wish.expires)
    return case.states(wish)


COMMANDS = {"waiver.grant": Decision(WaiverGranted, grant)}
