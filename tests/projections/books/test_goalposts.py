"""Targets brought nearer when it suited, and the grade against the one and the other."""

from __future__ import annotations

from decimal import Decimal

from projections.books.goalposts import grade
from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import checked_in, corrected, extended, key_result, locked, policy, remeasured, retargeted

LOCKED = a_locked_plan(k1=4)
SURE = on("02-02", "C", checked_in("k1", 4, confidence=0.9))


def test_a_target_brought_nearer_without_a_reason_is_a_moved_goalpost() -> None:
    finding = given(LOCKED, SURE, on("02-03", "R", retargeted("k1", 8, reason=None))).judged().finding("moved_goalpost")
    assert (finding.id, finding.item, finding.grade_original, finding.grade_current) == ("R", "k1", 0.4, 0.5)


def test_with_a_reason_early_and_sure_it_is_none() -> None:
    assert given(LOCKED, SURE, on("02-03", "R", retargeted("k1", 8))).judged().named("moved_goalpost") == []


def test_of_ninety_days_the_last_23_are_late() -> None:
    for day, named in (("03-08 23:59", []), ("03-09 00:00", ["R"])):
        assert given(LOCKED, SURE, on(day, "R", retargeted("k1", 8))).judged().named("moved_goalpost") == named


def test_the_day_of_the_noting_counts_in_the_policy_s_zone() -> None:
    madrid = on("01-02", "P", policy(timezone="Europe/Madrid"))
    assert given(madrid, LOCKED, SURE, on("03-08 23:30", "R", retargeted("k1", 8))).judged().named(
        "moved_goalpost"
    ) == ["R"]
    noted_late = on("02-03", "R", retargeted("k1", 8), noted="03-09")
    assert given(LOCKED, SURE, noted_late).judged().named("moved_goalpost") == ["R"]


def test_an_extended_cycle_has_later_last_days() -> None:
    story = given(LOCKED, SURE, on("02-03", "X", extended("2026-04-30")), on("03-20", "R", retargeted("k1", 8)))
    assert story.judged().named("moved_goalpost") == []


def test_where_no_last_days_are_late_none_is() -> None:
    story = given(LOCKED, SURE, on("03-31", "R", retargeted("k1", 8)))
    assert story.judged(goalpost_late=0).named("moved_goalpost") == []
    after = given(LOCKED, SURE, on("04-01", "R", retargeted("k1", 8)))
    assert after.judged("04-30", goalpost_late=0).named("moved_goalpost") == []
    assert story.judged(goalpost_late=0.001).named("moved_goalpost") == ["R"]


def test_a_confidence_under_a_half_is_low() -> None:
    for confidence, named in ((0.49, ["R"]), (0.5, [])):
        story = given(
            LOCKED, on("02-02", "C", checked_in("k1", confidence=confidence)), on("02-03", "R", retargeted("k1", 8))
        )
        assert story.judged().named("moved_goalpost") == named


def test_the_latest_confidence_noted_by_then_counts_else_the_initial_one() -> None:
    plan = [*a_plan(), on("01-08", "k", key_result("k1", 4, initial_confidence=0.3)), on("01-12", "L", locked())]
    move = on("02-03", "R", retargeted("k1", 8))
    assert given(plan, move).judged().named("moved_goalpost") == ["R"]
    assert given(plan, on("02-02", "C", checked_in("k1", 2)), move).judged().named("moved_goalpost") == ["R"]
    assert given(plan, SURE, move).judged().named("moved_goalpost") == []
    assert given(plan, move, on("02-04", "C", checked_in("k1", confidence=0.9))).judged().named("moved_goalpost") == [
        "R"
    ]
    later = on("02-01", "C", checked_in("k1", confidence=0.9), noted="02-04")
    assert given(plan, move, later).judged().named("moved_goalpost") == ["R"]


def test_without_any_confidence_it_is_not_low() -> None:
    assert given(LOCKED, on("02-03", "R", retargeted("k1", 8))).judged().named("moved_goalpost") == []


