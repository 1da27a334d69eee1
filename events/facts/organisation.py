"""Stream `org`: the organisation, its units, people, roles, policy and annual outcomes."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import Meta

from events.terms import Fact, Id, Person, Text, Title, When

Role = Literal["admin", "governance_lead", "sponsor", "champion", "owner", "member", "consultant", "reader"]
ParameterValue = bool | int | float | str | list[str]

STREAM = "org"


class OrganisationRegistered(Fact, frozen=True, kw_only=True):
    """The organisation keeps its record here from now on."""

    type_: ClassVar[str] = "organisation.registered"
    name: Title


class UnitRegistered(Fact, frozen=True, kw_only=True):
    """A unit exists, under its parent where it has one."""

    type_: ClassVar[str] = "unit.registered"
    unit: Id
    name: Title
    parent: Id | None = None


class UnitMoved(Fact, frozen=True, kw_only=True):
    """A unit belongs to another parent; without one it stands at the top."""

    type_: ClassVar[str] = "unit.moved"
    unit: Id
    parent: Id | None = None


class UnitClosed(Fact, frozen=True, kw_only=True):
    """A unit no longer exists."""

    type_: ClassVar[str] = "unit.closed"
    unit: Id
    reason: Text | None = None


class PersonRegistered(Fact, frozen=True, kw_only=True):
    """A person is known by a pseudonym; the name and the address live outside the log, where they can be erased."""

    type_: ClassVar[str] = "person.registered"
    person: Person


class RoleGranted(Fact, frozen=True, kw_only=True):
    """A person holds a role: everywhere, or in a cycle, in a unit, until an instant."""

    type_: ClassVar[str] = "role.granted"
    person: Person
    role: Role
    cycle: Id | None = None
    unit: Id | None = None
    until: When | None = None


class RoleRevoked(Fact, frozen=True, kw_only=True):
    """A person no longer holds a role in the scope named."""

    type_: ClassVar[str] = "role.revoked"
    person: Person
    role: Role
    cycle: Id | None = None
    unit: Id | None = None
    reason: Text | None = None


class PolicySet(Fact, frozen=True, kw_only=True):
    """Parameters of the policy have new values; those not named keep theirs."""

    type_: ClassVar[str] = "policy.set"
    parameters: dict[Annotated[str, Meta(min_length=1, max_length=64)], ParameterValue]
    reason: Text


class OutcomeSet(Fact, frozen=True, kw_only=True):
    """An annual strategic outcome is set, to which objectives can be linked."""

    type_: ClassVar[str] = "outcome.set"
    outcome: Id
    year: Annotated[int, Meta(ge=1900, le=9999)]
    text: Title


class OutcomeRetired(Fact, frozen=True, kw_only=True):
    """An annual outcome is pursued no longer."""

    type_: ClassVar[str] = "outcome.retired"
    outcome: Id
    reason: Text
