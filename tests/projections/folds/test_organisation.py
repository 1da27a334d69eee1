"""The organisation as it stands after its events."""

from __future__ import annotations

import datetime as dt
from typing import Any

from events import catalogue
from events.facts import organisation as facts
from projections.folds import organisation
from projections.folds.organisation import Organisation, Unit, roles_of
from tests.projections.story import on
from tests.projections.words import ORG, Fact, granted, policy, revoked


def said(type_: str, **data: Any) -> Fact:
    return Fact(type_, data, ORG)


def after(*told: Fact) -> Organisation:
    """The organisation after these events."""
    state = Organisation()
    for number, fact in enumerate(told, 1):
        state = organisation.evolve(state, on("01-05", f"e{number}", fact))
    return state


def roles(*told: Fact, unit: str = "growth", cycle: str = "2026-q1", day: int = 3) -> tuple[str, ...]:
    """Dana's roles on a day of February."""
    return roles_of(after(*told), "dana", cycle, unit, dt.datetime(2026, 2, day, 9, tzinfo=dt.UTC))


REGISTERED = said("unit.registered", unit="growth", name="Growth", parent="top")


def test_every_fact_of_the_organisation_is_read() -> None:
    read = {
        "organisation.registered",
        "unit.registered",
        "unit.moved",
        "unit.closed",
        "person.registered",
        "policy.set",
    }
    read |= {"role.granted", "role.revoked", "outcome.set", "outcome.retired"}
    assert {fact.type_ for fact in catalogue.facts_of(facts)} == read


def test_it_has_a_name_and_people() -> None:
    state = after(said("organisation.registered", name="Acme"), said("person.registered", person="dana"))
    assert (state.name, state.people) == ("Acme", frozenset({"dana"}))


def test_units_are_registered_moved_and_closed() -> None:
    assert after(REGISTERED).units["growth"] == Unit("growth", "Growth", "top")
    assert after(REGISTERED, said("unit.moved", unit="growth")).units["growth"].parent is None
    assert after(REGISTERED, said("unit.closed", unit="growth")).units["growth"].closed
    assert after(said("unit.moved", unit="x"), said("unit.closed", unit="x")).units == {}


def test_outcomes_are_set_and_retired() -> None:
    state = after(said("outcome.set", outcome="o", year=2026, text="we grow"))
    assert state.outcomes == {"o": "we grow"}
    assert (
        organisation.evolve(state, on("02-01", "r", said("outcome.retired", outcome="o", reason="done"))).outcomes == {}
    )


def test_a_role_holds_within_its_scope() -> None:
    assert roles(granted("dana", "sponsor")) == ("sponsor",)
    assert roles(granted("dana", "sponsor", unit="growth", cycle="2026-q1")) == ("sponsor",)
    assert roles(granted("dana", "sponsor", unit="sales")) == roles(granted("dana", "sponsor", cycle="2025-q4")) == ()
    assert roles(granted("omar", "sponsor")) == ()


def test_a_role_ends_with_the_day_that_it_is_granted_until() -> None:
    assert roles(granted("dana", "owner", until="2026-02-03")) == ("owner",)
    assert roles(granted("dana", "owner", until="2026-02-03"), day=4) == ()
    assert roles(granted("dana", "owner", until="2026-02-03T08:59:59Z")) == ()
    assert roles(granted("dana", "owner", until="2026-02-03T09:00:00Z")) == ("owner",)


def test_roles_are_told_in_the_order_granted() -> None:
    assert roles(granted("dana", "member"), granted("dana", "admin")) == ("member", "admin")


def test_a_role_is_revoked_where_it_was_granted_or_everywhere() -> None:
    here, there = granted("dana", "sponsor", unit="growth"), granted("dana", "sponsor", unit="sales")
    assert roles(here, there, revoked("dana", "sponsor", unit="growth")) == ()
    assert roles(here, there, revoked("dana", "sponsor", unit="growth"), unit="sales") == ("sponsor",)
    assert roles(here, there, revoked("dana", "sponsor"), unit="sales") == ()
    assert roles(here, revoked("dana", "owner"), revoked("omar", "sponsor")) == ("sponsor",)


def test_the_policy_is_the_one_set_last() -> None:
    assert after(policy(grace_wd=3), policy(grace_wd=7, nonsense=1)).policy.grace_wd == 7
