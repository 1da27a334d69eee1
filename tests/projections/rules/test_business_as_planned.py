"""A key result that would come about anyway: by its trend at the lock, or by its confidence."""

from __future__ import annotations

from typing import Any

from events.catalogue import Event
from tests.projections.rules.told import committed, earlier, findings, found, in_pilot
from tests.projections.story import a_plan, on
from tests.projections.words import checked_in, key_result, locked

RULE = "business_as_planned"
LOCK = on("01-12", "L", locked())
# By 31 March it stands at 9 if it goes on: 1 on the day of the first reading, and a tenth more a day.
READ = [
    on(day, f"read-{day}", checked_in("k1", value)) for day, value in (("01-10", 1), ("01-11", 1.1), ("01-12", 1.2))
]
READ = [*READ[:2], on("01-12 08:00", "read-01-12", checked_in("k1", 1.2))]
FIRES = [*a_plan(), committed(initial_confidence=0.91), LOCK]
TUNED = {"confidence": 0.95}


def planned(*told: Event, **fields: Any) -> list[Event]:
    return [*a_plan(), committed(**fields), *told, LOCK]


def test_a_confidence_above_ninety_per_cent_is_as_good_as_certain() -> None:
    assert found(RULE, FIRES) == ["growth/k1"]
    assert found(RULE, planned(initial_confidence=0.9)) == []
    assert found(RULE, in_pilot(FIRES)) == [], "nobody knows there yet what a confidence means"


def test_a_target_no_better_than_the_trend_is_reached_anyway() -> None:
    [finding] = findings(RULE, planned(*READ, start=0, target=9))
    assert "its target, 9, is no better than where it was going, 9" in (finding.says or "")
    assert found(RULE, planned(*READ, start=0, target=9.01)) == []
    assert found(RULE, planned(*READ, start=20, target=9.01)) == ["growth/k1"], "it is to fall"
    assert found(RULE, planned(*READ, start=20, target=8.99)) == []


def test_two_readings_make_no_trend_and_what_came_after_the_lock_is_none_of_it() -> None:
    assert found(RULE, planned(*READ[:2], start=0, target=5)) == []
    late = on("01-12 10:00", "late", checked_in("k1", 1.2))
    assert found(RULE, planned(*READ[:2], start=0, target=5), late) == []


def test_what_moved_in_the_cycle_before_moves_as_far_again() -> None:
    past = earlier(4, key_result("old", metric="orders"), value=4)
    assert found(RULE, past, planned(metric="Orders", start=4, target=8)) == ["growth/k1"]
    assert found(RULE, past, planned(metric="Orders", start=4, target=8.1)) == []
    assert found(RULE, past, planned(metric="revenue", start=4, target=8)) == []


def test_guardrails_newcomers_and_what_has_no_target_are_not_judged() -> None:
    assert found(RULE, planned(kind="guardrail", initial_confidence=1.0)) == []
    assert found(RULE, planned(target=None, initial_confidence=1.0)) == []
    assert found(RULE, a_plan(k2=3), LOCK, committed(day="02-02", initial_confidence=1.0)) == []
