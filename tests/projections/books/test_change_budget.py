"""What was set aside for change, and who drew on it."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import (
    declared,
    drawn,
    key_result,
    locked,
    reweighted,
)

LOCKED = a_locked_plan(k1=3, k2=2, k3=4)
SHIFT = on("02-03", "S1", key_result("n1", 3))


def test_the_change_budget_is_a_tenth_of_the_capacity() -> None:
    judged = given(LOCKED, SHIFT, on("02-04", "B", drawn("S1"))).judged()
    assert (judged.amounts("S1"), judged.said("B")) == ((3, 2, 1), ["change_budget_spent"])


def test_a_draw_within_the_change_budget_shows_nothing() -> None:
    judged = given(LOCKED, SHIFT, on("02-04", "B1", drawn("S1", 1)), on("02-05", "B2", drawn("S1", 1))).judged()
    assert (judged.amounts("S1"), judged.said("B1"), judged.said("B2")) == ((3, 2, 1), [], [])


def test_a_draw_for_more_than_the_shift_needs_takes_what_it_needs() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 1)), on("02-04", "B", drawn("S1", 99)))
    assert (story.judged().amounts("S1"), story.judged().said("B")) == ((1, 1, 0), [])


def test_the_change_budget_declared_before_the_lock_counts_and_a_later_one_does_not() -> None:
    plan = [*a_plan(k1=3), on("01-08", "C", declared(20, change_budget=1)), on("01-12", "L", locked())]
    later = on("02-02", "C2", declared(20, change_budget=9))
    assert given(plan, later, SHIFT, on("02-04", "B", drawn("S1"))).judged().amounts("S1") == (3, 1, 2)


def test_a_change_budget_of_nothing_is_nothing() -> None:
    plan = [*a_plan(k1=3), on("01-08", "C", declared(20, change_budget=0)), on("01-12", "L", locked())]
    judged = given(plan, SHIFT, on("02-04", "B", drawn("S1"))).judged()
    assert (judged.amounts("S1"), judged.said("B")) == ((3, 0, 3), ["change_budget_spent"])


def test_what_is_undone_gives_the_change_budget_back() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-04", "B1", drawn("S1")),
        on("02-05", "U", reweighted("n1", 0.5)),
        on("02-06", "S2", key_result("n2", 3)),
        on("02-06", "B2", drawn("S2")),
    )
    judged = story.judged()
    assert (judged.amounts("S1"), judged.amounts("S2")) == ((0.5, 0.5, 0), (3, 1.5, 1.5))
