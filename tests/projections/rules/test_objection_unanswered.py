"""Objections stay without an answer for too long."""

from __future__ import annotations

from events.catalogue import Event
from tests.projections.rules.told import findings, found, judged
from tests.projections.story import a_locked_plan, on
from tests.projections.words import Fact

RULE = "objection_unanswered"
PLAN = a_locked_plan(k1=3)


def raised(name: str, day: str = "03-02", about: str = "2026-q1/growth/k1") -> Event:
    return on(day, name, Fact("objection.raised", {"objection": name, "about": about, "text": "no"}, "decision/d1"))


def answered(name: str, day: str = "03-10") -> Event:
    return on(day, f"{name}-a", Fact("objection.answered", {"objection": name, "answer": "so"}, "decision/d1"))


FIRES = [*PLAN, raised("o1"), raised("o2")]
TUNED = {"objections": 3}


def test_two_objections_open_for_more_than_ten_working_days_are_a_finding() -> None:
    [finding] = findings(RULE, FIRES, as_of="03-17")
    assert finding.evidence == ("o1", "o2")
    assert found(RULE, FIRES, as_of="03-16") == []
    until = judged(FIRES, as_of="03-10").until
    assert until is not None
    assert until.isoformat() == "2026-03-17T00:00:00+00:00"


def test_one_objection_is_none_and_what_was_answered_is_not_open() -> None:
    assert found(RULE, PLAN, raised("o1")) == []
    assert found(RULE, FIRES, answered("o2")) == []


def test_an_answer_that_nobody_had_noted_yet_was_none() -> None:
    answer = on(
        "03-05", "A", Fact("objection.answered", {"objection": "o2", "answer": "so"}, "decision/d1"), noted="04-10"
    )
    assert found(RULE, FIRES, answer, as_of="04-30", known_at="04-09") == ["cycle"]
    assert found(RULE, FIRES, answer, as_of="04-30", known_at="04-10") == []


def test_an_objection_to_another_cycle_s_item_is_not_of_this_one() -> None:
    assert found(RULE, PLAN, raised("o1"), raised("o2", about="2025-q4/growth/k1")) == []
    assert found(RULE, PLAN, raised("o1"), raised("o2", about="locked")) == ["cycle"]
    assert found(RULE, PLAN, raised("o1"), raised("o2", "04-01", about="locked")) == []
