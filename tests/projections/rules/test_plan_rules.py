"""The rules of a plan: for each a timeline where it fires, one where it nearly does, and its known false positive."""

from __future__ import annotations

from typing import Any

import pytest

from events.catalogue import Event
from projections.policy import DEFAULT
from projections.rules.registry import registered
from tests.projections.story import Judged, a_locked_plan, a_plan, given, on
from tests.projections.words import (
    ORG,
    Fact,
    checked_in,
    decided,
    deferred,
    key_result,
    locked,
    objective,
    policy,
)

SLOTS = ("01-15", "01-22", "01-29", "02-05", "02-12", "02-19", "02-26", "03-05", "03-12", "03-19", "03-26")

SIX: dict[str, Any] = {f"k{n}": 1.0 for n in range(6)}


def found(rule: str, *story: Event | list[Event], as_of: str = "04-20") -> list[str | None]:
    """The items that the rule finds something of; None stands for the plan."""
    return [finding.item for finding in given(*story).judged(as_of).findings if finding.finding == rule]


def suppressed(judged: Judged) -> dict[str, int]:
    [judgement] = judged.judgements
    return {each.rule: each.n for each in judgement.suppressed}


def check_ins(name: str, days: Any = SLOTS, **more: Any) -> list[Event]:
    return [on(day, f"{name}-{day}", checked_in(name, float(n), **more)) for n, day in enumerate(days)]


# ---- activity_key_result


def test_an_activity_is_found_until_it_is_worded_as_an_outcome() -> None:
    launch = on("01-08", "launch", key_result("k2", 3, title="Launch the partner portal", measured_in="% complete"))
    assert found("activity_key_result", a_plan(k1=3), launch) == ["k2"]
    outcome = on("01-08", "o", key_result("k2", 3, title="Partner orders rise from 0 to 10", metric="orders"))
    assert found("activity_key_result", a_plan(k1=3), outcome) == []


def test_one_sign_of_an_activity_alone_is_none() -> None:
    verb = on("01-08", "v", key_result("k2", 3, title="Launch in ten countries", metric="countries with orders"))
    assert found("activity_key_result", a_plan(k1=3), verb) == []


def test_an_activity_that_cannot_be_measured_yet_is_waived() -> None:
    launch = on("01-08", "launch", key_result("k2", 3, title="Launch the partner portal", measured_in="% complete"))
    waiver = {"rule": "activity_key_result", "subject": "plan/2026-q1/growth/k2", "reason": "nothing to measure yet"}
    granted = on("01-09", "W", Fact("waiver.granted", {**waiver, "approved_by": "sofia", "expires": "2026-02-28"}))
    story = given(a_plan(k1=3), launch, granted, on("01-12", "L", locked()))
    [finding] = [each for each in story.judged("02-15").findings if each.finding == "activity_key_result"]
    assert (finding.flags, finding.evidence) == (("waived",), ("launch", "W"))
    [finding] = [each for each in story.judged("03-01").findings if each.finding == "activity_key_result"]
    assert "waived" not in (finding.flags or ())
    assert story.judged("02-28").until is not None


# ---- too_many_priorities


def objectives(count: int) -> list[Event]:
    return [on("01-08", f"o{n}", objective(f"o{n}")) for n in range(count)]


def test_more_objectives_than_three_are_too_many_and_three_are_not() -> None:
    lock = on("01-12", "L", locked())
    assert found("too_many_priorities", a_plan(k1=3), objectives(3), lock) == [None]  # with `aim` four
    assert found("too_many_priorities", a_plan(k1=3), objectives(2), lock) == []
    assert found("too_many_priorities", a_plan(k1=3), objectives(3)) == [None], "an assumed lock is one"


def test_the_top_unit_has_room_for_five() -> None:
    units = [
        on("01-02", "U1", Fact("unit.registered", {"unit": "growth", "name": "Growth"}, ORG)),
        on("01-02", "U2", Fact("unit.registered", {"unit": "web", "name": "Web", "parent": "growth"}, ORG)),
    ]
    lock = on("01-12", "L", locked())
    assert found("too_many_priorities", units, a_plan(k1=3), objectives(4), lock) == []
    assert found("too_many_priorities", units, a_plan(k1=3), objectives(5), lock) == [None]


def test_key_results_of_one_objective_and_load_are_counted_as_locked() -> None:
    assert found("too_many_priorities", a_locked_plan(20, **SIX)) == ["aim"]
    assert found("too_many_priorities", a_locked_plan(20, k1=12, k2=9)) == [None]
    # What comes after the lock is a shift, and no promise that was too much.
    later = [on("02-03", "S1", key_result("n1", 9)), on("02-03", "o9", objective("o9"))]
    assert found("too_many_priorities", a_locked_plan(20, k1=12, k2=8), later) == []


# ---- check_ins_lapsed


def test_check_ins_lapse_where_too_few_come_in_time() -> None:
    assert found("check_ins_lapsed", a_locked_plan(k1=3), check_ins("k1", SLOTS[:8])) == [None]  # of 12
    assert found("check_ins_lapsed", a_locked_plan(k1=3), check_ins("k1", SLOTS[:9])) == []
    late = [f"{day[:3]}{int(day[3:]) + 2:02}" for day in SLOTS if int(day[3:]) < 27]
    assert found("check_ins_lapsed", a_locked_plan(k1=3), check_ins("k1", late)) == []
    later = [f"{day[:3]}{int(day[3:]) + 3:02}" for day in SLOTS if int(day[3:]) < 26]
    assert found("check_ins_lapsed", a_locked_plan(k1=3), check_ins("k1", later)) == [None]


