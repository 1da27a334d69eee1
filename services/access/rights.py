"""The rights of whoever asks: the roles held, and whether one of them reaches what is to be done. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from msgspec import Struct

from projections.calendar import calendar_of
from projections.folds.organisation import Organisation
from services.access.table import REACH


class Scope(Struct, frozen=True):
    """A cycle, a unit, a unit's share of a cycle; without both the whole organisation."""

    cycle: str | None = None
    unit: str | None = None

    def covers(self, other: Scope) -> bool:
        """Whether the other lies within this one."""
        return self.cycle in (None, other.cycle) and self.unit in (None, other.unit)

    def __str__(self) -> str:
        named = (("cycle", self.cycle), ("unit", self.unit))
        return " and ".join(f"the {kind} {name}" for kind, name in named if name is not None) or "the organisation"


EVERYWHERE = Scope()


class Holding(Struct, frozen=True):
    """A role that somebody holds, where, and until when it lasts; without an end for good."""

    role: str
    scope: Scope = EVERYWHERE
    until: dt.datetime | None = None


def granted(state: Organisation | None, person: str, at: dt.datetime) -> tuple[Holding, ...]:
    """What the person holds at an instant, by the organisation's own events."""
    if state is None:
        return ()
    calendar = calendar_of(state.policy)
    held = (
        Holding(grant.role, Scope(grant.cycle, grant.unit), calendar.moment(grant.until) if grant.until else None)
        for grant in state.grants
        if grant.person == person
    )
    return tuple(each for each in held if lasts(each, at))


def lasts(holding: Holding, at: dt.datetime) -> bool:
    """Whether the role is held at an instant."""
    return holding.until is None or at <= holding.until


def allowing(held: Iterable[Holding], action: str, on: Scope) -> Holding | None:
    """The one that allows the action on the scope, and for the longest; None, where none does."""
    found = [each for each in held if reaches(each, action, on)]
    return max(found, key=lambda each: (each.until is None, each.until), default=None)


def reaches(holding: Holding, action: str, on: Scope) -> bool:
    """Whether a role reaches so far; one that the table does not know reaches nothing."""
    match REACH[action].get(holding.role, "-"):
        case "all":
            return True
        case "scope":
            return holding.scope.covers(on)
    return False


def of_subject(subject: str) -> Scope:
    """The scope of a stream, or of those that begin so and end with `/`: a cycle, a plan, the organisation."""
    match subject.removesuffix("/").split("/"):
        case ["cycle" | "plan" | "check-ins", cycle]:
            return Scope(cycle)
        case ["plan" | "check-ins", cycle, unit, *_]:
            return Scope(cycle, unit)
    return EVERYWHERE


def told(held: Iterable[Holding]) -> str:
    """The roles and where they are held, for a refusal."""
    return ", ".join(f"{each.role} of {each.scope}" for each in held) or "no role"
