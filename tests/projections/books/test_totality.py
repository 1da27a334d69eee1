"""No timeline breaks the folds or the books: whatever the catalogue accepts is folded and judged."""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from hypothesis import given as for_all
from hypothesis import settings
from hypothesis import strategies as st

from events import catalogue
from events.catalogue import Event
from projections.books.judgement import judge_cycle
from projections.books.timeline import Timeline, seen
from projections.folds.registry import FOLDS, evolve
from projections.policy import DEFAULT, with_parameters
from tests.projections.chaos import IDS, anything
from tests.projections.planners import plausible
from tests.projections.story import a_plan

FAR = dt.datetime(2999, 12, 31, 23, tzinfo=dt.UTC)


def folded(events: list[Event]) -> dict[str, Any]:
    """The state of every stream, by its subject."""
    states: dict[str, Any] = {}
    for event in events:
        states[event.subject] = evolve(states.get(event.subject), event)
    return states


def judged(timeline: Timeline) -> bytes:
    """Everything that is found in a timeline, as bytes."""
    return msgspec.json.encode([judge_cycle(timeline, name) for name in timeline.cycles()])


@for_all(anything)
@settings(max_examples=300, deadline=None)
def test_any_events_in_any_order_fold(events: list[Event]) -> None:
    assert folded(events) == folded([catalogue.decode(catalogue.encode(event)) for event in events])


@for_all(anything, st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_events_in_any_order_are_judged(events: list[Event], planned: bool) -> None:
    told = [*a_plan(20, k1=3, k2=2), *events] if planned else events
    assert judged(seen(told, FAR, FAR)) == judged(seen(told, FAR, FAR))


@for_all(plausible, st.integers(-5, 200))
@settings(max_examples=150, deadline=None)
def test_any_instant_can_be_asked_about(events: list[Event], days: int) -> None:
    moment = dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(days=days)
    judged(seen(events, moment, FAR))
    judged(seen(events, FAR, moment))


@for_all(plausible)
@settings(max_examples=60, deadline=None)
def test_any_policy_can_judge(events: list[Event]) -> None:
    extremes = (
        {"enough": 0, "minimum_shift": 0, "grace_wd": 0, "change_budget": 1, "overload_cap": 1, "goalpost_late": 1},
        {"enough": 1, "minimum_shift": 1e7, "grace_wd": 366, "change_budget": 0, "overload_cap": 0, "split_days": 366},
    )
    for parameters in extremes:
        judge_cycle(seen(events, FAR, FAR), "2026-q1", with_parameters(DEFAULT, parameters))


def test_chaos_can_say_everything() -> None:
    """Each type of the catalogue has a stream here, and ids meet often enough to collide."""
    assert {module.STREAM.split("/")[0] for module in catalogue.streams().values()} == set(FOLDS)
    assert len(IDS) < 14