def test_a_small_plan_says_that_there_is_too_little() -> None:
    judged = given(a_locked_plan(k1=3)).judged("02-10")  # five slots are over
    assert "check_ins_lapsed" not in {finding.finding for finding in judged.findings}
    assert suppressed(judged)["check_ins_lapsed"] == 5


def test_what_was_dropped_is_not_waited_for() -> None:
    story = a_locked_plan(k1=3, k2=3), check_ins("k1"), on("01-16", "D", deferred("k2"))
    assert found("check_ins_lapsed", *story) == []


# ---- status_reporting


def test_check_ins_that_only_report() -> None:
    assert found("status_reporting", a_locked_plan(k1=3), check_ins("k1")) == [None]
    acting = [*check_ins("k1", SLOTS[:7]), *check_ins("k2", SLOTS[7:], blocker="the supplier")]
    assert found("status_reporting", a_locked_plan(k1=3, k2=3), acting) == []  # 7 of 11
    moving = [on(day, day, checked_in("k1", 1.0, confidence=n / 20)) for n, day in enumerate(SLOTS)]
    assert found("status_reporting", a_locked_plan(k1=3), moving) == []
    judged = given(a_locked_plan(k1=3), check_ins("k1", SLOTS[:5])).judged("04-20")
    assert suppressed(judged)["status_reporting"] == 5


# ---- optimism_gap


def graded(count: int, confidence: float, grade: float) -> list[Event]:
    names = [f"k{n}" for n in range(count)]
    said = [on("03-26", f"c-{name}", checked_in(name, 1.0, confidence=confidence)) for name in names]
    data = [{"key_result": name, "grade": grade} for name in names]
    return [*said, *(on("04-02", f"g-{n}", Fact("key_result.graded", of)) for n, of in enumerate(data))]


def test_confidence_far_above_the_grades() -> None:
    plan = a_locked_plan(20, **SIX)
    assert found("optimism_gap", plan, graded(6, 0.9, 0.5)) == [None]
    assert found("optimism_gap", plan, graded(6, 0.8, 0.5)) == []
    assert found("optimism_gap", plan, graded(6, 0.3, 0.7)) == []
    judged = given(plan, graded(5, 0.9, 0.1)).judged("04-20")
    assert suppressed(judged)["optimism_gap"] == 5


# ---- measure_without_decision


def test_a_measure_that_nobody_decides_by() -> None:
    same = check_ins("k1", confidence=0.5)
    assert found("measure_without_decision", a_locked_plan(k1=3), same) == ["k1"]
    assert found("measure_without_decision", a_locked_plan(k1=3), same, as_of="03-30") == [], "the cycle goes on"
    cites = on("03-01", "D1", decided("d1"))
    data = {"question": "Which?", "options": ["a"], "choice": "a", "decided_by": ["sofia"]}
    citing = on("03-01", "D2", Fact("decision.recorded", {**data, "cites": ["2026-q1/growth/k1"]}, "decision/d2"))
    assert found("measure_without_decision", a_locked_plan(k1=3), same, cites) == ["k1"]
    assert found("measure_without_decision", a_locked_plan(k1=3), same, citing) == []
    moved = [*same[:-1], on("03-26", "m", checked_in("k1", 9.0, confidence=0.9))]
    assert found("measure_without_decision", a_locked_plan(k1=3), moved) == []


def test_a_guardrail_stays_as_it_is_by_design() -> None:
    guard = on("01-08", "g", key_result("g1", 1, kind="guardrail"))
    same = check_ins("g1", confidence=0.5)
    assert found("measure_without_decision", a_plan(k1=3), guard, on("01-12", "L", locked()), same) == []


# ---- all of them


@pytest.mark.parametrize("rule", [rule for rule in registered() if rule.scope == "plan"], ids=lambda rule: rule.name)
def test_a_rule_is_switched_off_by_the_policy_of_the_cycle_s_start(rule: Any) -> None:
    story = [
        *a_locked_plan(2, **SIX),
        on("01-08", "l", key_result("l", 1, title="Launch the portal", measured_in="% complete")),
        *check_ins("k0", confidence=0.5),
        *check_ins("k1"),
        *check_ins("k2"),
        *graded(6, 0.9, 0.1),
    ]
    assert rule.name in {finding.finding for finding in given(story).judged("04-20").findings}
    before, after = (on(day, "P", policy(**{f"{rule.name}.on": False})) for day in ("2025-12-01", "01-20"))
    assert rule.name not in {finding.finding for finding in given(before, story).judged("04-20").findings}
    assert rule.name in {finding.finding for finding in given(story, after).judged("04-20").findings}


def test_every_rule_names_all_its_parameters() -> None:
    for rule in registered():
        fields = [name for name in DEFAULT.__struct_fields__ if name.startswith(f"{rule.name}_")]
        assert sorted(fields) == sorted(f"{rule.name}_{name}" for name in rule.parameters)
        assert rule.means
