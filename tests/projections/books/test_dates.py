"""Due dates brought forward: the time that they take away is asked for like points."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import (
    checked_in,
    dropped,
    extended,
    key_result,
    locked,
    reinstated,
    rescheduled,
    retargeted,
    reweighted,
    traded,
)

LOCKED = a_locked_plan(k1=4)


def test_half_the_time_asks_for_the_points_again() -> None:
    # From 3 February it is 56 days to 31 March, and 28 to 3 March.
    judged = given(LOCKED, on("02-03", "S1", rescheduled("k1", "03-03"))).judged()
    assert (judged.shift("S1").kind, judged.amounts("S1")) == ("brought_forward", (4, 0, 4))


def test_a_quarter_less_time_asks_for_a_third_of_the_points() -> None:
    assert given(LOCKED, on("02-03", "S1", rescheduled("k1", "03-17"))).judged().amounts("S1") == (1.3333, 0, 1.3333)


def test_no_date_asks_for_more_than_what_is_still_to_be_done() -> None:
    story = given(LOCKED, on("02-02", "C", checked_in("k1", 7.5)), on("02-03", "S1", rescheduled("k1", "02-05")))
    assert story.judged().amounts("S1") == (1, 0, 1)


def test_a_date_in_the_past_leaves_one_day() -> None:
    assert given(LOCKED, on("02-03", "S1", rescheduled("k1", "01-20"))).judged().amounts("S1") == (4, 0, 4)


def test_a_finished_key_result_asks_for_no_time() -> None:
    story = given(LOCKED, on("02-02", "C", checked_in("k1", 10)), on("02-03", "S1", rescheduled("k1", "02-05")))
    assert story.judged().shifts() == []


def test_the_days_are_counted_from_the_noting() -> None:
    story = given(LOCKED, on("02-03", "S1", rescheduled("k1", "03-17"), noted="03-03"))
    assert story.judged().amounts("S1") == (4, 0, 4)


def test_an_early_date_of_a_newcomer_is_none_brought_forward() -> None:
    assert given(LOCKED, on("02-03", "S1", key_result("n1", 2, due="2026-02-20"))).judged().amounts("S1") == (2, 0, 2)


def test_a_date_put_back_to_the_old_one_or_later_undoes() -> None:
    for day, left in (("03-30", 4), ("03-31", 0), ("04-01", 0)):
        story = given(LOCKED, on("02-03", "S1", rescheduled("k1", "03-03")), on("02-05", "B", rescheduled("k1", day)))
        assert story.judged().amounts("S1") == (left, 0, left), day


def test_of_several_dates_those_are_undone_whose_old_date_is_reached() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", rescheduled("k1", "03-17")),
        on("02-04", "S2", rescheduled("k1", "03-10")),
        on("02-05", "B", rescheduled("k1", "03-20")),
    )
    judged = story.judged()
    assert (judged.verdict("S2"), judged.amounts("S1")) == ("reversed", (1.3333, 0, 1.3333))


def test_an_item_that_closes_undoes_its_dates() -> None:
    for closing in (dropped("k1"), dropped("aim"), rescheduled("k1", "04-15")):
        story = given(LOCKED, on("02-03", "S1", rescheduled("k1", "03-03")), on("02-05", "D", closing))
        judged = story.judged()
        assert (judged.verdict("S1"), judged.given_up()) == ("reversed", {"D": 4})


def test_a_date_undone_after_its_grace_stays_in_the_verdict() -> None:
    story = given(LOCKED, on("02-03", "S1", rescheduled("k1", "03-03")), on("02-12", "B", rescheduled("k1", "03-31")))
    judged = story.judged()
    assert (judged.amounts("S1"), judged.flags("S1")) == ((4, 0, 4), {"reversed_late"})


def test_an_item_that_comes_back_from_after_the_cycle_is_measured_from_its_date_at_the_lock() -> None:
    plan = [*a_plan(), on("01-08", "k", key_result("k1", 4, due="2026-03-03")), on("01-12", "L", locked())]
    away = on("02-02", "A", rescheduled("k1", "04-15"))
    # From 3 February it is 28 days to 3 March, and 14 to 17 February; the detour to April gives nobody more time.
    assert given(plan, away, on("02-03", "B", rescheduled("k1", "03-03"))).judged().shifts() == []
    assert given(plan, away, on("02-03", "S1", rescheduled("k1", "02-17"))).judged().amounts("S1") == (4, 0, 4)


def test_an_item_promised_for_after_the_cycle_is_measured_from_the_cycle_s_end() -> None:
    plan = [*a_plan(), on("01-08", "k", key_result("k1", 4, due="2026-06-30")), on("01-12", "L", locked())]
    assert given(plan, on("02-03", "S1", rescheduled("k1", "03-31"))).judged().amounts("S1") == (4, 0, 4)
    # Its load, which is new in the cycle, and half of its time.
    assert given(plan, on("02-03", "S1", rescheduled("k1", "03-03"))).judged().amounts("S1") == (8, 0, 8)


def test_a_newcomer_that_comes_back_is_measured_from_the_date_it_was_committed_with() -> None:
    story = given(
        LOCKED,
        on("02-02", "S1", key_result("n1", 2, due="2026-03-03")),
        on("02-02", "A", rescheduled("n1", "04-15")),
        on("02-03", "S2", rescheduled("n1", "02-17")),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.amounts("S2")) == ("reversed", (4, 0, 4))


def test_a_date_moved_within_the_time_after_the_cycle_asks_for_nothing() -> None:
    plan = [*a_plan(), on("01-08", "k", key_result("k1", 4, due="2026-06-30")), on("01-12", "L", locked())]
    assert given(plan, on("02-03", "S1", rescheduled("k1", "04-15"))).judged().shifts() == []


def test_a_date_of_a_closed_item_asks_for_nothing() -> None:
    story = given(LOCKED, on("02-03", "D", dropped("k1")), on("02-04", "S1", rescheduled("k1", "02-10")))
    assert story.judged().shifts() == []


def test_the_default_date_is_the_cycle_s_end_as_extended() -> None:
    story = given(LOCKED, on("02-02", "X", extended("2026-04-28")), on("02-03", "S1", rescheduled("k1", "03-17")))
    # From 3 February it is 84 days to 28 April, and 42 to 17 March.
    assert story.judged().amounts("S1") == (4, 0, 4)


def test_a_nearer_date_and_a_farther_target_are_two_demands() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", rescheduled("k1", "03-03")),
        on("02-04", "S2", retargeted("k1", 20)),
        on("02-05", "B", retargeted("k1", 10)),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.verdict("S2")) == ("untraded", "reversed")


def test_a_date_asks_by_the_weight_of_its_day() -> None:
    story = given(LOCKED, on("02-02", "W", reweighted("k1", 2)), on("02-03", "S1", rescheduled("k1", "03-03")))
    assert story.judged().amounts("S1") == (2, 0, 2)


def test_a_date_can_be_traded_for() -> None:
    story = given(
        a_locked_plan(k1=4, k2=4),
        on("02-03", "S1", rescheduled("k1", "03-03")),
        on("02-04", "D", dropped("k2")),
        on("02-04", "T", traded("S1", "D")),
        on("02-20", "R", reinstated("k2")),
    )
    assert story.judged(as_of="02-19").verdict("S1") == "traded"
    assert story.judged().flags("S1") == {"credit_revoked"}
