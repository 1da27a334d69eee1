"""A decision as it stands, and what it authorises."""

from __future__ import annotations

import datetime as dt

from projections.folds import decision
from projections.folds.decision import Decision, authorises
from tests.projections.story import on
from tests.projections.words import Fact, decided, undecided

RAISED = Fact("objection.raised", {"objection": "o1", "about": "e1", "text": "too early"}, "decision/d")
ANSWERED = Fact("objection.answered", {"objection": "o1", "answer": "it waits"}, "decision/d")


def after(*said: tuple[str, Fact]) -> Decision:
    """The decision after these events, each on its day."""
    state = Decision()
    for number, (day, fact) in enumerate(said, 1):
        state = decision.evolve(state, on(day, f"e{number}", fact))
    return state


def day(number: int) -> dt.datetime:
    return dt.datetime(2026, 2, number, 9, tzinfo=dt.UTC)


def test_a_decision_is_recorded_once() -> None:
    other = Fact("decision.recorded", {**decided("d").data, "choice": "that"}, "decision/d")
    state = after(("02-03", decided("d")), ("02-04", other))
    assert (state.choice, state.at, state.decided_by) == ("this", day(3), ("sofia",))


def test_a_decision_authorises_from_when_it_was_taken_until_it_was_taken_back() -> None:
    state = after(("02-03", decided("d")), ("02-05", undecided("d")), ("02-09", undecided("d")))
    assert [number for number in range(1, 11) if authorises(state, day(number))] == [3, 4]
    assert authorises(after(("02-03", decided("d"))), day(28))


def test_nothing_is_authorised_by_what_was_never_decided() -> None:
    assert not authorises(None, day(3))
    assert not authorises(after(("02-03", RAISED)), day(9))
    assert not authorises(after(("02-03", undecided("d")), ("02-03", decided("d"))), day(9))


def test_objections_are_open_until_they_are_answered() -> None:
    assert after(("02-03", RAISED)).open_objections == {"o1"}
    assert after(("02-03", RAISED), ("02-04", ANSWERED), ("02-05", ANSWERED)).open_objections == frozenset()
