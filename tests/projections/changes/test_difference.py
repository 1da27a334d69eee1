"""What is different between two states of a plan: the net of it, each with the events that did it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.catalogue import Event
from projections.changes.difference import difference
from projections.changes.stretch import stretch
from projections.folds.plan import Plan
from projections.folds.registry import begun
from tests.projections import chaos, planners, words
from tests.projections.changes.compared import Since, since
from tests.projections.words import (
    PLAN,
    Fact,
    completed,
    deferred,
    dropped,
    initiative,
    key_result,
    locked,
    moved,
    objective,
    ranked,
    reinstated,
    relabelled,
    remeasured,
    replaced,
    rescheduled,
    retargeted,
    revised,
    reweighted,
)


def a_plan(*more: Fact) -> Since:
    """An objective with two key results and an initiative, and another objective."""
    measured = key_result("k1", 3, title="Paying customers", start=0, target=40, measured_in="customers")
    return since(
        words.declared(20),
        objective("aim", title="Customers stay", owner="ben"),
        measured,
        key_result("k2", title="Churn"),
        initiative("i1", 1, key_result="k1", title="Call everybody"),
        objective("two", title="Nobody waits"),
        *more,
    )


@pytest.mark.parametrize(
    ("came", "kind", "says"),
    [
        (retargeted("k1", 60), "retargeted", "Target of “Paying customers” 40 → 60 customers"),
        (remeasured("k1", start=5), "remeasured", "Start of “Paying customers” 0 → 5 customers"),
        (remeasured("k1", metric="seats"), "remeasured", "Metric of “Paying customers” set to seats"),
        (rescheduled("k1", "03-10"), "rescheduled", "Due date of “Paying customers” the cycle's end → 2026-03-10"),
        (reweighted("k1", 1), "reweighted", "Weight of “Paying customers” 3 → 1 point"),
        (reweighted("k2", 2.5), "reweighted", "Weight of “Churn” the default → 2.5 points"),
        (relabelled("k1", "p0"), "relabelled", "Priority of “Paying customers” set to p0"),
        (dropped("k1"), "dropped", "“Paying customers” dropped"),
        (deferred("k1"), "deferred", "“Paying customers” deferred"),
        (replaced("k1", "k2"), "replaced", "“Paying customers” replaced by another"),
        (completed("i1"), "completed", "Initiative “Call everybody” completed"),
        (moved("k1", "two"), "moved", "“Paying customers” moved from “Customers stay” to “Nobody waits”"),
        (ranked("two", 1), "ranked", "“Nobody waits” moved from second to first"),
        (Fact("owner.changed", {"item": "aim", "to": "kim"}), "owner_changed", "Owner of “Customers stay” ben → kim"),
        (Fact("owner.changed", {"item": "aim"}), "owner_changed", "Owner of “Customers stay” ben → nobody"),
        (Fact("sponsor.changed", {"item": "k2", "to": "kim"}), "sponsor_changed", "Sponsor of “Churn” nobody → kim"),
        (Fact("commitment.reworded", {"item": "k2", "title": "Leavers"}), "reworded", "“Churn” reworded to “Leavers”"),
        (Fact("key_result.graded", {"key_result": "k2", "grade": 0.7}), "graded", "Grade of “Churn” set to 0.7"),
        (words.withdrawn(3), "capacity", "Capacity 20 → 17 points"),
        (words.declared(20, change_budget=1), "change_budget", "Change budget set to 1 point"),
        (locked(), "locked", "Plan locked"),
        (revised(), "revised", "Baseline revised"),
    ],
)  # fmt: skip
def test_what_one_event_did_is_one_difference(came: Fact, kind: str, says: str) -> None:
    found = a_plan().came(came)
    assert [(each.kind, each.says, each.events) for each in found.differences] == [(kind, says, ("e1",))]


def test_what_came_is_told_with_all_that_it_brought() -> None:
    found = a_plan().came(
        objective("three", title="Poland", rank=1, points=5),
        key_result("k3", 2, of="three", title="Hauliers", start=0, target=60, measured_in="hauliers", due="2026-03-10"),
        initiative("i2", title="Office"),
    )
    assert found.says == [
        "Objective “Poland” added as first of 3: 5 points",
        "Key result “Hauliers” added under “Poland”: 0 → 60 hauliers, 2 points, due 2026-03-10",
        "Initiative “Office” added",
    ]
    assert [each.change.before for each in found.differences] == [None] * 3
    assert found.did[("k3", "status")] == ("e2",)


def test_what_came_and_went_is_told_as_gone() -> None:
    found = a_plan().came(key_result("k3", title="Hauliers", target=3, start=1), dropped("k3"))
    assert found.kinds == [("dropped", "k3")]
    assert found.says == ["Key result “Hauliers” added under “Customers stay”: 1 → 3, and dropped"]
    assert found.did == {("k3", "status"): ("e1", "e2")}


def test_what_goes_with_its_objective_is_told_item_by_item() -> None:
    found = a_plan().came(dropped("aim"))
    assert found.kinds == [("dropped", each) for each in ("aim", "k1", "i1", "k2")]
    assert set(found.did.values()) == {("e1",)}


def test_what_was_given_up_before_can_be_taken_up_again_or_put_off() -> None:
    begun = a_plan(dropped("k1"), dropped("k2"))
    found = begun.came(reinstated("k1"), reinstated("k2"), deferred("k2"))
    assert found.says == ["“Paying customers” taken up again", "“Churn” deferred, no longer dropped"]
    assert found.did[("k2", "status")] == ("e2", "e3")


def test_what_was_taken_back_is_no_difference() -> None:
    assert a_plan().came(retargeted("k1", 60), retargeted("k1", 40), dropped("k2"), reinstated("k2")).says == []


def test_a_difference_names_every_event_on_the_way() -> None:
    found = a_plan().came(retargeted("k1", 60), reweighted("k1", 2), retargeted("k1", 50))
    assert found.did == {("k1", "target"): ("e1", "e3"), ("k1", "points"): ("e2",)}


def test_a_replacement_by_a_newcomer_is_two_differences() -> None:
    found = a_plan().came(key_result("k9", title="Seats"), replaced("k1", "k9"))
    assert found.kinds == [("replaced", "k1"), ("added", "k9")]


def test_from_nothing_all_is_new() -> None:
    found = since().came(words.declared(20), objective("aim"), key_result("k1"), locked())
    assert found.says[:2] == ["Capacity set to 20 points", "Plan locked"]
    assert found.kinds[2:] == [("added", "aim"), ("added", "k1")]


def test_objectives_stand_by_rank_and_what_hangs_on_them_below() -> None:
    found = since().came(objective("a"), key_result("ka", of="a"), objective("b", rank=1), key_result("kb", of="b"))
    assert [item for _, item in found.kinds] == ["b", "kb", "a", "ka"]


@given(planners.plausible, st.integers(0, 20))
def test_every_difference_has_an_event_that_did_it(told: list[Event], first: int) -> None:
    of_plan = [event for event in told if event.subject == PLAN]
    early = {event.id for event in of_plan[:first]}
    lived = stretch(PLAN, of_plan, lambda event: event.id in early)
    found = lived.done_by(difference(PLAN, lived.before, lived.after, lived.handled))
    assert all(each.events for each in found)
    assert early.isdisjoint(id_ for each in found for id_ in each.events)


@given(chaos.anything)
def test_whatever_was_recorded_can_be_compared(told: list[Event]) -> None:
    for subject in {event.subject for event in told if event.subject.startswith("plan/")}:
        lived = stretch(subject, [event for event in told if event.subject == subject], lambda event: event.id < "e5")
        assert lived.done_by(difference(subject, begun(subject), lived.after)) is not None
        assert difference(subject, lived.after, lived.after) == ()
        assert difference(subject, lived.before, Plan()) is not None
