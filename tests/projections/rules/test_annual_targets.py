"""A year's targets in a quarter's clothes: too long a cycle, the same target again and again, a silent top."""

from __future__ import annotations

from typing import Any

from events.catalogue import Event
from tests.projections.rules.told import check_ins, committed, earlier, findings, found, in_pilot, of_kind
from tests.projections.story import a_locked_plan, a_plan, on
from tests.projections.words import ORG, Fact, key_result, locked

RULE = "annual_targets"
PLAN = a_locked_plan(k1=3)
TOP = [
    on("01-02", "U1", Fact("unit.registered", {"unit": "growth", "name": "Growth"}, ORG)),
    on("01-02", "U2", Fact("unit.registered", {"unit": "web", "name": "Web", "parent": "growth"}, ORG)),
]
FIRES = [*earlier(3, key_result("k1")), *earlier(4, key_result("k1")), *PLAN]
TUNED = {"cycles": 4}


def until(end: str, kind: str = "quarter") -> list[Event]:
    return [of_kind(kind, end=end), *a_plan(k1=3)[1:]]


def test_a_cycle_of_121_days_is_too_long_and_one_of_120_is_not() -> None:
    assert found(RULE, until("2026-05-01")) == ["cycle"]
    assert found(RULE, until("2026-04-30")) == []
    assert found(RULE, until("2026-12-31", "year")) == ["cycle"]
    assert found(RULE, until("2026-12-31", "pilot")) == []


def test_the_same_target_in_the_third_cycle_is_a_finding_and_in_the_second_is_not() -> None:
    [finding] = findings(RULE, FIRES)
    assert (finding.item, finding.evidence) == ("k1", ("k1", "2025-q4-1", "2025-q3-1"))
    assert found(RULE, earlier(4, key_result("k1")), PLAN) == []
    assert found(RULE, in_pilot(FIRES)) == []


def test_a_new_target_or_a_guardrail_carries_nothing_along() -> None:
    other = earlier(3, key_result("k1")), earlier(4, key_result("k1", start=0, target=8))
    assert found(RULE, *other, PLAN) == []
    guard = a_plan(), committed(kind="guardrail"), on("01-12", "L", locked())
    assert found(RULE, earlier(3, key_result("k1")), earlier(4, key_result("k1")), *guard) == []


def test_what_was_carried_over_under_another_name_is_the_same() -> None:
    data: dict[str, Any] = {"key_result": "k1", "from": "2025-q4/growth/old"}
    over = on("01-08", "over", Fact("key_result.carried_over", data))
    past = earlier(3, key_result("old")), earlier(4, key_result("old"))
    assert found(RULE, *past, PLAN) == []
    assert found(RULE, *past, a_plan(k1=3), over, on("01-12", "L", locked())) == ["growth/k1"]


def test_a_top_unit_that_checks_in_on_nothing_in_the_first_sixty_per_cent() -> None:
    assert found(RULE, TOP, PLAN, as_of="02-23") == [], "the 54th day of 90 is not over"
    assert found(RULE, TOP, PLAN, as_of="02-24") == ["growth"]
    assert found(RULE, PLAN) == [], "not at the top"
    assert found(RULE, TOP, PLAN, check_ins("k1", ["02-23"])) == []
    assert found(RULE, TOP, PLAN, check_ins("k1", ["02-24"])) == ["growth"]


def test_what_cannot_be_measured_yet_is_not_waited_for() -> None:
    lock = on("01-12", "L", locked())
    assert found(RULE, TOP, a_plan(), committed(target=None), lock) == []
    assert found(RULE, TOP, a_plan(), lock, committed(day="02-20")) == []
    assert found(RULE, TOP, a_plan(), lock, committed(day="02-16")) == ["growth"]
