"""Timelines at random that reach into every paragraph: two plans, roles, policies, ranks, first targets, late locks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from events.catalogue import Event
from tests.projections import planners, words
from tests.projections.planners import DAYS, EARLIER, KEY_RESULTS, SOME
from tests.projections.story import on
from tests.projections.words import CYCLE, PLAN, Fact

ITEMS = st.sampled_from(["aim", "two", "o3", "k1", "k2", "k3", "k4", "n1", "n2", "n3", "i1", "i2"])
OBJECTIVES = st.sampled_from(["aim", "two", "o3", "o4", "o5"])
PEOPLE = st.sampled_from(["dana", "sofia", "omar", "lena"])
REVIEWS = st.sampled_from(["r1", "r2", "r3"])
GRADES = st.sampled_from([0.0, 0.35, 0.7, 1.0])
UNITS = st.sampled_from([None, "growth", "sales"])
PLACES = st.integers(1, 5)
NUMBERS = st.sampled_from([0, 1.5, 3, 7, 10, 14, 20, -5])
ASKING = planners.ASKING | {"capacity.declared", "initiative.committed", "objective.committed"}
GIVING = planners.GIVING | {"capacity.declared", "commitment.reweighted", "key_result.rescheduled"}


def _changed(type_: str, **data: Any) -> Fact:
    return Fact(type_, data)


def _review(act: str, name: str, **data: Any) -> Fact:
    return Fact(f"review.{act}", {"review": name, **data}, f"cycle/{CYCLE}")


def _in(cycle: str | None, unit: str | None) -> dict[str, str]:
    return {name: value for name, value in (("cycle", cycle), ("unit", unit)) if value is not None}


ORGANISING: list[st.SearchStrategy[Fact]] = [
    st.builds(words.policy, grace_wd=st.integers(0, 8), minimum_shift=st.sampled_from([0, 0.3, 1.0])),
    st.builds(words.policy, enough=st.sampled_from([0.5, 0.8, 1.0]), default_points=st.sampled_from([0.5, 2.0])),
    st.builds(
        words.policy, overload_cap=st.sampled_from([0.05, 0.33, 1.0]), change_budget=st.sampled_from([0.0, 0.25])
    ),
    st.builds(words.policy, holidays=st.lists(DAYS, max_size=3), close_wd=st.integers(0, 12)),
    st.builds(words.policy, rank_jump=st.integers(1, 3), rank_top=st.integers(1, 4)),
    st.builds(
        lambda who, cycle, unit: words.granted(who, "sponsor", **_in(cycle, unit)),
        PEOPLE,
        st.sampled_from([None, CYCLE, "2025-q4"]),
        UNITS,
    ),
    st.builds(
        lambda who, unit: words.revoked(who, "sponsor", **_in(None, unit)), PEOPLE, st.sampled_from([None, "growth"])
    ),
    st.builds(lambda who, until: words.granted(who, "sponsor", until=until), PEOPLE, DAYS),
]
COMMITTING: list[st.SearchStrategy[Fact]] = [
    st.builds(lambda name, rank: words.objective(name, rank=rank), OBJECTIVES, PLACES),
    st.builds(lambda name, points: words.objective(name, points=points), OBJECTIVES, SOME),
    st.builds(lambda name, who: words.objective(name, sponsor=who, priority="p2"), OBJECTIVES, PEOPLE),
    st.builds(words.initiative, st.sampled_from(["i1", "i2"]), st.none() | SOME, key_result=KEY_RESULTS),
    st.builds(lambda name, of: words.key_result(name, of=of), KEY_RESULTS, OBJECTIVES),
    st.builds(lambda name, of: words.key_result(name, 3, of=of, target=None), st.just("n3"), OBJECTIVES),
    st.builds(
        lambda name, due, start, target: words.key_result(name, 2.5, due=due, start=start, target=target),
        st.sampled_from(["n1", "n2", "n3"]),
        DAYS,
        NUMBERS,
        NUMBERS,
    ),
]
CHANGING: list[st.SearchStrategy[Fact]] = [
    st.sampled_from(["i1", "i2"]).map(words.completed),
    st.builds(words.ranked, OBJECTIVES, PLACES),
    st.builds(words.relabelled, ITEMS, st.sampled_from(["p0", "p1", "p3"])),
    st.builds(words.declared, st.sampled_from([0, 5, 18, 20, 25])),
    st.builds(lambda item, who: _changed("sponsor.changed", item=item, to=who), ITEMS, PEOPLE),
    st.builds(lambda item, who: _changed("owner.changed", item=item, to=who), ITEMS, PEOPLE),
    st.builds(lambda item: _changed("commitment.reworded", item=item, title="Otherwise"), ITEMS),
    st.builds(words.retargeted, st.sampled_from(["n3", "k1", "k2"]), NUMBERS),
    st.builds(words.remeasured, KEY_RESULTS, start=NUMBERS, target=NUMBERS),
    st.builds(lambda name: words.remeasured(name, metric="another"), KEY_RESULTS),
    st.builds(words.checked_in, KEY_RESULTS, NUMBERS, confidence=st.sampled_from([0.2, 0.9])),
    st.builds(lambda name, n: words.corrected(name, f"e{n}", 4), KEY_RESULTS, st.integers(0, 20)),
    st.builds(lambda item: words.elsewhere("sales", words.dropped(item)), st.sampled_from(["k1", "k2"])),
    st.builds(lambda item, points: words.elsewhere("sales", words.reweighted(item, points)), st.just("k1"), SOME),
    st.builds(words.capacity_added, SOME, approved_by=PEOPLE),
    st.builds(words.accepted, EARLIER, SOME, PEOPLE),
    st.builds(lambda shift, credit: words.elsewhere("sales", words.traded(shift, credit)), EARLIER, EARLIER),
]
REVIEWING: list[st.SearchStrategy[Fact]] = [
    st.builds(
        lambda name, at, required: _review("scheduled", name, kind="check_in", at=at, required=required),
        REVIEWS,
        DAYS | DAYS.map(lambda day: f"{day}T23:30:00Z"),
        st.lists(PEOPLE, min_size=1, max_size=4, unique=True),
    ),
    st.builds(
        lambda name, at, came, sent: _review("held", name, at=at, attendees=came, delegates=dict.fromkeys(sent, "max")),
        REVIEWS,
        DAYS,
        st.lists(PEOPLE, max_size=3, unique=True),
        st.lists(PEOPLE, max_size=1),
    ),
    REVIEWS.map(lambda name: _review("missed", name)),
    REVIEWS.map(lambda name: _review("cancelled", name, reason="a holiday")),
    st.builds(words.checked_in, KEY_RESULTS, NUMBERS, slot=st.sampled_from(["2026-01-29", "2026-02-12"])),
    st.builds(words.checked_in, KEY_RESULTS, NUMBERS),
    st.builds(lambda name, grade: _changed("key_result.graded", key_result=name, grade=grade), KEY_RESULTS, GRADES),
]
LOCKS: list[st.SearchStrategy[Fact]] = [st.just(words.locked()), st.just(words.elsewhere("sales", words.locked()))]
ACTS = [*planners.LOWERING, *planners.MOVING, *planners.COVERING, *planners.WORKING]


@st.composite
def timelines(draw: st.DrawFn) -> list[Event]:
    """Two plans, each locked or not, of which the first may declare a capacity; then 10 to 40 events."""
    zone = draw(st.sampled_from(["UTC", "Pacific/Auckland", "America/New_York", "Europe/Copenhagen"]))
    capacity = draw(st.sampled_from([None, 0, 20]))
    budget = draw(st.sampled_from([{}, {"change_budget": 3}]))
    told = [on("01-01 00:00", "opened", words.opened()), on("01-02", "zone", words.policy(timezone=zone))]
    told += [on("01-05", "capacity", words.declared(capacity, **budget))] if capacity is not None else []
    told += [on("01-06", "aim", words.objective("aim", sponsor="sofia", priority="p2"))]
    told += [on("01-06", name, words.objective(name)) for name in draw(st.sampled_from([["two"], ["two", "o3", "o4"]]))]
    told += [on("01-07", name, words.key_result(name, points)) for name, points in (("k1", 3), ("k2", 2), ("k3", 4))]
    told += [on("01-08", "k4", words.key_result("k4", 5, of="two", due="2026-03-10"))]
    told += [on("01-08", "s-aim", words.elsewhere("sales", words.objective("aim")))]
    told += [on("01-08", f"s-{name}", words.elsewhere("sales", words.key_result(name, 2))) for name in ("k1", "k2")]
    told += [on("01-12", "locked", words.locked())] if draw(st.booleans()) else []
    fact = st.one_of([*ACTS, *ACTS, *ORGANISING, *COMMITTING, *CHANGING, *CHANGING, *REVIEWING, *LOCKS])
    step = st.tuples(st.sampled_from([0, 0, 0, 1, 2, 5, 14]), fact, st.sampled_from([0, 0, 0, 0, 4]))
    day = dt.date(2026, 1, 13)
    for number, (later, what, backdated) in enumerate(draw(st.lists(step, min_size=10, max_size=40))):
        day += dt.timedelta(days=later)
        told.append(_told(draw, day, f"e{number}", what, backdated, told))
    return told


def _told(draw: st.DrawFn, day: dt.date, name: str, fact: Fact, backdated: int, before: list[Event]) -> Event:
    hour = draw(st.sampled_from(["09:00", "09:00", "23:30", "00:00"]))
    named = {field: _named(field, value, before) for field, value in fact.data.items() if value is not None}
    return on(
        f"{day - dt.timedelta(days=backdated)} {hour}",
        name,
        replace(fact, data=named),
        noted=f"{day} {hour}",
        by=draw(PEOPLE),
        asked_by=draw(st.none() | PEOPLE),
        request=draw(st.none() | st.sampled_from(["r1", "r2"])),
        decision=draw(st.none() | st.sampled_from(["d1", "d2", None])),
    )


def _named(field: str, value: Any, before: list[Event]) -> Any:
    """The event that a link means, else the value as it is."""
    types = {"shift": ASKING, "credit": GIVING}.get(field)
    if types is None or not str(value).isdigit():
        return value
    could = [event.id for event in reversed(before) if event.type in types and event.subject.startswith(PLAN[:5])]
    return could[int(value) % len(could)] if could else "nothing"


def reviewed() -> st.SearchStrategy[list[Event]]:
    """A locked plan, and what its people say, review and grade."""
    roles = st.builds(
        lambda who, cycle, until: words.granted(who, "sponsor", **cycle, **until),
        PEOPLE,
        st.sampled_from([{}, {"cycle": CYCLE}, {"cycle": "2025-q4"}]),
        st.just({}) | DAYS.map(lambda day: {"until": day}),
    )
    fact = st.one_of([*REVIEWING, *REVIEWING, roles, st.builds(words.corrected, KEY_RESULTS, st.just("e3"), NUMBERS)])
    step = st.tuples(st.sampled_from([0, 1, 3, 6]), fact, st.sampled_from([0, 0, 3]))
    return st.lists(step, min_size=15, max_size=40).map(_reviewed)


def _reviewed(steps: list[tuple[int, Fact, int]]) -> list[Event]:
    day, told = dt.date(2026, 1, 13), list(planners.PLAN)
    for number, (later, fact, backdated) in enumerate(steps):
        day += dt.timedelta(days=later)
        told.append(on(str(day - dt.timedelta(days=backdated)), f"e{number}", fact, noted=str(day)))
    return told


moments = st.datetimes(dt.datetime(2026, 1, 17), dt.datetime(2026, 5, 1)).map(  # noqa: DTZ001 the zone follows
    lambda at: at.replace(hour=12, minute=0, second=0, microsecond=0, tzinfo=dt.UTC)
)
