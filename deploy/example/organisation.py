"""Lindhaven, a maker of freight software with some 240 people: who they are, what the year is for, which policy holds.

People are pseudonyms, the names of birds; who is behind one stands nowhere in the log.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from deploy.example.pen import moment, written
from deploy.example.units import UNITS
from events.catalogue import Event
from events.facts import organisation as facts
from events.terms import Fact

CHIEF_EXECUTIVE, GOVERNANCE_LEAD, ADMINISTRATOR, BOARD, COACH = "albatross", "owl", "wren", "condor", "stork"
REGISTERED, YEAR_BEGINS = dt.datetime(2025, 3, 3, 7, tzinfo=dt.UTC), dt.datetime(2025, 12, 15, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
OUTCOMES_2025 = (
    ("paying-hauliers", "Two thousand small hauliers pay for the planner"),
    ("quiet-nights", "No customer loses sight of a lorry at night"),
)
OUTCOMES = (
    ("planning-time", "A dispatcher plans the day in under twenty minutes"),
    ("net-retention", "Net revenue retention reaches 110 %"),
    ("recurring-revenue", "Annual recurring revenue reaches EUR 18 million"),
    ("trusted-platform", "No customer loses an hour to us in the autumn peak"),
    ("green-miles", "One empty mile in ten disappears from our customers' routes"),
)


def registration() -> Iterator[Event]:
    """The organisation as it stands before its pilot, what each year is for, and what was set about it later."""
    minutes = iter(range(1440))

    def write(id_: str, by: str, fact: Fact) -> Event:
        return written("org", id_, REGISTERED + MINUTE * next(minutes), by, fact)

    yield write("lindhaven-registered", ADMINISTRATOR, facts.OrganisationRegistered(name="Lindhaven Freight Software"))
    for unit in UNITS:
        fact = facts.UnitRegistered(unit=unit.id, name=unit.name, parent=unit.parent)
        yield write(f"{unit.id}-registered", ADMINISTRATOR, fact)
    for role in _roles():
        scope = f"-{role.unit}" if role.unit else ""
        yield write(f"{role.person}-{role.role}{scope}", ADMINISTRATOR, role)
    for outcome, text in OUTCOMES_2025:
        yield write(f"{outcome}-set", CHIEF_EXECUTIVE, facts.OutcomeSet(outcome=outcome, year=2025, text=text))
    for minute, (outcome, text) in enumerate(OUTCOMES):
        of_2026 = facts.OutcomeSet(outcome=outcome, year=2026, text=text)
        yield written("org", f"{outcome}-set", YEAR_BEGINS + MINUTE * minute, CHIEF_EXECUTIVE, of_2026)
    yield from _rules()


def _roles() -> Iterator[facts.RoleGranted]:
    yield facts.RoleGranted(person=ADMINISTRATOR, role="admin")
    yield facts.RoleGranted(person=GOVERNANCE_LEAD, role="governance_lead")
    yield facts.RoleGranted(person=CHIEF_EXECUTIVE, role="sponsor")
    yield facts.RoleGranted(person=BOARD, role="reader")
    yield facts.RoleGranted(person=COACH, role="consultant")
    for unit in UNITS:
        yield facts.RoleGranted(person=unit.sponsor, role="sponsor", unit=unit.id)
        yield facts.RoleGranted(person=unit.champion, role="champion", unit=unit.id)
        for owner in unit.owners:
            yield facts.RoleGranted(person=owner, role="owner", unit=unit.id)


def _rules() -> Iterator[Event]:
    policy = facts.PolicySet(
        parameters={"timezone": "Europe/Copenhagen", "grace_wd": 5, "change_budget": 0.1, "overload_cap": 0.1},
        reason="Agreed by the management team after the first half: a week to say what gives way, a tenth on top",
    )
    yield written("org", "policy-for-the-third-quarter", moment("06-15 09:00"), GOVERNANCE_LEAD, policy)
    retired = facts.OutcomeRetired(outcome="green-miles", reason="No unit could commit to it this year")
    yield written("org", "green-miles-retired", moment("06-22 13:00"), CHIEF_EXECUTIVE, retired)
    # Plans are judged by what was noted at their lock, so this one changes nothing about the third quarter.
    stricter = facts.PolicySet(parameters={"overload_cap": 0.05}, reason="For the fourth quarter: sales used all of it")
    yield written("org", "policy-for-the-fourth-quarter", moment("09-21 09:00"), GOVERNANCE_LEAD, stricter)
