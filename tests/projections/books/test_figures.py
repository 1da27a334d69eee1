"""The totals of a plan and of a cycle, over the shifts in force."""

from __future__ import annotations

from tests.projections.story import Judged, a_locked_plan, a_plan, given, on
from tests.projections.words import (
    accepted,
    declared,
    drawn,
    dropped,
    elsewhere,
    key_result,
    locked,
    objective,
    ranked,
    reinstated,
    revised,
    reweighted,
    traded,
)

LOCKED = a_locked_plan(20, k1=3, k2=2, k3=4, k4=1)


def sums(judged: Judged) -> dict[str, float | None]:
    """Demand, what covers it by kind, and the rest."""
    names = ("demand", "traded", "late", "change_budget", "overload", "uncovered", "small")
    return {name: judged.total(name) for name in names if judged.total(name)}


def test_a_plan_in_balance() -> None:
    judged = given(LOCKED).judged()
    assert judged.totals("base", "load", "capacity", "items", "plans") == (10, 10, 20, 5, 1)
    assert (sums(judged), judged.total("moved"), judged.total("untraded_rate"), judged.total("churn")) == (
        {},
        0,
        None,
        0,
    )


def test_demand_is_covered_by_kind_and_the_rest_is_uncovered() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 9)),
        on("02-03", "S2", key_result("n2", 0.25)),
        on("02-04", "D", dropped("k3")),
        on("02-04", "T1", traded("S1", "D", 3)),
        on("02-05", "B", drawn("S1", 1)),
        on("02-23", "T2", traded("S1", "D", 0.5)),
        on("02-24", "O", accepted("S1", 2)),
    )
    judged = story.judged()
    expected = {
        "demand": 9,
        "traded": 3,
        "late": 0.5,
        "change_budget": 1,
        "overload": 2,
        "uncovered": 2.5,
        "small": 0.25,
    }
    assert sums(judged) == expected
    assert judged.total("untraded_rate") == 0.2778


def test_churn_is_all_that_was_asked_for_and_given_up_over_the_bases() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 2)),
        on("02-03", "S2", key_result("n2", 0.4)),
        on("02-04", "D", dropped("k4")),
    )
    judged = story.judged()
    assert judged.totals("moved", "churn") == (3.4, 0.34)


def test_what_was_undone_or_taken_back_is_in_no_total() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 2)),
        on("02-03", "S2", key_result("n2", 3)),
        on("02-04", "D", dropped("k1")),
        on("02-04", "T1", traded("S1", "D")),
        on("02-05", "U", dropped("n1")),
        on("02-20", "U2", dropped("n2")),
        on("02-20", "R", reinstated("k1")),
    )
    judged = story.judged()
    assert (sums(judged), judged.total("moved"), judged.total("load")) == ({}, 0, 10)


def test_of_what_was_partly_undone_late_the_rest_is_in_the_totals() -> None:
    story = given(LOCKED, on("02-03", "S1", key_result("n1", 4)), on("02-20", "W", reweighted("n1", 1)))
    assert sums(story.judged()) == {"demand": 1, "uncovered": 1}


def test_shifts_are_counted_by_verdict_and_events_by_class() -> None:
    story = given(
        LOCKED,
        on("02-03", "S1", key_result("n1", 4)),
        on("02-03", "S2", key_result("n2", 0.1)),
        on("02-04", "D", dropped("k1")),
        on("02-05", "B", ranked("aim", 1)),
        on("02-06", "E", revised()),
    )
    judged = story.judged()
    assert {name: n for name, n in judged.figures.verdicts.items() if n} == {"untraded": 1, "below_minimum": 1}
    assert judged.figures.classes == {"A": 2, "B": 0, "C": 1, "D": 0, "E": 1}


def test_a_cycle_s_figures_are_the_sums_of_its_plans_and_its_rates_those_of_the_sums() -> None:
    other = [
        on("01-05", "c", elsewhere("sales", declared(10))),
        on("01-06", "o", elsewhere("sales", objective("o"))),
        on("01-06", "m", elsewhere("sales", key_result("m1", 5, of="o"))),
        on("01-12", "l", elsewhere("sales", locked())),
        on("02-03", "S2", elsewhere("sales", key_result("m2", 3, of="o"))),
        on("02-04", "D2", elsewhere("sales", dropped("m1"))),
        on("02-04", "T2", elsewhere("sales", traded("S2", "D2"))),
    ]
    judged = given(LOCKED, other, on("02-03", "S1", key_result("n1", 1))).judged()
    assert judged.totals("plans", "base", "capacity", "items") == (
        2,
        15,
        30,
        8,
    )
    assert (sums(judged), judged.total("untraded_rate")) == ({"demand": 4, "traded": 3, "uncovered": 1}, 0.25)
    assert {name: n for name, n in judged.figures.verdicts.items() if n} == {"traded": 1, "untraded": 1}


def test_an_assumed_baseline_and_a_plan_without_a_base_are_told() -> None:
    assert given(a_plan(20, k1=3)).judged().total("assumed_baselines") == 1
    judged = given(a_locked_plan(20), on("02-03", "S1", key_result("n1", 1))).judged()
    assert judged.totals("assumed_baselines", "base", "churn", "untraded_rate") == (0, 0, None, 1)


def test_a_plan_that_is_not_locked_has_no_figures() -> None:
    judged = given(a_plan(20, k1=3)).judged("01-10")
    assert judged.totals("base", "load", "demand", "churn") == (
        0,
        0,
        0,
        None,
    )
