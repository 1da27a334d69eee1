"""The baseline of a plan, decided."""

from __future__ import annotations

import datetime as dt

from tests.projections.story import a_plan
from tests.projections.words import dropped, initiative, locked, objective, opened, policy, revised
from tests.services.decisions.grammar import given, wish

LOCK = wish("baseline.lock")
REVISE = wish("baseline.revise", reason="a new plan", approved_by="sofia")


def on(day: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    return dt.datetime(2026, 1, day, hour, minute, tzinfo=dt.UTC)


def test_a_plan_is_locked() -> None:
    given(opened(), objective("aim")).when(LOCK).then(locked())
    given(opened(), initiative("i1")).when(LOCK).then(locked())


def test_a_second_lock_is_refused_by_the_first() -> None:
    story = given(opened(), objective("aim"), locked())
    story.when(LOCK).refused("locked by g2 at 2026-02-01T10:00:00Z; `baseline.revise`")
    given(opened(), objective("aim")).when(LOCK, LOCK).refused("locked by r.1 at 2026-02-02T09:00:00Z")


def test_a_plan_without_an_open_item_is_not_locked() -> None:
    given(opened()).when(LOCK).refused("no open item to promise; `objective.commit`")
    given(opened(), objective("aim"), dropped("aim")).when(LOCK).refused("no open item")


def test_a_locked_baseline_is_revised_as_often_as_it_takes() -> None:
    given(opened(), objective("aim")).when(LOCK, REVISE, REVISE).then(locked(), revised(), revised())


def test_an_assumed_baseline_is_revised() -> None:
    story = given(a_plan(20, k1=3))
    story.when(REVISE, now=on(16, 0)).then(revised())
    story.when(REVISE, now=on(15, 23)).refused("assumed only at 2026-01-15T23:59:59Z; `baseline.lock` makes one")


def test_the_policy_says_when_a_baseline_is_assumed() -> None:
    story = given(policy(assumed_lock_wd=3, timezone="America/New_York"), a_plan(20, k1=3))
    story.when(REVISE, now=on(7, 4, 59)).refused("assumed only at 2026-01-07T04:59:59Z")
    story.when(REVISE, now=on(7, 5)).done()
