"""A cycle as it stands after its events."""

from __future__ import annotations

import datetime as dt
from typing import Any

from events import catalogue
from events.facts import cycle as facts
from projections.folds import cycle
from projections.folds.cycle import Cycle
from tests.projections.story import on
from tests.projections.words import Fact, closed, extended, opened


def review(word: str, **data: Any) -> Fact:
    return Fact(f"review.{word}", {"review": "r1", **data}, "cycle/2026-q1")


SCHEDULED = review("scheduled", kind="mid_cycle", at="2026-02-16T10:00:00Z", required=["sofia"], units=["growth"])
HELD = review("held", at="2026-02-17", attendees=["omar"], delegates={"sofia": "sam"})
MISSED, CANCELLED = review("missed"), review("cancelled", reason="a holiday")
LOOKED = Fact("priorities.reviewed", {"review": "r1", "kept": ["k1"], "changed": [], "stopped": []}, "cycle/2026-q1")


def after(*said: Fact) -> Cycle:
    """The cycle after these events, e1 and so on."""
    state = Cycle()
    for number, fact in enumerate(said, 1):
        state = cycle.evolve(state, on("02-03", f"e{number}", fact))
    return state


def test_every_fact_of_a_cycle_changes_one() -> None:
    said = [opened(), extended("2026-04-30"), closed(), SCHEDULED, HELD, MISSED, CANCELLED, LOOKED]
    assert {fact.type for fact in said} == {fact.type_ for fact in catalogue.facts_of(facts)}
    assert after(opened(), extended("2026-04-30"), SCHEDULED, HELD, LOOKED, closed()).ignored == ()


def test_a_cycle_is_opened_once() -> None:
    state = after(opened(every=14), opened(start="2027-01-01"))
    assert (state.start, state.end, state.check_in_every_days) == (dt.date(2026, 1, 1), dt.date(2026, 3, 31), 14)
    assert (state.kind, state.ignored) == ("quarter", ("e2",))


def test_an_opened_cycle_is_extended() -> None:
    state = after(opened(), extended("2026-04-30"), extended("2026-05-31"))
    assert (state.end, state.extended) == (dt.date(2026, 5, 31), 2)
    assert after(extended("2026-04-30")).ignored == ("e1",)


def test_a_cycle_is_closed_when_that_is_noted_and_once() -> None:
    state = cycle.evolve(after(opened()), on("04-02", "c1", closed(), noted="04-03"))
    assert state.closed == dt.datetime(2026, 4, 3, 9, tzinfo=dt.UTC)
    again = cycle.evolve(state, on("04-09", "c2", closed()))
    assert (again.closed, again.ignored) == (state.closed, ("c2",))


def test_a_review_is_scheduled_and_held() -> None:
    known = after(SCHEDULED, HELD).reviews["r1"]
    assert (known.kind, known.status, known.at, known.held_at) == (
        "mid_cycle",
        "held",
        "2026-02-16T10:00:00Z",
        "2026-02-17",
    )
    assert (known.required, known.units, known.attendees, known.delegates) == (
        ("sofia",),
        ("growth",),
        ("omar",),
        {"sofia": "sam"},
    )


def test_a_review_that_nobody_scheduled_was_held_all_the_same() -> None:
    assert (after(HELD).reviews["r1"].status, after(HELD).ignored) == ("held", ())


def test_a_review_is_missed_only_while_it_is_due() -> None:
    assert after(SCHEDULED, MISSED).reviews["r1"].status == "missed"
    assert after(SCHEDULED, HELD, MISSED).reviews["r1"].status == "held"
    assert after(SCHEDULED, MISSED, HELD).reviews["r1"].status == "held"
    assert after(MISSED).ignored == ("e1",)


def test_a_review_is_cancelled_and_may_be_scheduled_again() -> None:
    assert after(SCHEDULED, CANCELLED).reviews["r1"].status == "cancelled"
    assert after(SCHEDULED, CANCELLED, SCHEDULED).reviews["r1"].status == "scheduled"
    assert after(CANCELLED).ignored == ("e1",)


def test_reviews_of_the_priorities_are_counted() -> None:
    assert after(LOOKED, LOOKED).priorities_reviewed == 2
