"""What comes back takes its credit back: unclaimed points first, the latest credit and the latest link first."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    dropped,
    key_result,
    reinstated,
    retargeted,
    reweighted,
    traded,
)

LOCKED = a_locked_plan(k1=3, k2=2, k3=4)


def test_an_item_that_comes_back_heavier_takes_its_credit_back_and_asks_for_the_rest_alone() -> None:
    story = given(
        LOCKED,
        on("02-03", "D", dropped("k1")),
        on("02-04", "W", reweighted("k1", 5)),
        on("02-05", "R", reinstated("k1")),
    )
    judged = story.judged()
    assert (judged.shift("R").kind, judged.amounts("R"), judged.given_up()["D"]) == (
        "reinstated",
        (2, 0, 2),
        0,
    )


def test_a_reinstated_item_takes_its_credit_back() -> None:
    story = given(LOCKED, on("02-03", "D", dropped("k1")), on("02-04", "R", reinstated("k1")))
    judged = story.judged()
    assert (judged.shifts(), judged.given_up()["D"]) == ([], 0)


def test_points_are_taken_back_where_nobody_claimed_them_before_where_somebody_did() -> None:
    story = given(
        LOCKED,
        on("02-02", "S1", key_result("n1", 1)),
        on("02-03", "C1", retargeted("k3", 7.5)),
        on("02-03", "C2", retargeted("k3", 5)),
        on("02-04", "T", traded("S1", "C2")),
        on("02-12", "B", retargeted("k3", 7.5)),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.flags("S1")) == ("traded", set())
    assert judged.given_up() == {"C1": 0, "C2": 1}


def test_of_claimed_points_those_of_the_latest_credit_are_taken_back_first() -> None:
    story = given(
        LOCKED,
        on("02-02", "S1", key_result("n1", 1)),
        on("02-02", "S2", key_result("n2", 1)),
        on("02-03", "C1", retargeted("k3", 7.5)),
        on("02-03", "C2", retargeted("k3", 5)),
        on("02-04", "T1", traded("S1", "C2")),
        on("02-04", "T2", traded("S2", "C1")),
        on("02-12", "B", retargeted("k3", 7.5)),
    )
    judged = story.judged()
    assert (judged.flags("S1"), judged.flags("S2")) == ({"credit_revoked"}, set())
    assert (judged.verdict("S1"), judged.verdict("S2")) == ("untraded", "traded")


def test_of_the_links_to_a_credit_the_latest_uncovers_first() -> None:
    story = given(
        LOCKED,
        on("02-02", "S1", key_result("n1", 2)),
        on("02-02", "S2", key_result("n2", 2)),
        on("02-03", "D", dropped("k3")),
        on("02-04", "T2", traded("S2", "D")),
        on("02-05", "T1", traded("S1", "D")),
        on("02-12", "W", reweighted("k3", 3)),
        on("02-12", "R", reinstated("k3")),
    )
    judged = story.judged()
    assert (judged.amounts("S1"), judged.amounts("S2")) == ((2, 0, 2), (2, 1, 1))
    assert judged.flags("S1") == judged.flags("S2") == {"credit_revoked"}