def test_a_target_that_is_nearer_but_not_than_the_promised_one_is_none() -> None:
    story = given(LOCKED, on("02-03", "S", retargeted("k1", 20)), on("02-04", "R", retargeted("k1", 10, reason=None)))
    assert story.judged().named("moved_goalpost") == []
    assert story.and_(on("02-05", "R2", retargeted("k1", 9, reason=None))).judged().named("moved_goalpost") == ["R2"]


def test_a_target_that_is_nearer_than_promised_but_farther_than_before_is_none() -> None:
    story = given(LOCKED, on("02-03", "R", retargeted("k1", 4)), on("02-04", "B", retargeted("k1", 6, reason=None)))
    assert story.judged().named("moved_goalpost") == []


def test_nearer_is_nearer_to_the_start_wherever_that_is() -> None:
    plan = [*a_plan(), on("01-08", "k", key_result("k1", 4, start=10, target=5)), on("01-12", "L", locked())]
    for target, named in ((6, ["R"]), (14, ["R"]), (5, []), (15, []), (4, [])):
        moving = on("02-03", "R", retargeted("k1", target, reason=None))
        assert given(plan, moving).judged().named("moved_goalpost") == named, target
    story = given(plan, on("02-02", "A", retargeted("k1", 7)), on("02-03", "R", retargeted("k1", 7, reason=None)))
    assert story.judged().named("moved_goalpost") == []


def test_in_a_cycle_that_nobody_opened_no_day_is_late() -> None:
    plan = [event for event in LOCKED if event.id != "opened"]
    assert given(plan, SURE, on("03-31", "R", retargeted("k1", 8))).judged().named("moved_goalpost") == []
    assert given(plan, SURE, on("03-31", "R", retargeted("k1", 8, None))).judged().named("moved_goalpost") == ["R"]


def test_a_target_moved_before_the_lock_is_planning() -> None:
    plan = [*a_plan(k1=4), on("01-08", "R", retargeted("k1", 8, reason=None)), on("01-12", "L", locked())]
    assert given(plan).judged().named("moved_goalpost") == []


def test_a_newcomer_s_target_can_be_moved_too() -> None:
    story = given(LOCKED, on("02-03", "S", key_result("n1", 2)), on("02-04", "R", retargeted("n1", 5, reason=None)))
    assert story.judged().named("moved_goalpost") == ["R"]


def test_a_first_target_moves_nothing() -> None:
    story = given(
        LOCKED, on("02-03", "S", key_result("n1", 2, target=None)), on("02-04", "R", retargeted("n1", 5, reason=None))
    )
    assert story.judged().named("moved_goalpost") == []


def test_another_metric_s_target_is_the_promised_one_from_then_on() -> None:
    story = given(
        LOCKED, on("02-03", "M", remeasured("k1", target=100)), on("02-04", "R", retargeted("k1", 50, reason=None))
    )
    assert story.judged().named("moved_goalpost") == ["R"]


def test_the_grades_are_those_of_the_latest_value_as_corrected() -> None:
    story = given(
        LOCKED,
        SURE,
        on("02-03", "R", retargeted("k1", 5, reason=None)),
        on("03-02", "C2", checked_in("k1", 5)),
        on("03-03", "X", corrected("k1", "C2", 3)),
    )
    finding = story.judged().finding("moved_goalpost")
    assert (finding.grade_original, finding.grade_current) == (0.3, 0.6)
    assert (
        given(LOCKED, on("02-03", "R", retargeted("k1", 5, reason=None)))
        .judged()
        .finding("moved_goalpost")
        .grade_current
        is None
    )


def test_a_grade_is_the_share_of_the_way_within_nothing_and_all() -> None:
    half, one = Decimal("0.5"), Decimal(1)
    assert grade(Decimal(5), Decimal(0), Decimal(10)) == half
    assert grade(Decimal(15), Decimal(0), Decimal(10)) == one
    assert grade(Decimal(-5), Decimal(0), Decimal(10)) == 0
    assert grade(Decimal(7), Decimal(10), Decimal(4)) == half
    assert grade(None, Decimal(0), Decimal(10)) is None
    assert (grade(Decimal(3), Decimal(3), Decimal(3)), grade(Decimal(4), Decimal(3), Decimal(3))) == (one, Decimal(0))
