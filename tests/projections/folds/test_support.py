"""A support as it stands after its events."""

from __future__ import annotations

import datetime as dt

from events import catalogue
from events.facts import support as facts
from projections.folds import support
from projections.folds.support import Support
from tests.projections.story import on
from tests.projections.words import Fact


def said(type_: str, **data: object) -> Fact:
    return Fact(type_, data, "support/s")


NEEDED = said("support.needed", problem="activity as key results", units=["growth"])
ASSESSED = said("provider.assessed", provider="acme", answers={"whole_cycle": "yes"})
STARTED = said("support.started", kind="coaching", problem="practice", units=["sales"], provider="acme")
ENDED = said("support.ended", outcome="they write their own")
PULSE = said("pulse.recorded", unit="growth", question="Does it help?", mean=3.5, responses=12)


def after(*told: Fact) -> Support:
    """The support after these events, e1 on 1 February and so on."""
    state = Support()
    for number, fact in enumerate(told, 1):
        state = support.evolve(state, on(f"02-{number:02}", f"e{number}", fact))
    return state


def day(number: int) -> dt.datetime:
    return dt.datetime(2026, 2, number, 9, tzinfo=dt.UTC)


def test_every_fact_of_a_support_changes_one() -> None:
    told = [NEEDED, ASSESSED, STARTED, PULSE, ENDED]
    assert {fact.type for fact in told} == {fact.type_ for fact in catalogue.facts_of(facts)}
    assert after(*told).ignored == ()


def test_it_is_needed_for_a_problem_and_once() -> None:
    state = after(NEEDED, said("support.needed", problem="another"))
    assert (state.problem, state.units, state.needed_at) == ("activity as key results", ("growth",), day(1))
    assert (state.started_at, state.ignored) == (None, ("e2",))


def test_it_is_started_as_what_it_became_and_once() -> None:
    state = after(NEEDED, STARTED, said("support.started", kind="training", problem="another"))
    assert (state.kind, state.problem, state.units, state.provider) == ("coaching", "practice", ("sales",), "acme")
    assert (state.needed_at, state.started_at, state.ignored) == (day(1), day(2), ("e3",))


def test_it_is_ended_after_its_start_and_once() -> None:
    state = after(ENDED, STARTED, ENDED, ENDED)
    assert (state.ended_at, state.ignored) == (day(3), ("e1", "e4"))


def test_it_remembers_who_was_assessed_and_how_often_a_pulse_was_taken() -> None:
    state = after(ASSESSED, ASSESSED, said("provider.assessed", provider="other", answers={"x": "no"}), PULSE, PULSE)
    assert (state.providers, state.pulses, state.ignored) == (frozenset({"acme", "other"}), 2, ())
