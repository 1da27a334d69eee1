"""The organisation itself: registered once."""

from __future__ import annotations

from events.facts.organisation import OrganisationRegistered
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision


def register(case: Case, wish: OrganisationRegistered) -> Stated:
    """The organisation has its name."""
    name = case.organisation.name
    if name:
        raise Refused(f"the organisation was registered already, as {name!r}; expected this once in its record", "name")
    return case.states(wish)


COMMANDS = {"organisation.register": Decision(OrganisationRegistered, register)}
