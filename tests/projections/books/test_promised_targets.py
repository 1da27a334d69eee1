"""Targets against what was promised at the lock, or when a newcomer was committed."""

from __future__ import annotations

from tests.projections.story import a_locked_plan, a_plan, given, on
from tests.projections.words import (
    declared,
    key_result,
    locked,
    remeasured,
    retargeted,
    reweighted,
)


def test_a_target_twice_as_far_asks_for_the_points_again() -> None:
    story = given(a_locked_plan(k1=3), on("02-03", "S1", retargeted("k1", 20)), on("02-04", "S2", retargeted("k1", 25)))
    judged = story.judged()
    assert [(judged.shift(name).kind, judged.shift(name).demand) for name in ("S1", "S2")] == [
        ("retargeted", 3),
        ("retargeted", 1.5),
    ]


def test_a_newcomer_s_target_is_promised_when_it_is_committed() -> None:
    story = given(
        a_locked_plan(k1=3), on("02-03", "S1", key_result("n1", 2, target=40)), on("02-04", "S2", retargeted("n1", 60))
    )
    assert story.judged().shift("S2").demand == 1


def test_the_promised_target_is_that_at_the_lock_and_not_the_first() -> None:
    story = given(
        a_plan(k1=3),
        on("01-09", "R", retargeted("k1", 20)),
        on("01-12", "L", locked()),
        on("02-03", "S1", retargeted("k1", 30)),
    )
    assert story.judged().shift("S1").demand == 1.5


def test_the_first_target_of_an_item_becomes_the_promised_one_and_asks_for_nothing() -> None:
    story = given(
        a_locked_plan(),
        on("02-03", "S1", key_result("n1", 2, target=None)),
        on("02-04", "F", retargeted("n1", 50)),
        on("02-05", "S2", retargeted("n1", 100)),
    )
    judged = story.judged()
    assert (judged.shifts(), judged.shift("S2").demand) == (["S1", "S2"], 2)


def test_where_the_promised_target_is_the_start_any_other_is_twice_the_load() -> None:
    story = given(
        a_plan(),
        on("01-08", "k", key_result("k1", 3, start=95, target=95)),
        on("01-12", "L", locked()),
        on("02-03", "S1", retargeted("k1", 95.1)),
        on("02-04", "B", retargeted("k1", 95)),
        on("03-03", "S2", retargeted("k1", 12)),
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.amounts("S2")) == ("reversed", (3, 0, 3))


def test_another_metric_begins_anew() -> None:
    story = given(
        a_locked_plan(k1=3),
        on("02-03", "M", remeasured("k1", metric="sales", start=100, target=200)),
        on("02-04", "S1", retargeted("k1", 300)),
    )
    judged = story.judged()
    assert (judged.shifts(), judged.shift("S1").demand) == (["S1"], 3)


def test_another_name_for_the_metric_does_not_wash_a_shift_away() -> None:
    story = given(
        a_locked_plan(k1=3), on("02-03", "S1", retargeted("k1", 20)), on("02-04", "M", remeasured("k1", metric="sales"))
    )
    judged = story.judged()
    assert (judged.verdict("S1"), judged.shift("S1").demand) == ("untraded", 3)


def test_weight_and_stretch_multiply_and_only_the_growth_is_asked_for() -> None:
    story = given(
        a_locked_plan(k1=2),
        on("02-03", "S1", retargeted("k1", 15)),
        on("02-04", "S2", reweighted("k1", 4)),
        on("02-05", "D", declared(20)),
    )
    judged = story.judged()
    assert [judged.shift(name).demand for name in judged.shifts()] == [1, 3]
