"""What covered a shift that was undone is free for others, and stays shown."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    dropped,
    key_result,
    reinstated,
    reweighted,
    traded,
)

LOCKED = a_locked_plan(k1=3, k2=2, k3=4)
SHIFT = on("02-03", "S1", key_result("n1", 3))


def test_what_covered_a_shift_undone_late_is_free_for_others_and_stays_shown() -> None:
    story = given(
        LOCKED,
        SHIFT,
        on("02-04", "D", dropped("k1")),
        on("02-05", "T1", traded("S1", "D")),
        on("02-20", "U", dropped("n1")),
        on("02-23", "S2", key_result("n2", 3)),
        on("02-24", "T2", traded("S2", "D")),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.amounts("S1"), judged.flags("S1")) == ("traded", (3, 3, 0), {"reversed_late"})
    assert (judged.verdict("S2"), float(judged.books.credits["D"].claimed)) == ("traded", 3)


def test_coverage_above_what_is_left_is_freed_from_the_latest_link_first() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 5)),
        on("02-04", "D1", dropped("k1")),
        on("02-04", "D2", dropped("k2")),
        on("02-05", "T1", traded("S1", "D1")),
        on("02-05", "T2", traded("S1", "D2")),
        on("02-20", "W", reweighted("n1", 4)),
    )
    judged = story.judged()
    assert [judged.unclaimed(name) for name in ("D1", "D2")] == [0, 1]
    assert (judged.amounts("S1"), judged.total("demand"), judged.total("traded")) == ((5, 5, 0), 4, 4)


def test_only_what_is_left_of_a_partly_undone_shift_can_still_be_covered() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 5)),
        on("02-04", "D", dropped("k3")),
        on("02-20", "W", reweighted("n1", 2)),
        on("02-23", "T", traded("S1", "D")),
    )
    judged = story.judged()
    assert (judged.amounts("S1"), judged.verdict("S1"), float(judged.books.credits["D"].claimed)) == (
        (5, 2, 3),
        "partial",
        2,
    )


def test_a_credit_taken_back_after_a_late_partial_undo_uncovers_only_what_still_bound_it() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 4)),
        on("02-04", "D", dropped("k3")),
        on("02-05", "T", traded("S1", "D")),
        on("02-20", "W", reweighted("n1", 1)),
        on("02-23", "R", reinstated("k3")),
    )
    judged = story.judged()
    assert (judged.amounts("S1"), judged.flags("S1")) == ((4, 3, 1), {"credit_revoked"})
