"""What is no demand: reordered, lowered, handed on, promised anew; and what such events must say."""

from __future__ import annotations

import pytest

from projections.books.classes import class_of
from tests.projections.books.ordered import LOCKED, said
from tests.projections.story import a_plan, given, on
from tests.projections.words import (
    Fact,
    capacity_added,
    declared,
    deferred,
    dropped,
    extended,
    initiative,
    key_result,
    locked,
    moved,
    objective,
    ranked,
    remeasured,
    replaced,
    rescheduled,
    retargeted,
    revised,
    reweighted,
    traded,
    withdrawn,
)

OWNER = Fact("owner.changed", {"item": "k1", "to": "olga"})
SPONSOR = Fact("sponsor.changed", {"item": "aim", "to": "sam"})
REWORDED = Fact("commitment.reworded", {"item": "k1", "title": "better said"})
GRADED = Fact("key_result.graded", {"key_result": "k1", "grade": 0.5})


@pytest.mark.parametrize(
    "fact",
    [
        dropped("k1", reason=None),
        dropped("k1", reason="  "),
        dropped("aim", reason=None),
        deferred("k1", reason=None),
        replaced("k1", "n1", reason=""),
        reweighted("k1", 2, reason=None),
        retargeted("k1", 9, reason=None),
        rescheduled("k1", "04-15", reason=None),
        capacity_added(3, reason=""),
        remeasured("k1", reason="", metric="sales"),
        OWNER,
        SPONSOR,
    ],
)
def test_what_is_lowered_or_handed_on_without_a_reason_is_unexplained(fact: Fact) -> None:
    assert "unexplained" in said(fact)
    explained = Fact(fact.type, {**fact.data, "reason": "agreed"})
    assert "unexplained" not in said(explained)


def test_what_is_raised_reworded_or_moved_needs_no_reason() -> None:
    for fact in (
        reweighted("k1", 4, reason=None),
        retargeted("k1", 11, reason=None),
        REWORDED,
        moved("k1", "two"),
        GRADED,
    ):
        assert said(fact) == []


def test_a_date_put_back_needs_a_reason_and_one_brought_forward_asks_for_more() -> None:
    assert said(rescheduled("k1", "03-01", reason=None)) == []
    assert said(rescheduled("k1", "03-01"), rescheduled("k1", "03-02", reason=None)) == ["unexplained"]


def test_what_stays_as_it_was_needs_no_reason() -> None:
    assert said(reweighted("k1", 3, reason=None)) == said(retargeted("k1", 10, reason=None)) == []
    assert said(rescheduled("k1", "03-31", reason=None)) == []


def test_nearer_is_nearer_to_the_start_wherever_that_is() -> None:
    falling = key_result("n1", 1, start=10, target=5)
    assert said(falling, retargeted("n1", 4, reason=None)) == []
    assert "unexplained" in said(falling, retargeted("n1", 6, reason=None))


def test_a_cycle_that_nobody_opened_is_not_extended() -> None:
    plan = [event for event in LOCKED if event.id != "opened"]
    assert given(plan, on("02-03", "X", extended("2026-04-30", reason=""))).judged().said("X") == []


def test_a_first_target_needs_no_reason() -> None:
    assert said(key_result("n1", 1, target=None), retargeted("n1", 1, reason=None)) == []


def test_what_happens_to_nothing_is_not_marked() -> None:
    assert said(dropped("nobody", reason=None)) == said(dropped("k1"), dropped("k1", reason=None)) == []


def test_a_baseline_revised_or_a_cycle_extended_without_a_reason_is_unapproved() -> None:
    assert said(revised(reason=" ")) == said(extended("2026-04-30", reason="")) == ["unapproved"]
    assert said(revised()) == said(extended("2026-04-30")) == []


def test_what_the_lock_had_not_promised_yet_is_not_marked() -> None:
    plan = [
        *a_plan(20, k1=3),
        on("01-08", "X", extended("2026-04-30", reason="")),
        on("01-09", "D", dropped("k1", None)),
    ]
    judged = given(plan, on("01-12", "L", locked())).judged()
    assert (judged.said("X"), judged.said("D")) == ([], [])


def test_a_key_result_or_an_initiative_without_weight_is_weightless() -> None:
    assert said(key_result("n1", 0)) == said(initiative("i1", 0)) == ["weightless"]
    assert said(initiative("i1", 0, key_result="k1")) == ["weightless"]
    assert said(initiative("i1", 1, key_result="k1")) == []
    assert said(key_result("n1", 0.01)) == said(key_result("n1")) == said(objective("new")) == []
    assert said(key_result("k1", 0)) == []


@pytest.mark.parametrize(
    ("expected", "fact"),
    [
        ("A", key_result("n1", 1)),
        ("A", withdrawn(1)),
        ("A", rescheduled("k1", "03-01")),
        ("B", ranked("six", 1)),
        ("B", objective("new", rank=1)),
        ("C", dropped("k1")),
        ("C", retargeted("k1", 5)),
        ("C", rescheduled("k1", "04-15")),
        ("C", capacity_added(1)),
        ("C", declared(30)),
        ("D", OWNER),
        ("D", SPONSOR),
        ("D", REWORDED),
        ("D", moved("k1", "two")),
        ("D", remeasured("k1", metric="sales")),
        ("E", revised()),
        ("E", extended("2026-04-30")),
        (None, traded("a", "b")),
        (None, GRADED),
        (None, dropped("nobody")),
        (None, ranked("six", 5)),
    ],
)
def test_every_event_after_the_lock_is_of_one_class(expected: str | None, fact: Fact) -> None:
    books = given(LOCKED, on("02-03", "E", fact)).judged().books
    assert [class_of(books, step) for step in books.steps] == [expected]
