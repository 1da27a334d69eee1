"""Rights: a grant reaches what it was made for, until it is over."""

from __future__ import annotations

import datetime as dt
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.catalogue import Event
from events.facts.organisation import PolicySet, RoleGranted, RoleRevoked
from events.terms import Fact, When
from projections.folds.organisation import Organisation, evolve
from services.access.rights import EVERYWHERE, Holding, Scope, allowing, granted, of_subject, reaches
from services.access.table import ACTIONS, ROLES

AT = dt.datetime(2026, 3, 1, 12, tzinfo=dt.UTC)
NAMES = st.none() | st.sampled_from(["a", "b"])
SCOPES = st.builds(Scope, NAMES, NAMES)
HOLDINGS = st.builds(Holding, st.sampled_from([*ROLES, "boss"]), SCOPES)


def organisation(*facts: Fact) -> Organisation:
    events = [
        Event(
            specversion="1.0",
            id=f"e{n}",
            source="/orgs/acme",
            type=fact.type_,
            subject="org",
            time=AT,
            actor="ana",
            data=fact,
        )
        for n, fact in enumerate(facts)
    ]
    return reduce(evolve, events, Organisation())


def test_a_person_holds_what_was_granted_and_not_revoked() -> None:
    state = organisation(
        RoleGranted(person="ben", role="consultant", cycle="q1"),
        RoleGranted(person="ben", role="owner", unit="growth"),
        RoleGranted(person="eva", role="admin"),
        RoleRevoked(person="ben", role="owner"),
    )
    assert granted(state, "ben", AT) == (Holding("consultant", Scope("q1")),)
    assert granted(state, "nobody", AT) == granted(None, "ben", AT) == ()


def test_a_grant_ends_by_itself_at_the_end_of_its_day() -> None:
    state = organisation(
        PolicySet(parameters={"timezone": "America/New_York"}, reason="there"),
        RoleGranted(person="ben", role="consultant", until=When("2026-03-01")),
    )
    end = dt.datetime(2026, 3, 2, 5, tzinfo=dt.UTC)  # midnight in New York
    assert granted(state, "ben", end - dt.timedelta(seconds=1))
    assert not granted(state, "ben", end + dt.timedelta(seconds=1))


@pytest.mark.parametrize(
    ("subject", "scope"),
    [
        ("org", EVERYWHERE),
        ("cycle/q1", Scope("q1")),
        ("plan/q1/", Scope("q1")),
        ("plan/q1/growth/", Scope("q1", "growth")),
        ("plan/", EVERYWHERE),
        ("plan/q1/growth", Scope("q1", "growth")),
        ("check-ins/q1/growth/k1", Scope("q1", "growth")),
        ("decision/d1", EVERYWHERE),
        ("plan", EVERYWHERE),
        ("", EVERYWHERE),
    ],
)
def test_a_stream_belongs_to_a_scope(subject: str, scope: Scope) -> None:
    assert of_subject(subject) == scope


@given(st.lists(HOLDINGS, max_size=4), st.sampled_from(ACTIONS), SCOPES)
def test_what_is_allowed_is_allowed_by_one_that_reaches_so_far(held: list[Holding], action: str, on: Scope) -> None:
    found = allowing(held, action, on)
    assert (found is not None) == any(reaches(each, action, on) for each in held)
    assert found is None or found in held


@given(HOLDINGS, st.sampled_from(ACTIONS), SCOPES, NAMES, NAMES)
def test_who_may_do_it_to_all_may_do_it_to_each_part(
    holding: Holding, action: str, on: Scope, cycle: str | None, unit: str | None
) -> None:
    narrower = Scope(on.cycle or cycle, on.unit or unit)
    assert reaches(holding, action, narrower) or not reaches(holding, action, on)


@given(st.sampled_from(ACTIONS), SCOPES)
def test_a_role_that_nobody_knows_reaches_nothing(action: str, on: Scope) -> None:
    assert not reaches(Holding("boss"), action, on)


def test_the_longest_of_two_grants_counts() -> None:
    soon, late = (Holding("consultant", until=AT + dt.timedelta(days=n)) for n in (1, 2))
    assert allowing([late, soon], "log.read", EVERYWHERE) == late
    always = Holding("consultant")
    assert allowing([late, always, soon], "log.read", EVERYWHERE) == always
