"""Roles: granted for a scope - everywhere, in a cycle, in a unit, or in a unit's share of a cycle - and revoked."""

from __future__ import annotations

from events.facts.organisation import RoleGranted, RoleRevoked
from events.terms import When
from projections.calendar import calendar_of
from projections.folds.organisation import Grant, revokes
from services.decisions.case import Case, Refused, Stated, listed
from services.decisions.command import Decision
from services.decisions.organisation.units import existing


def grant(case: Case, wish: RoleGranted) -> Stated:
    """The person holds the role in the scope named, until it is over."""
    if wish.unit is not None:
        existing(case.organisation, wish.unit, "unit")
    if _over(case, wish.until):
        raise Refused(f"the role would be over before it is granted: `until` is {wish.until}; expected later", "until")
    for held in _held(case, wish.person):
        if (held.role, held.cycle, held.unit) == (wish.role, wish.cycle, wish.unit):
            says = f"{wish.person} is {_told(held)} already"
            raise Refused(f"{says}; expected another role or scope, or `role.revoke` before", "role")
    return case.states(wish)


def revoke(case: Case, wish: RoleRevoked) -> Stated:
    """The person no longer holds the role in the scope named; without one, nowhere."""
    held = _held(case, wish.person)
    if not any(revokes(wish, each) for each in held):
        named = wish.role if (wish.cycle, wish.unit) == (None, None) else _told(wish)
        says = f"{wish.person} is not {named}"
        raise Refused(f"{says}; what {wish.person} holds: {listed(_told(each) for each in held)}", "role")
    return case.states(wish)


def _held(case: Case, person: str) -> list[Grant]:
    """What the person holds when the command takes effect, in the order granted."""
    return [each for each in case.organisation.grants if each.person == person and not _over(case, each.until)]


def _over(case: Case, until: When | None) -> bool:
    return until is not None and calendar_of(case.organisation.policy).moment(until) < case.at


def _told(grant: Grant | RoleRevoked) -> str:
    scope = " ".join(f"in {name}" for name in (grant.cycle, grant.unit) if name is not None) or "everywhere"
    until = f" until {grant.until}" if isinstance(grant, Grant) and grant.until is not None else ""
    return f"{grant.role} {scope}{until}"


COMMANDS = {
    "role.grant": Decision(RoleGranted, grant),
    "role.revoke": Decision(RoleRevoked, revoke),
}
