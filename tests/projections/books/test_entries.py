"""What is asked for and undone, what is given up and taken back, on the accounts of items."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import (
    Fact,
    checked_in,
    completed,
    corrected,
    deferred,
    dropped,
    extended,
    initiative,
    key_result,
    locked,
    reinstated,
    rescheduled,
    retargeted,
    reweighted,
)

LOCKED = a_locked_plan(k1=3, k2=2, k3=4)


def test_what_is_dropped_gives_its_points_and_what_was_done_is_not_given_back() -> None:
    story = given(
        LOCKED,
        on("02-03", "C", checked_in("k3", 5)),
        on("02-04", "D1", dropped("k3")),
        on("02-04", "D2", deferred("k1")),
    )
    assert story.judged().given_up() == {"D1": 2, "D2": 3}


def test_work_counts_as_noted_and_corrected_by_then() -> None:
    checks = [on("02-02", "C1", checked_in("k3", 8)), on("02-03", "C2", corrected("k3", "C1", 2))]
    dropping = on("02-04", "D1", dropped("k3"))
    later = on("02-05", "C3", corrected("k3", "C1", 9))
    assert given(LOCKED, checks, dropping, later).judged().given_up()["D1"] == 3.2
    unknown = on("02-02", "C4", checked_in("k3", 9), noted="02-10")
    assert given(LOCKED, checks, dropping, unknown).judged().given_up()["D1"] == 3.2


def test_a_check_in_without_a_number_says_nothing_about_the_work_done() -> None:
    story = given(
        LOCKED,
        on("02-02", "C1", checked_in("k3", 5)),
        on("02-03", "C2", checked_in("k3", confidence=0.4)),
        on("02-04", "D1", dropped("k3")),
    )
    assert story.judged().given_up()["D1"] == 2


def test_a_completed_initiative_gives_nothing_back() -> None:
    story = given(
        a_plan(),
        on("01-08", "i", initiative("i1", 3)),
        on("01-12", "L", locked()),
        on("02-03", "X", completed("i1")),
        on("02-04", "D", dropped("i1")),
    )
    assert story.judged().books.credits == {}


def test_a_target_brought_nearer_gives_up_what_is_not_done_yet() -> None:
    story = given(LOCKED, on("02-02", "C", checked_in("k3", 8)), on("02-03", "R", retargeted("k3", 5)))
    assert story.judged().given_up()["R"] == 0.8
    story = given(LOCKED, on("02-02", "C", checked_in("k3", 3)), on("02-03", "R", retargeted("k3", 5)))
    assert story.judged().given_up()["R"] == 2


def test_what_does_not_lower_an_item_gives_nothing_up() -> None:
    story = given(
        LOCKED,
        on("02-02", "C", checked_in("k3", 8)),
        on("02-03", "R", retargeted("k3", 5)),
        on("02-04", "C2", corrected("k3", "C", 1)),
        on("02-05", "W", Fact("commitment.reworded", {"item": "k3", "title": "better said"})),
    )
    assert story.judged().given_up() == {"R": 0.8}


def test_an_item_never_gives_more_than_its_base_however_often_it_is_lowered_and_raised() -> None:
    turns = [on(f"02-{day:02}", f"R{day}", retargeted("k3", 5 if day % 2 else 10)) for day in range(3, 21)]
    story = given(LOCKED, turns, on("02-21", "D", dropped("k3")))
    assert sum(story.judged().given_up().values()) == 4


def test_a_newcomer_never_gives_a_credit() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 50)),
        on("02-04", "W", reweighted("n1", 1)),
        on("02-05", "D", dropped("n1")),
    )
    judged = story.judged()
    assert (judged.given_up(), judged.verdict("S1")) == ({}, "reversed")


def test_an_item_raised_above_its_base_and_dropped_gives_its_base_and_undoes_the_rest() -> None:
    story = given(LOCKED, on("02-03", "S1", reweighted("k3", 9)), on("02-04", "D", dropped("k3")))
    judged = story.judged()
    assert (judged.verdict("S1"), judged.given_up()["D"]) == ("reversed", 4)


def test_what_was_dropped_before_the_lock_and_comes_back_is_asked_for() -> None:
    story = given(
        a_plan(k1=3), on("01-08", "D", dropped("k1")), on("01-12", "L", locked()), on("02-03", "R", reinstated("k1"))
    )
    assert (story.judged().shift("R").kind, story.judged().amounts("R")) == ("reinstated", (3, 0, 3))


def test_an_item_due_after_the_cycle_is_given_up_and_taken_back_when_it_returns() -> None:
    story = given(LOCKED, on("02-03", "C", rescheduled("k3", "04-15")), on("02-20", "B", rescheduled("k3", "03-31")))
    judged = story.judged(as_of="02-19")
    assert judged.given_up()["C"] == 4
    judged = story.judged()
    assert (judged.given_up()["C"], judged.shifts()) == (0, [])


def test_a_cycle_that_is_extended_asks_for_the_newcomers_that_it_now_reaches() -> None:
    story = given(
        LOCKED,
        on("02-03", "N", key_result("n1", 3, due="2026-04-15")),
        on("02-04", "C", rescheduled("k3", "04-15")),
        on("02-20", "X", extended("2026-04-30")),
    )
    judged = story.judged()
    assert (judged.shift("X").kind, judged.amounts("X"), judged.given_up()["C"]) == (
        "reinstated",
        (3, 0, 3),
        0,
    )


def test_changing_a_closed_item_changes_no_load() -> None:
    story = given(
        LOCKED,
        on("02-03", "D", dropped("k1")),
        on("02-04", "W", reweighted("k1", 30)),
        on("02-05", "T", retargeted("k1", 100)),
        on("02-06", "D2", dropped("k1")),
    )
    judged = story.judged()
    assert (judged.shifts(), judged.given_up()) == ([], {"D": 3})
