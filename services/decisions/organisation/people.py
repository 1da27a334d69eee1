"""People: registered under a pseudonym. Who is not registered may act all the same."""

from __future__ import annotations

from events.facts.organisation import PersonRegistered
from services.decisions.case import Case, Refused, Stated
from services.decisions.command import Decision


def register(case: Case, wish: PersonRegistered) -> Stated:
    """The person is known."""
    if wish.person in case.organisation.people:
        raise Refused(f"{wish.person} is registered already; expected a pseudonym that nobody has", "person")
    return case.states(wish)


COMMANDS = {"person.register": Decision(PersonRegistered, register)}
