"""What is lowered again undoes what was asked for: the latest shift first, each within its own grace."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, given, on
from tests.projections.words import (
    dropped,
    key_result,
    reinstated,
    reweighted,
)

LOCKED = a_locked_plan(k1=3, k2=2, k3=4)


def test_what_is_lowered_undoes_the_latest_shift_of_the_item_first() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", reweighted("k1", 5)),
        on("02-04", "S2", reweighted("k1", 8)),
        on("02-05", "W", reweighted("k1", 4)),
    )
    judged = story.judged()
    assert (judged.verdict("S2"), judged.amounts("S1")) == ("reversed", (1, 0, 1))


def test_a_shift_partly_undone_in_its_grace_asks_for_what_is_left() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 5)), on("02-10 23:59", "W", reweighted("n1", 2)))
    assert story.judged().amounts("S1") == (2, 0, 2)


def test_a_shift_partly_undone_after_its_grace_keeps_its_demand() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 5)), on("02-11 00:00", "W", reweighted("n1", 2)))
    judged = story.judged()
    assert (judged.amounts("S1"), judged.flags("S1"), judged.total("demand")) == ((5, 0, 5), set(), 2)


def test_each_shift_has_its_own_grace_when_several_are_undone() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", reweighted("k1", 5)),
        on("02-12", "S2", reweighted("k1", 8)),
        on("02-13", "W", reweighted("k1", 3)),
    )
    judged = story.judged()
    assert (judged.verdict("S2"), judged.verdict("S1")) == ("reversed", "untraded")
    assert (judged.flags("S2"), judged.flags("S1")) == (set(), {"reversed_late"})


def test_a_shift_that_is_gone_is_not_undone_once_more() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-20", "D1", dropped("n1")),
        on("03-02", "S2", reinstated("n1")),
        on("03-20", "D2", dropped("n1")),
    )
    judged = story.judged()
    assert (judged.shift("S1").days_in_force, judged.shift("S2").days_in_force) == (17, 18)


def test_the_last_instant_of_the_grace_is_in_it() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 3)), on("2026-02-10T23:59:59.999999Z", "D", dropped("n1")))
    assert story.judged().verdict("S1") == "reversed"


def test_what_is_asked_for_again_after_it_was_undone_is_a_new_shift() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 3)),
        on("02-04", "D", dropped("n1")),
        on("03-03", "S2", reinstated("n1")),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.shift("S2").kind, judged.amounts("S2")) == (
        "reversed",
        "reinstated",
        (3, 0, 3),
    )
