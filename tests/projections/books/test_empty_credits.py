"""Links that cite what gave nothing up, or another pool's credit."""

from __future__ import annotations

from events.catalogue import Event
from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import (
    declared,
    dropped,
    elsewhere,
    key_result,
    locked,
    objective,
    opened,
    reinstated,
    reweighted,
    traded,
)

LOCKED = a_locked_plan(k1=3, k2=2, k3=4)
SHIFT = on("02-03", "S1", key_result("n1", 3))
CREDIT = on("02-04", "D", dropped("k3"))


def another_plan(cycle: str = "2026-q1") -> list[Event]:
    """Marketing's plan, locked, in which a key result of 3 points is dropped on 4 February as M."""
    return [
        on("01-01 00:00", f"opened-{cycle}", opened(cycle=cycle))
        if cycle != "2026-q1"
        else on("01-05", "mc", elsewhere("marketing", declared(9))),
        on("01-06", "mo", elsewhere("marketing", objective("aim"), cycle)),
        on("01-06", "mk", elsewhere("marketing", key_result("m1", 3), cycle)),
        on("01-12", "ml", elsewhere("marketing", locked(), cycle)),
        on("02-04", "M", elsewhere("marketing", dropped("m1"), cycle)),
    ]


def test_a_link_noted_before_its_credit_covers_nothing() -> None:
    judged = given(LOCKED, SHIFT, on("02-04", "T", traded("S1", "D")), CREDIT).judged()
    assert (judged.verdict("S1"), judged.said("T")) == ("untraded", ["empty_credit"])


def test_what_gave_nothing_up_is_an_empty_credit() -> None:
    for fact in (key_result("n2", 1), reweighted("k1", 9), dropped("aim", reason=None)):
        story = given(a_locked_plan(k1=3), SHIFT, on("02-04", "X", fact), on("02-05", "T", traded("S1", "X")))
        expected = [] if fact.type == "commitment.dropped" else ["empty_credit"]
        assert story.judged().said("T") == expected


def test_a_shift_named_as_its_own_credit_is_an_empty_one() -> None:
    assert given(LOCKED, SHIFT, on("02-05", "T", traded("S1", "S1"))).judged().said("T") == ["empty_credit"]


def test_a_credit_that_was_all_taken_back_before_is_an_empty_one() -> None:
    story = given(LOCKED, SHIFT, CREDIT, on("02-05", "R", reinstated("k3")), on("02-06", "T", traded("S1", "D")))
    assert story.judged().said("T") == ["empty_credit"]


def test_a_credit_that_is_taken_back_later_leaves_the_link_without_a_finding() -> None:
    story = given(LOCKED, SHIFT, CREDIT, on("02-05", "T", traded("S1", "D")), on("02-06", "R", reinstated("k3")))
    judged = story.judged()
    assert (judged.said("T"), judged.flags("S1"), judged.verdict("S1")) == ([], {"credit_revoked"}, "untraded")


def test_what_was_given_up_before_the_lock_is_no_credit() -> None:
    story = given(
        a_plan(k1=3),
        on("01-08", "D", dropped("k1")),
        on("01-12", "L", locked()),
        SHIFT,
        on("02-05", "T", traded("S1", "D")),
    )
    assert story.judged().said("T") == ["empty_credit"]


def test_another_plan_s_credit_is_of_another_pool() -> None:
    story = given(LOCKED, another_plan(), SHIFT, on("02-05", "T", traded("S1", "M")))
    judged = story.judged()
    assert (judged.said("T"), judged.verdict("S1")) == (["pool_mismatch"], "untraded")


def test_another_cycle_s_credit_is_of_another_pool_too() -> None:
    story = given(LOCKED, another_plan("2025-q4"), SHIFT, on("02-05", "T", traded("S1", "M")))
    assert story.judged().said("T") == ["pool_mismatch"]


def test_another_plan_s_credit_noted_after_the_link_is_an_empty_one() -> None:
    story = given(
        LOCKED,
        another_plan()[:-1],
        SHIFT,
        on("02-05", "T", traded("S1", "M")),
        on("02-06", "M", elsewhere("marketing", dropped("m1"))),
    )
    assert story.judged().said("T") == ["empty_credit"]


def test_what_gave_nothing_up_in_another_plan_is_an_empty_credit() -> None:
    story = given(LOCKED, another_plan(), SHIFT, on("02-05", "T", traded("S1", "ml")))
    assert story.judged().said("T") == ["empty_credit"]


def test_another_plan_s_credit_that_was_taken_back_is_still_of_another_pool() -> None:
    back = on("02-04", "R", elsewhere("marketing", reinstated("m1")))
    story = given(LOCKED, another_plan(), back, SHIFT, on("02-05", "T", traded("S1", "M")))
    assert story.judged().said("T") == ["pool_mismatch"]


def test_a_trade_off_in_the_books_of_the_plan_that_gave_is_of_another_pool() -> None:
    written_there = on("02-05", "T", elsewhere("marketing", traded("S1", "M")))
    judged = given(LOCKED, another_plan(), SHIFT, written_there).judged()
    assert (judged.said("T"), judged.verdict("S1")) == (["pool_mismatch"], "untraded")


def test_a_trade_off_for_what_nobody_asked_for_shows_nothing() -> None:
    assert (
        given(LOCKED, another_plan(), SHIFT, CREDIT, on("02-05", "T", traded("absent", "D"))).judged().said("T") == []
    )
