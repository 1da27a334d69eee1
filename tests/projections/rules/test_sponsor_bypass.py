"""Sponsors stay away, ask for what nothing pays for, or change things ahead of the decision."""

from __future__ import annotations

from events.catalogue import Event
from tests.projections.rules.told import findings, found, held, scheduled, too_few
from tests.projections.story import a_locked_plan, on
from tests.projections.words import decided, deferred, key_result, traded

RULE = "sponsor_bypass"
PLAN = a_locked_plan(20, k1=3, k2=4)
DAYS = {f"r{n}": f"02-{day:02}" for n, day in enumerate((2, 4, 6, 9, 11, 13))}
ASKED = on("02-03", "S", key_result("n1", 4), by="sofia")
FIRES = [*PLAN, ASKED]
TUNED: dict[str, float] = {}


def reviewed(came: int, sent: int = 0, count: int = 6) -> list[Event]:
    told: list[Event] = []
    for n, (name, day) in enumerate([*DAYS.items()][:count]):
        delegates = {"sofia": "ben"} if came <= n < came + sent else {}
        told += [scheduled(name, day), held(name, day, ("sofia",) if n < came else (), **delegates)]
    return told


def test_a_sponsor_at_two_of_six_reviews_stays_away_and_at_three_does_not() -> None:
    [finding] = findings(RULE, PLAN, reviewed(2))
    assert (finding.plan, "2 of 6" in (finding.says or "")) == ("plan/2026-q1/growth", True)
    assert found(RULE, PLAN, reviewed(3)) == []


def test_a_delegate_stands_for_the_sponsor() -> None:
    assert found(RULE, PLAN, reviewed(2, sent=1)) == []


def test_of_five_reviews_nothing_is_said() -> None:
    assert found(RULE, PLAN, reviewed(0, count=5)) == []
    assert too_few(RULE, PLAN, reviewed(0, count=5)) == [("growth", 5, 6)]


def test_what_a_sponsor_asks_for_and_nothing_pays_goes_around_the_plan() -> None:
    [finding] = findings(RULE, FIRES)
    assert (finding.item, finding.evidence) == ("n1", ("S",))
    assert found(RULE, PLAN, on("02-03", "S", key_result("n1", 4), by="ben")) == []
    paid = [on("02-04", "C", deferred("k2")), on("02-04", "T", traded("S", "C"))]
    assert found(RULE, FIRES, paid) == []


def test_an_external_mandate_that_was_recorded_before_goes_around_nothing() -> None:
    mandate = on("02-02", "D", decided("d1"))
    asked = on("02-03", "S", key_result("n1", 4), by="sofia", decision="d1")
    assert found(RULE, PLAN, mandate, asked) == []
    late = on("02-05", "D", decided("d1"))
    assert found(RULE, PLAN, asked, late) == ["growth/n1"]


def test_a_change_two_days_before_its_decision_is_in_time_and_three_are_not() -> None:
    changed = on("02-03", "S", key_result("n1", 0.1), decision="d1")
    assert found(RULE, PLAN, changed, on("02-05", "D", decided("d1"))) == []
    [finding] = findings(RULE, PLAN, changed, on("02-06", "D", decided("d1")))
    assert (finding.plan, finding.evidence) == ("plan/2026-q1/growth", ("S",))
