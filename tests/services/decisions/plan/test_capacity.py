"""The capacity of a plan, decided."""

from __future__ import annotations

from typing import Any

from tests.projections.words import capacity_added, declared, locked, objective, opened, withdrawn
from tests.services.decisions.grammar import Wish, given, wish


def declare(points: float, **more: Any) -> Wish:
    return wish("capacity.declare", points=points, **more)


def add(points: float, **more: Any) -> Wish:
    return wish("capacity.add", points=points, reason="two hired", **more)


def withdraw(points: float) -> Wish:
    return wish("capacity.withdraw", points=points, reason="an incident")


def test_a_capacity_is_declared_with_its_change_budget() -> None:
    given(opened()).when(declare(20, change_budget=20)).then(declared(20, change_budget=20))
    given(opened()).when(declare(0)).then(declared(0))


def test_a_change_budget_above_the_points_is_refused() -> None:
    wished = declare(20, change_budget=20.5)
    given(opened()).when(wished).refused("a change budget of 20.5 is more than the 20 points", "change_budget")


def test_a_change_budget_that_stays_has_to_fit_the_new_points() -> None:
    story = given(opened(), declared(20, change_budget=3))
    story.when(declare(2)).refused("a change budget of 3, as declared before, is more than the 2 points")
    story.when(declare(2, change_budget=0.5)).done()


def test_what_is_declared_already_is_refused() -> None:
    story = given(opened(), declared(20, change_budget=3))
    story.when(declare(20)).refused("20 already, and the change budget 3, declared by g1", "points")
    story.when(declare(20, change_budget=3)).refused("expected other points", "points")
    given(opened(), declared(20)).when(declare(20)).refused("the policy's share", "points")
    story.when(declare(20, change_budget=2)).done()
    story.when(declare(21)).done()


def test_what_came_together_by_additions_can_be_declared() -> None:
    given(opened(), capacity_added(3)).when(declare(3)).then(declared(3))


def test_points_are_added_and_withdrawn() -> None:
    story = given(opened(), declared(20))
    story.when(add(2.5, approved_by="sofia")).then(capacity_added(2.5, approved_by="sofia"))
    story.when(withdraw(20)).then(withdrawn(20))


def test_what_nobody_declared_changes_only_once_the_plan_is_promised() -> None:
    begun = opened(start="2026-02-01")  # two days ago: no baseline is assumed yet
    for wished in (add(2), withdraw(2)):
        given(begun, objective("aim")).when(wished).refused("`capacity.declare` says how much it has", "points")
        given(begun, objective("aim"), locked()).when(wished).done()
        given(opened(), objective("aim")).when(wished).done()


def test_no_points_are_refused() -> None:
    given(opened()).when(add(0)).refused("0 points add nothing; expected more than 0", "points")
    given(opened()).when(withdraw(0)).refused("0 points withdraw nothing", "points")


def test_no_more_is_withdrawn_than_a_declared_capacity_holds() -> None:
    story = given(opened(), declared(20), capacity_added(1))
    story.when(withdraw(22)).refused("holds 21 points, and 22 cannot be withdrawn; expected at most 21", "points")
    story.when(withdraw(20), withdraw(2)).refused("holds 1 point, and 2 cannot", "points")


def test_what_nobody_declared_is_added_to_and_withdrawn_from() -> None:
    given(opened()).when(add(2), withdraw(5)).then(capacity_added(2), withdrawn(5))
