"""The organisation: its units, who holds which role, its annual outcomes, and the policy in force."""

from __future__ import annotations

import datetime as dt

from msgspec import Struct
from msgspec.structs import replace

from events.catalogue import Event
from events.facts import organisation as facts
from events.terms import When
from projections import policy as policies
from projections.calendar import calendar_of
from projections.policy import Policy


class Unit(Struct, frozen=True):
    """A unit of the organisation, under its parent where it has one."""

    id: str
    name: str
    parent: str | None = None
    closed: bool = False


class Grant(Struct, frozen=True):
    """A role that a person holds, in the scope it was granted for."""

    person: str
    role: str
    cycle: str | None = None
    unit: str | None = None
    until: When | None = None


class Organisation(Struct, frozen=True):
    """What is known of the organisation itself."""

    name: str = ""
    units: dict[str, Unit] = {}
    grants: tuple[Grant, ...] = ()
    people: frozenset[str] = frozenset()
    outcomes: dict[str, str] = {}
    outcome_years: dict[str, int] = {}
    policy: Policy = policies.DEFAULT


def evolve(state: Organisation, event: Event) -> Organisation:
    """The organisation after an event of its stream."""
    match event.data:
        case facts.OrganisationRegistered(name=name):
            return replace(state, name=name)
        case facts.UnitRegistered() | facts.UnitMoved() | facts.UnitClosed():
            return _unit(state, event.data)
        case facts.PersonRegistered(person=person):
            return replace(state, people=state.people | {person})
        case facts.RoleGranted(person=person, role=role, cycle=cycle, unit=unit, until=until):
            return replace(state, grants=(*state.grants, Grant(person, role, cycle, unit, until)))
        case facts.RoleRevoked() as fact:
            return replace(state, grants=tuple(grant for grant in state.grants if not revokes(fact, grant)))
        case facts.OutcomeSet(outcome=outcome, year=year, text=text):
            years = {**state.outcome_years, outcome: year}
            return replace(state, outcomes={**state.outcomes, outcome: text}, outcome_years=years)
        case facts.OutcomeRetired(outcome=outcome):
            return replace(state, outcomes={known: text for known, text in state.outcomes.items() if known != outcome})
        case facts.PolicySet():
            return replace(state, policy=policies.evolve(state.policy, event))
    return state


def _unit(state: Organisation, fact: facts.UnitRegistered | facts.UnitMoved | facts.UnitClosed) -> Organisation:
    known = state.units.get(fact.unit)
    match fact:
        case facts.UnitRegistered(unit=unit, name=name, parent=parent):
            known = Unit(unit, name, parent)
        case facts.UnitMoved(parent=parent) if known:
            known = replace(known, parent=parent)
        case facts.UnitClosed() if known:
            known = replace(known, closed=True)
    return replace(state, units={**state.units, fact.unit: known}) if known else state


def revokes(fact: facts.RoleRevoked, grant: Grant) -> bool:
    """Whether a grant is over by a revocation: one of its very scope, or one that names none."""
    return (grant.person, grant.role) == (fact.person, fact.role) and (
        (fact.cycle, fact.unit) == (None, None) or (grant.cycle, grant.unit) == (fact.cycle, fact.unit)
    )


def roles_of(state: Organisation, person: str, cycle: str, unit: str, at: dt.datetime) -> tuple[str, ...]:
    """The roles that a person holds for a unit in a cycle at an instant, in the order granted."""
    return tuple(grant.role for grant in grants_of(state, person, cycle, at) if grant.unit in (None, unit))


def grants_of(state: Organisation, person: str, cycle: str, at: dt.datetime) -> tuple[Grant, ...]:
    """What a person holds in a cycle at an instant, for whichever unit, in the order granted."""
    calendar = calendar_of(state.policy)
    return tuple(
        grant
        for grant in state.grants
        if grant.person == person
        and grant.cycle in (None, cycle)
        and (grant.until is None or at <= calendar.moment(grant.until))
    )
