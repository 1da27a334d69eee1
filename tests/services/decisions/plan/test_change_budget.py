"""The change budget, decided. Which shift it is drawn on for is decided in `test_shifts`."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, on
from tests.projections.words import drawn, key_result
from tests.services.decisions.grammar import given, wish

SHIFTED = given(a_locked_plan(20, k1=3), on("01-20", "shift", key_result("n", 2)))


def test_the_change_budget_is_drawn_on_also_beyond_what_is_left() -> None:
    SHIFTED.when(wish("change_budget.draw", shift="shift")).then(drawn("shift"))
    SHIFTED.when(wish("change_budget.draw", shift="shift", points=500)).then(drawn("shift", 500))


def test_no_points_pay_for_nothing() -> None:
    says = "0 points pay for nothing (leave them out for all that is needed and left); expected more than 0"
    SHIFTED.when(wish("change_budget.draw", shift="shift", points=0)).refused(says, "points")
