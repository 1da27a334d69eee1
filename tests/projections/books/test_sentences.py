"""The findings in words: what moved, what paid for it, what was tried, and advice that can be taken."""

from __future__ import annotations

import pytest

from events.catalogue import Event
from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    accepted,
    drawn,
    dropped,
    initiative,
    key_result,
    reinstated,
    rescheduled,
    retargeted,
    reweighted,
    traded,
    withdrawn,
)

LOCKED = a_locked_plan(20, k1=3, k2=2)
ADDED = on("02-03", "S1", key_result("n1", 3))


def says(*events: Event, as_of: str = "03-31") -> str:
    return given(LOCKED, *events).judged(as_of).shift("S1").says


def test_a_change_is_told_with_what_it_was_before() -> None:
    assert "heavier (4 instead of 3)" in says(on("02-03", "S1", reweighted("k1", 4)))
    assert "raised (20 instead of 10)" in says(on("02-03", "S1", retargeted("k1", 20)))
    assert "due earlier (2026-02-20 instead of 2026-03-31)" in says(on("02-03", "S1", rescheduled("k1", "02-20")))
    assert "withdrawn from the plan (16 instead of 20)" in says(on("02-03", "S1", withdrawn(4)))


def test_an_initiative_is_named_and_not_the_key_result_that_it_serves() -> None:
    assert says(on("02-03", "S1", initiative("desk", 1, key_result="k1"))).startswith("Initiative “desk” was added")


def test_what_paid_is_told_by_its_kind() -> None:
    given_up = on("02-04", "D1", dropped("k2"))
    budget = says(ADDED, on("02-04", "B", drawn("S1")))
    assert budget.endswith(": only 2 points out of the change budget; 1 point covered by nothing.")
    budget = says(ADDED, given_up, on("02-04", "B", drawn("S1", 1)), on("02-05", "T", traded("S1", "D1")))
    assert budget.endswith(": 2 points given up for it in time, 1 point out of the change budget.")
    late = says(ADDED, on("02-20", "D1", dropped("k1")), on("02-20", "T", traded("S1", "D1")))
    assert late.endswith(": 3 points given up for it after the grace.")
    both = says(ADDED, given_up, on("02-05", "T", traded("S1", "D1")), on("02-06", "O", accepted("S1", 1)))
    assert both.endswith(": 2 points given up for it in time, 1 point accepted on top by a sponsor.")


def test_part_in_time_and_part_late_are_told_apart() -> None:
    told = says(
        ADDED,
        on("02-04", "D1", dropped("k2")),
        on("02-05", "T1", traded("S1", "D1", 1)),
        on("02-20", "D2", dropped("k1")),
        on("02-20", "T2", traded("S1", "D2")),
    )
    assert told.endswith(": 1 point given up for it in time, 2 points given up for it after the grace.")


def test_a_late_draw_on_the_change_budget_is_told_with_the_budget() -> None:
    given_up = [on("02-04", "D1", dropped("k2")), on("02-05", "T", traded("S1", "D1"))]
    told = says(ADDED, *given_up, on("02-23", "B", drawn("S1")))
    assert told.endswith(": 2 points given up for it in time, 1 point out of the change budget.")


def test_what_was_tried_and_does_not_count_is_not_told_as_nothing() -> None:
    assert says(ADDED).endswith(": nothing was given up for it.")
    other = [on("02-03", "S2", key_result("n2", 1)), on("02-04", "O", accepted("S2", 1))]
    assert says(ADDED, *other).endswith(": nothing was given up for it.")
    assert says(ADDED, on("02-04", "T", traded("S1", "absent"))).endswith(": nothing that counts was given up for it.")
    back = says(
        ADDED,
        on("02-04", "D1", dropped("k1")),
        on("02-05", "T", traded("S1", "D1")),
        on("03-02", "R", reinstated("k1")),
    )
    assert back.endswith(": what had been given up for it was taken back.")


@pytest.mark.parametrize(("taken", "advised"), [(1.0, True), (2.0, False)])
def test_overload_is_advised_only_while_the_cap_has_room(taken: float, advised: bool) -> None:
    story = given(
        LOCKED,
        on("02-03", "S0", key_result("n0", 2)),
        on("02-04", "O", accepted("S0", taken)),
        on("02-04", "S1", key_result("n1", 3)),
    )
    assert ("sponsor" in story.judged("03-01").shift("S1").clears) is advised


def test_what_overload_covered_of_a_shift_that_is_gone_leaves_room_again() -> None:
    story = given(
        LOCKED,
        on("02-03", "S0", key_result("n0", 2)),
        on("02-04", "O", accepted("S0", 2)),
        on("02-20", "U", dropped("n0")),
        on("02-23", "S1", key_result("n1", 3)),
    )
    judged = story.judged()
    assert (judged.verdict("S0"), "sponsor" in judged.shift("S1").clears) == ("accepted_overload", True)


def test_a_failed_link_names_what_it_was_for() -> None:
    story = given(LOCKED, ADDED, on("02-04", "T", traded("S1", "absent")))
    assert "for key result “n1”" in story.judged().finding("empty_credit").says
