"""A plan as it stands after its events."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from msgspec.structs import replace

from events import catalogue
from events.facts import plan as facts
from projections.folds.plan import HANDLERS, Item, children
from tests.projections.folds.folded import after
from tests.projections.words import (
    Fact,
    accepted,
    capacity_added,
    completed,
    declared,
    drawn,
    dropped,
    initiative,
    key_result,
    locked,
    moved,
    objective,
    ranked,
    relabelled,
    remeasured,
    replaced,
    rescheduled,
    retargeted,
    revised,
    reweighted,
    traded,
    withdrawn,
)


def item(name: str, *said: Fact) -> Item:
    """An item after these events."""
    return after(*said).items[name]


def test_every_fact_of_a_plan_has_its_handler() -> None:
    assert set(HANDLERS) == set(catalogue.facts_of(facts))


def test_capacity_is_declared_added_and_withdrawn() -> None:
    assert after().capacity is None
    assert after(declared(20, change_budget=3)).capacity == 20
    assert after(declared(20), capacity_added(2.5), withdrawn(4)).capacity == Decimal("18.5")
    assert after(capacity_added(2)).capacity == 2
    assert after(withdrawn(2)).capacity == -2


def test_a_capacity_is_known_by_its_latest_declaration() -> None:
    assert after(capacity_added(2), withdrawn(1)).declared_by is None
    assert after(declared(20), declared(25), capacity_added(2)).declared_by == "e9"


def test_a_change_budget_stays_when_capacity_is_declared_anew_without_one() -> None:
    assert after(declared(20)).change_budget is None
    assert after(declared(20, change_budget=3), declared(25)).change_budget == 3


def test_an_objective_is_committed_at_its_rank_or_last() -> None:
    state = after(
        objective("three"), objective("first", rank=1, owner="olga", outcome="o", points=2), objective("far", rank=99)
    )
    assert state.order == ("first", "aim", "two", "three", "far")
    first = state.items["first"]
    assert (first.kind, first.owner, first.outcome) == ("objective", "olga", "o")
    assert (first.points, first.committed_by) == (Decimal(2), "e9")


def test_a_key_result_belongs_to_an_objective() -> None:
    known = item(
        "n1", key_result("n1", 2, due="2026-03-01", kind="guardrail", initial_confidence=0.4, direction="decrease")
    )
    assert (known.parent, known.start, known.target, known.due) == ("aim", 0, 10, dt.date(2026, 3, 1))
    assert (known.guardrail, known.initial_confidence, known.direction) == (True, 0.4, "decrease")
    for of in ("nobody", "k1", "i1", "n1"):
        assert after(key_result("n1", 2, of=of)).ignored == ("e8",)


def test_an_initiative_belongs_to_a_key_result_or_to_none() -> None:
    assert (item("i1").parent, item("i2").parent) == ("k1", None)
    assert item("i3", initiative("i3", business_as_usual=True)).business_as_usual
    for of in ("nobody", "aim", "i1"):
        assert after(initiative("i3", key_result=of)).ignored == ("e8",)


@pytest.mark.parametrize("again", [objective("k1"), key_result("aim", 9), initiative("k2"), key_result("k1", 9)])
def test_an_id_that_is_taken_is_ignored(again: Fact) -> None:
    assert after(again).items == after().items
    assert after(again).ignored == ("e8",)


def test_an_objective_is_aligned() -> None:
    aligned = Fact("objective.aligned", {"objective": "aim", "outcome": "growth", "supports": "2026-q1/sales/aim"})
    assert (item("aim", aligned).outcome, item("aim", aligned).supports) == ("growth", "2026-q1/sales/aim")


def test_objectives_are_ranked_among_the_open_ones() -> None:
    assert after(ranked("two", 1)).order == ("two", "aim")
    assert after(ranked("aim", 99)).order == ("two", "aim")
    assert after(dropped("aim"), ranked("aim", 1)).ignored == ("e9",)
    assert after(ranked("k1", 1), ranked("nobody", 1)).ignored == ("e8", "e9")


def test_a_key_result_is_retargeted_rescheduled_graded_and_carried_over() -> None:
    assert item("k1", retargeted("k1", 12.5)).target == 12.5
    assert item("k1", rescheduled("k1", "03-01")).due == dt.date(2026, 3, 1)
    assert item("k1", Fact("key_result.graded", {"key_result": "k1", "grade": 0.7})).grade == 0.7
    carried = Fact("key_result.carried_over", {"key_result": "k1", "from": "2025-q4/growth/k9"})
    assert item("k1", carried).carried_from == "2025-q4/growth/k9"


def test_another_metric_brings_only_what_it_says() -> None:
    known = item("k1", remeasured("k1", metric="sales", start=5))
    assert (known.metric, known.start, known.target) == ("sales", 5, 10)


def test_a_key_result_moves_to_another_objective() -> None:
    assert item("k1", moved("k1", "two")).parent == "two"
    assert after(moved("k1", "k2"), moved("k1", "nobody"), moved("i1", "two")).ignored == ("e8", "e9", "e10")


def test_what_is_only_of_key_results_passes_over_other_items() -> None:
    for fact in (
        retargeted("aim", 1),
        rescheduled("i1", "03-01"),
        remeasured("aim"),
        replaced("i1", "k2"),
        completed("k1"),
    ):
        assert after(fact).ignored == ("e8",)


def test_an_item_is_reworded_reweighted_relabelled_and_handed_on() -> None:
    assert item("i1", Fact("commitment.reworded", {"item": "i1", "title": "better"})).title == "better"
    assert item("aim", reweighted("aim", 4)).points == 4
    assert item("k1", relabelled("k1", "p0")).priority == "p0"
    assert item("k1", Fact("owner.changed", {"item": "k1", "to": "olga"})).owner == "olga"
    assert item("aim", Fact("sponsor.changed", {"item": "aim"})).sponsor is None


def test_an_objective_is_graded() -> None:
    assert item("aim", Fact("objective.graded", {"objective": "aim", "grade": 0.4})).grade == 0.4


def test_an_initiative_is_completed() -> None:
    assert item("i1", completed("i1")).completed


def test_a_plan_is_locked_once() -> None:
    state = after(locked(), locked())
    assert (state.locked_by, state.ignored) == ("e8", ("e9",))
    assert state.locked_at == dt.datetime(2026, 2, 3, 9, tzinfo=dt.UTC)


def test_revisions_of_the_baseline_are_counted() -> None:
    assert after(revised(), revised()).revisions == 2


def test_what_is_recorded_about_shifts_changes_no_plan() -> None:
    rejected = Fact("trade_off.rejected", {"shift": "S", "item": "k1", "rejected_by": "sofia"})
    waiver = Fact("waiver.granted", {"rule": "r", "subject": "org", "reason": "why", "approved_by": "sofia"})
    state = after(traded("S", "D"), rejected, drawn("S"), accepted("S", 1), waiver)
    assert replace(state, trade_offs={}) == after()
    assert state.trade_offs == {"t": "e8"}


def test_the_children_of_an_objective_are_its_key_results_and_their_initiatives() -> None:
    assert [child.id for child in children(after(), "aim")] == ["k1", "k2", "i1"]
    assert [child.id for child in children(after(), "k1")] == ["i1"]
    assert children(after(), "nobody") == []
