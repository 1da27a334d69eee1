"""A report is the same, byte for byte, from the same inputs: from the tables today and from the log whenever."""

from __future__ import annotations

import datetime as dt
import itertools
import json as standard

import asyncpg
import msgspec
from hypothesis import HealthCheck, settings
from hypothesis import given as for_all

from deploy import example
from deploy.servers import Servers
from events.catalogue import Event
from events.log.append import Act, append
from projections import engine
from projections.reports import json
from projections.standings import reporting
from projections.standings.reporting import Trying
from projections.standings.standing import Moment
from projections.tables import governance
from tests.projections.planners import plausible
from tests.projections.reports.quarter import CYCLE, GROWTH, ORG, PLATFORM, event, events, key_result, noon
from tests.projections.test_engine_properties import told
from tests.workers.recorded import recorded

NUMBERS = itertools.count(1)


async def level(pool: asyncpg.Pool, org: str) -> None:
    """Everything is folded and judged."""
    for projection in engine.registered():
        await engine.advance(pool, projection, org)
    await governance.judge(pool, org, dt.datetime.now(dt.UTC))


async def same(pool: asyncpg.Pool, body: bytes) -> bool:
    """Whether its inputs give the report once more."""
    return json.render(await reporting.again(pool, standard.loads(body)["inputs"])) == body


@for_all(events=plausible)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_the_tables_and_the_log_give_the_same_bytes(events: list[Event], database: Servers) -> None:
    org = f"again{next(NUMBERS)}"
    async with asyncpg.create_pool(database.worker_url, min_size=0) as pool:
        told_ = told(org, events)
        cycles = {event.subject.split("/")[1] for event in told_ if event.subject.startswith("plan/")}
        for start in range(0, len(told_), 50):
            await append(pool, Act(org=org, events=tuple(told_[start : start + 50])))
        await level(pool, org)
        for cycle in sorted(cycles):
            body = json.render(await reporting.report_now(pool, org, cycle))
            assert await same(pool, body)
        await append(pool, Act(org=org, events=(renamed(told_[0]),)))
        assert await same(pool, body), "what came later changes nothing about it"


def renamed(event: Event) -> Event:
    """The same thing said once more."""
    return msgspec.structs.replace(event, id=f"{event.id}-again", time=None, notedat=None)


async def test_of_the_example_every_kind_of_report_is_made_again(database: Servers) -> None:
    org = example.ORGANISATION
    async with asyncpg.create_pool(database.worker_url, min_size=0) as pool:
        written = [msgspec.structs.replace(event, notedat=None, time=None) for event in example.events()]
        for start in range(0, len(written), 400):
            await append(pool, Act(org=org, events=tuple(written[start : start + 400])))
        await level(pool, org)
        position = await reporting.head(pool, org)
        tried = Trying({"grace_wd": 2, "enough": 0.5, "timezone": "Asia/Tokyo"})
        when = Moment(dt.datetime.now(dt.UTC), dt.datetime.now(dt.UTC))
        for unit in (None, "growth"):
            now = await reporting.report_now(pool, org, example.CYCLE, unit)
            then = await reporting.report_then(pool, org, example.CYCLE, unit, when, position, tried=tried)
            early = await reporting.report_then(pool, org, example.CYCLE, unit, when, position - 100)
            for report in (now, then, early):
                assert await same(pool, json.render(report))
        assert not await same(pool, json.render(msgspec.structs.replace(now, verdict="All is well.")))


HELD = {"review": "end", "at": "2026-03-30T09:00:00Z", "attendees": ["sofia"]}


async def test_what_takes_effect_only_in_some_minutes_is_in_neither(database: Servers) -> None:
    soon = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=3)
    ahead = [
        key_result("F1", GROWTH, "03-25", "n9", 1.5),
        event("F2", "review.held", f"cycle/{CYCLE}", "03-30", HELD),
        event("F3", "unit.registered", "org", "03-30", {"unit": "growth", "name": "Growth, renamed"}),
        event("F4", "objective.committed", PLATFORM, "03-30", {"objective": "o7", "title": "Nobody is on call"}),
    ]
    async with asyncpg.create_pool(database.worker_url, min_size=0) as pool:
        await append(pool, Act(org=ORG, events=tuple(events())))
        await level(pool, ORG)
        before = await reporting.report_now(pool, ORG, CYCLE)
        at_three = [msgspec.structs.replace(each, time=soon, notedat=None) for each in ahead]
        await append(pool, Act(org=ORG, events=tuple(at_three)))
        await level(pool, ORG)
        for unit in (None, "growth"):
            report, until = await reporting.live(pool, ORG, CYCLE, unit)
            assert until == soon
            assert await same(pool, json.render(report))
            assert report.position == before.position + len(ahead)
            assert report.reviews == before.reviews


async def test_where_time_has_overtaken_what_is_judged_it_is_the_log_that_is_told(database: Servers) -> None:
    await recorded(database, ORG, events())
    async with asyncpg.create_pool(database.worker_url, min_size=0) as pool:
        for projection in engine.registered():
            await engine.advance(pool, projection, ORG)
        await governance.judge(pool, ORG, noon("03-27"))
        told, until = await reporting.live(pool, ORG, CYCLE, None)
        assert until is not None
        assert told.as_of < until < dt.datetime.now(dt.UTC), "it is told as of the last instant of which it is true"
        assert await same(pool, json.render(told))
        await append(pool, Act(org=ORG, events=(renamed(events()[0]),)))
        for projection in engine.registered():
            await engine.advance(pool, projection, ORG)
        report, _ = await reporting.live(pool, ORG, CYCLE, None)
        assert (told.verdicts["open"], report.verdicts["open"]) == (1, 0)
        assert report.position == report.judged_position == told.position + 1
        assert await same(pool, json.render(report))
