"""Whatever happened: as of any day, as known on any day, stands the fold of what was effective and noted by then."""

from __future__ import annotations

import datetime as dt
import itertools
from typing import Any

import asyncpg
import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all
from hypothesis import strategies as st

from deploy.servers import Servers
from events.catalogue import Event, recall
from events.log import read
from events.log.append import Act, append
from projections.books.judgement import judge_cycle
from projections.books.timeline import Timeline
from projections.folds.registry import evolve
from projections.standings import then
from projections.standings.standing import Moment, Unknown
from tests.projections.chaos import anything
from tests.projections.planners import plausible
from tests.projections.test_engine_properties import told
from tests.services.http.ledger import prepared

NUMBERS = itertools.count()


@for_all(events=st.one_of(anything, plausible), data=st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_a_plan_at_two_moments_is_the_fold_of_what_was_effective_and_noted_by_then(
    events: list[Event], data: st.DataObject, database: Servers
) -> None:
    org = f"o{next(NUMBERS)}"  # also when the same example is run again
    await prepared(database)
    async with asyncpg.create_pool(database.app_url, min_size=0, max_size=4) as pool:
        logged = await recorded(pool, org, events)
        when = Moment(data.draw(moments(logged)), data.draw(moments(logged)))
        for cycle, unit in plans(logged):
            expected = naive(logged, when, f"plan/{cycle}/{unit}", f"check-ins/{cycle}/{unit}/")
            try:
                found = await then.plan(pool, org, cycle, unit, when, len(logged))
                assert (found.states, found.position) == (expected, len(logged))
                within = await then.cycle(pool, org, cycle, when, len(logged), unit=unit, judged=False)
                assert (within.plans(cycle), within.check_ins(cycle, unit)) == (
                    found.plans(cycle),
                    found.check_ins(cycle, unit),
                )
            except Unknown:
                assert f"plan/{cycle}/{unit}" not in expected


@for_all(events=st.one_of(anything, plausible), data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_judgements_at_two_moments_are_those_of_what_was_effective_and_noted_by_then(
    events: list[Event], data: st.DataObject, database: Servers
) -> None:
    org = f"o{next(NUMBERS)}"
    await prepared(database)
    async with asyncpg.create_pool(database.app_url, min_size=0, max_size=4) as pool:
        logged = await recorded(pool, org, events)
        when = Moment(data.draw(moments(logged)), data.draw(moments(logged)))
        streams: dict[str, tuple[Event, ...]] = {}
        for event in chosen(logged, when):
            streams[event.subject] = (*streams.get(event.subject, ()), event)
        timeline = Timeline(as_of=when.as_of, known_at=when.known_at, streams=streams)
        for cycle in timeline.cycles():
            expected = msgspec.to_builtins(judge_cycle(timeline, cycle))
            found = await then.cycle(pool, org, cycle, when, len(logged))
            assert msgspec.to_builtins(list(found.judgements)) == expected
            for plan in timeline.plans(cycle):
                alone = await then.cycle(pool, org, cycle, when, len(logged), unit=plan.split("/")[2])
                assert msgspec.to_builtins(list(alone.judgements)) == [j for j in expected if j["plan"] == plan]


async def recorded(pool: asyncpg.Pool, org: str, events: list[Event]) -> list[Event]:
    """The events as they are in the log, which they are written to as by an import, one stream after the other: their
    positions are in another order than they were noted."""
    if imported := sorted(told(org, events), key=lambda event: event.subject):
        await append(pool, Act(org=org, events=tuple(imported)))
    return [recall(body) for _, body in await read.page(pool, org)]


def moments(logged: list[Event]) -> st.SearchStrategy[dt.datetime]:
    """Now, or the very moment at which something took effect or was noted, or just before or after that."""
    edges = sorted({at for event in logged for at in (event.effective, event.noted)})
    now = dt.datetime.now(dt.UTC)
    if not edges:
        return st.just(now)
    nearby = st.sampled_from([dt.timedelta(0), dt.timedelta(microseconds=1), -dt.timedelta(microseconds=1)])
    return st.just(now) | st.builds(lambda at, off: at + off, st.sampled_from(edges), nearby)


def plans(logged: list[Event]) -> set[tuple[str, str]]:
    """The cycle and the unit of each plan, also of one that only check-ins speak of."""
    names = [event.subject.split("/") for event in logged]
    return {(name[1], name[2]) for name in names if name[0] in ("plan", "check-ins")}


def naive(logged: list[Event], when: Moment, plan: str, below: str) -> dict[str, Any]:
    """The states of a plan and its check-ins by the definition: chosen, and folded one by one."""
    states: dict[str, Any] = {}
    for event in chosen(logged, when):
        if event.subject == plan or event.subject.startswith(below):
            states[event.subject] = evolve(states.get(event.subject), event)
    return states


def chosen(logged: list[Event], when: Moment) -> list[Event]:
    """What was effective by the one moment and noted by the other, in the order noted."""
    seen = [event for event in logged if event.effective <= when.as_of and event.noted <= when.known_at]
    return sorted(seen, key=lambda event: (event.noted, event.position))
