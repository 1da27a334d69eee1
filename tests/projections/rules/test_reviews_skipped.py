"""Reviews are held, or skipped: by their days, by who came, and one after another."""

from __future__ import annotations

from events.catalogue import Event
from tests.projections.rules.told import findings, found, held, scheduled, too_few
from tests.projections.story import a_locked_plan, on
from tests.projections.words import CYCLE, Fact

RULE = "reviews_skipped"
DAYS = {f"r{n}": f"02-{day:02}" for n, day in enumerate((2, 4, 6, 9, 11, 13, 16, 18, 20, 23))}
PLAN = a_locked_plan(k1=3)
EVERY = [scheduled(name, day) for name, day in DAYS.items()]


def held_but(*skipped: str) -> list[Event]:
    return [held(name, day) for name, day in DAYS.items() if name not in skipped]


def cancelled(name: str) -> Event:
    return on("02-01", f"{name}-off", Fact("review.cancelled", {"review": name, "reason": "a fair"}, f"cycle/{CYCLE}"))


FIRES = [*PLAN, *EVERY, *held_but("r1", "r4", "r8")]
TUNED = {"on_time": 0.7}


def test_three_of_ten_reviews_skipped_are_too_many_and_two_are_not() -> None:
    [finding] = findings(RULE, FIRES)
    assert "Of 10 reviews that were due, 7" in (finding.says or "")
    assert finding.evidence == ("r1-scheduled", "r4-scheduled", "r8-scheduled")
    assert found(RULE, PLAN, EVERY, held_but("r1", "r4")) == []


def test_two_in_a_row_are_a_finding_however_few_there_are() -> None:
    three, last = EVERY[:3], held("r2", DAYS["r2"])
    assert found(RULE, PLAN, three, last) == ["cycle"]
    assert too_few(RULE, PLAN, three, last) == [("cycle", 3, 6)]
    assert found(RULE, PLAN, three, held("r1", DAYS["r1"])) == [], "not one after the other"


def test_a_review_three_working_days_late_is_in_time_and_four_are_not() -> None:
    two = [scheduled("a", "02-02"), scheduled("b", "02-09")]
    assert found(RULE, PLAN, two, held("a", "02-05"), held("b", "02-12")) == []
    assert found(RULE, PLAN, two, held("a", "02-06"), held("b", "02-13")) == ["cycle"]


def test_a_review_without_half_of_those_required_was_not_held() -> None:
    people = ("sofia", "ben", "carla", "dan")
    two = [scheduled("a", "02-02", required=people), scheduled("b", "02-09", required=people)]
    assert found(RULE, PLAN, two, held("a", "02-02", people[:2]), held("b", "02-09", people[:2])) == []
    assert found(RULE, PLAN, two, held("a", "02-02", people[:1]), held("b", "02-09", people[:1])) == ["cycle"]
    assert found(RULE, PLAN, two, held("a", "02-02", people[1:]), held("b", "02-09", people[1:])) == ["cycle"]


def test_what_was_cancelled_with_a_reason_and_what_a_delegate_held_is_not_skipped() -> None:
    two = [scheduled("a", "02-02"), scheduled("b", "02-09")]
    assert found(RULE, PLAN, two, cancelled("a"), cancelled("b")) == []
    assert found(RULE, PLAN, two, held("a", "02-02", (), sofia="ben"), held("b", "02-09", (), sofia="ben")) == []
