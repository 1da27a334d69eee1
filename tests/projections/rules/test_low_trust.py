"""Signs that the plan is not believed in: a proxy, of units, where there is enough to say so."""

from __future__ import annotations

from typing import Any

from events.catalogue import Event
from tests.projections.rules.told import check_ins, findings, found, too_few
from tests.projections.story import a_locked_plan, on
from tests.projections.words import CYCLE, Fact, deferred, key_result, traded

RULE = "low_trust"
SIX: dict[str, Any] = {f"k{n}": 2 for n in range(6)}
PLAN = a_locked_plan(20, **SIX)
SHIFT = on("02-10", "S", key_result("n1", 2))
BEFORE = [event for name in SIX for event in check_ins(name, ("01-15", "01-22", "01-29", "02-05"))]


def after(in_time: int) -> list[Event]:
    """So many check-ins in time of the 28 in the four weeks after the shift."""
    slots = [(name, day) for day in ("02-12", "02-19", "02-26", "03-05") for name in (*SIX, "n1")]
    return [event for name, day in slots[:in_time] for event in check_ins(name, [day])]


def decisions(citing: int, count: int) -> list[Event]:
    data = {"question": "Which?", "options": ["a"], "choice": "a", "decided_by": ["sofia"]}
    cites = [f"{CYCLE}/growth/k1"]
    facts = [data | ({"cites": cites} if n < citing else {}) for n in range(count)]
    return [on("02-02", f"d{n}", Fact("decision.recorded", fact, f"decision/d{n}")) for n, fact in enumerate(facts)]


def pulse(id_: str, mean: float, responses: int = 6, day: str = "02-02") -> Event:
    data = {"unit": "growth", "question": "Do you rely on the plan?", "mean": mean, "responses": responses}
    return on(day, id_, Fact("pulse.recorded", data, "support/s1"))


FIRES = [*PLAN, *decisions(2, 6), pulse("P", 2.9)]
TUNED = {"cited_share": 0.3, "pulse": 2.5}


def test_two_of_six_decisions_that_cite_are_too_few_and_three_are_not() -> None:
    [finding] = findings(RULE, PLAN, decisions(2, 6))
    assert "Of 6 decisions, 2 cite" in (finding.says or "")
    assert "proxy" in (finding.says or "")
    assert found(RULE, PLAN, decisions(3, 6)) == []
    assert found(RULE, PLAN, decisions(0, 5)) == []
    assert too_few(RULE, PLAN, decisions(0, 5)) == [("cycle", 5, 6)]


def test_check_ins_that_fall_by_more_than_twenty_points_after_an_untraded_shift() -> None:
    [finding] = findings(RULE, PLAN, BEFORE, SHIFT, after(22))
    assert (finding.plan, finding.evidence) == ("plan/2026-q1/growth", ("S",))
    assert "from 100% to 79%" in (finding.says or "")
    assert "proxy" in (finding.says or "")
    assert found(RULE, PLAN, BEFORE, SHIFT, after(23)) == []


def test_check_ins_that_fall_after_a_shift_that_was_paid_for_say_nothing() -> None:
    paid = [on("02-10", "C", deferred("k5")), on("02-10", "T", traded("S", "C"))]
    assert found(RULE, PLAN, BEFORE, SHIFT, paid) == []


def test_of_too_few_check_ins_no_fall_is_told() -> None:
    few = a_locked_plan(20, k1=2), check_ins("k1", ("01-15", "01-22")), SHIFT
    assert found(RULE, *few) == []
    assert too_few(RULE, *few) == [("growth", 4, 6)]


def test_the_latest_pulse_counts_and_three_is_not_low() -> None:
    assert found(RULE, PLAN, pulse("P", 2.9)) == ["growth"]
    assert found(RULE, PLAN, pulse("P", 3.0)) == []
    assert found(RULE, PLAN, pulse("P", 2.0), pulse("Q", 4.0, day="03-02")) == []
    assert found(RULE, PLAN, pulse("P", 2.0, day="04-02")) == [], "after the cycle"


def test_the_answers_of_five_people_are_not_told() -> None:
    assert found(RULE, PLAN, pulse("P", 1.0, 5)) == []
    assert too_few(RULE, PLAN, pulse("P", 1.0, 5)) == [("growth", 5, 6)]
