"""Timelines at random, as planners in a hurry write them: much is raised, lowered, covered and taken back."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from events.catalogue import Event
from tests.projections import words
from tests.projections.story import a_locked_plan, on
from tests.projections.words import Fact

ITEMS = st.sampled_from(["aim", "two", "k1", "k2", "k3", "k4", "n1", "n2", "nobody"])
KEY_RESULTS = st.sampled_from(["k1", "k2", "k3", "k4", "n1", "n2"])
# A link names the n-th event before it of those that could have asked for more, or could have given something up.
EARLIER = st.integers(0, 3).map(str)
ASKING = {"key_result.committed", "commitment.reweighted", "key_result.retargeted", "commitment.reinstated"}
ASKING |= {"key_result.rescheduled", "capacity.withdrawn"}
GIVING = {"commitment.dropped", "commitment.deferred", "capacity.added", "key_result.replaced", "key_result.retargeted"}
SOME = st.sampled_from([0.2, 0.5, 1, 2.33, 4, 7])
TARGETS = st.sampled_from([0, 2.5, 5, 9, 10, 12, 20, 30])
DAYS = st.dates(dt.date(2026, 1, 20), dt.date(2026, 4, 20)).map(str)
PLAN = [
    *a_locked_plan(20, k1=3, k2=2, k3=4)[:-1],
    on("01-08", "two", words.objective("two")),
    on("01-08", "k4", words.key_result("k4", 5, of="two", due="2026-03-10")),
    on("01-12", "locked", words.locked()),
]

LOWERING: list[st.SearchStrategy[Fact]] = [
    ITEMS.map(words.dropped),
    ITEMS.map(words.deferred),
    ITEMS.map(words.reinstated),
]
MOVING: list[st.SearchStrategy[Fact]] = [
    st.builds(words.key_result, st.sampled_from(["n1", "n2"]), SOME),
    st.builds(words.reweighted, ITEMS, SOME),
    st.builds(words.retargeted, KEY_RESULTS, TARGETS),
    st.builds(words.capacity_added, SOME, approved_by=st.sampled_from(["sofia", "dana"])),
    st.builds(words.withdrawn, SOME),
    st.builds(words.replaced, KEY_RESULTS, KEY_RESULTS),
]
COVERING: list[st.SearchStrategy[Fact]] = [
    st.builds(words.traded, EARLIER, EARLIER, st.none() | SOME),
    st.builds(words.traded, EARLIER, EARLIER, st.none()),
    st.builds(words.drawn, EARLIER, st.none() | SOME),
    st.builds(words.accepted, EARLIER, SOME, st.sampled_from(["sofia", "dana", "nobody"])),
    st.builds(words.accepted, EARLIER, SOME, expires=DAYS),
]
WORKING: list[st.SearchStrategy[Fact]] = [
    st.builds(words.rescheduled, KEY_RESULTS, DAYS),
    st.builds(words.checked_in, st.sampled_from(["k1", "k2", "n1"]), TARGETS),
    st.builds(words.remeasured, KEY_RESULTS, target=TARGETS),
    st.builds(words.moved, KEY_RESULTS, st.sampled_from(["aim", "two"])),
    st.integers(0, 9).map(lambda n: words.closed() if n == 9 else words.revised()),
    st.integers(0, 9).map(lambda n: words.extended("2026-04-20") if n == 9 else words.extended("2026-03-31")),
]


def timelines(*acts: list[st.SearchStrategy[Fact]]) -> st.SearchStrategy[list[Event]]:
    """A locked plan and 8 to 25 events after it, e0 to e24, each on the day of the one before or some days later."""
    fact = st.one_of([each for group in acts for each in group])
    act = st.tuples(st.sampled_from([0, 0, 0, 1, 2, 6]), fact, st.sampled_from([0, 0, 0, 4]))
    return st.lists(act, min_size=8, max_size=25).map(_told)


def _told(acts: list[tuple[int, Fact, int]]) -> list[Event]:
    day, told = dt.date(2026, 1, 13), list[Event]()
    for number, (later, fact, backdated) in enumerate(acts):
        day += dt.timedelta(days=later)
        fact = replace(fact, data={name: _named(name, value, told) for name, value in fact.data.items()})
        told.append(on(str(day - dt.timedelta(days=backdated)), f"e{number}", fact, noted=str(day)))
    return [*PLAN, *told]


def _named(name: str, value: Any, told: list[Event]) -> Any:
    """The event that a link means, else the value as it is."""
    types = {"shift": ASKING, "credit": GIVING}.get(name)
    if types is None:
        return value
    could = [event.id for event in reversed(told) if event.type in types]
    return could[int(value) % len(could)] if could else "nothing"


plausible = timelines(LOWERING, MOVING, MOVING, COVERING, WORKING)
"""Timelines of a plan in which much is raised, lowered, covered and taken back."""
