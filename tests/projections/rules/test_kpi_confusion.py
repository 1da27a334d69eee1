"""A key figure to watch is no key result: it stays, or hardly moves, or is measured for ever."""

from __future__ import annotations

import pytest

from tests.projections.rules.told import committed, earlier, findings, found
from tests.projections.story import a_plan, on
from tests.projections.words import key_result, locked

RULE = "kpi_confusion"
LOCK = on("01-12", "L", locked())
FIRES = [*a_plan(), committed(direction="maintain"), LOCK]
TUNED: dict[str, float] = {}


def test_what_is_to_stay_as_it_is_changes_nothing() -> None:
    [finding] = findings(RULE, FIRES)
    assert (finding.item, finding.evidence) == ("k1", ("k1",))
    assert found(RULE, a_plan(), committed(direction="increase"), LOCK) == []


@pytest.mark.parametrize(("start", "target", "hit"), [(100, 98, True), (100, 102, True), (100, 97.9, False)])
def test_a_target_within_two_per_cent_of_its_start_hardly_moves(start: float, target: float, hit: bool) -> None:
    story = a_plan(), committed(start=start, target=target), LOCK
    assert found(RULE, *story) == (["growth/k1"] if hit else [])


def test_from_nothing_every_target_is_a_change() -> None:
    assert found(RULE, a_plan(), committed(start=0, target=0.01), LOCK) == []


def test_the_same_metric_in_the_fourth_cycle_running_is_a_finding_and_in_the_third_is_not() -> None:
    quarters = {number: earlier(number, key_result(f"o{number}", metric=" orders ")) for number in (2, 3, 4)}
    now = a_plan(), committed(metric="Orders"), LOCK
    [finding] = findings(RULE, *quarters.values(), *now)
    assert finding.evidence == ("k1", "2025-q4-1", "2025-q3-1", "2025-q2-1")
    assert found(RULE, quarters[3], quarters[4], *now) == []
    other = earlier(3, key_result("o3", metric="revenue"))
    assert found(RULE, quarters[2], other, quarters[4], *now) == [], "not running"


def test_a_guardrail_is_there_to_hold() -> None:
    guard = committed(kind="guardrail", direction="maintain", start=100, target=100)
    assert found(RULE, a_plan(), guard, LOCK) == []
