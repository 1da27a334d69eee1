"""Reports that were asked for are made by a worker, whatever happens to the one that began."""

from __future__ import annotations

import asyncio
import datetime as dt
import json as standard

import asyncpg
import pytest
from msgspec.structs import replace

from deploy.servers import Servers
from deploy.system import System, opened
from projections import engine, kept_reports
from projections.kept_reports import Asked, Kept
from projections.reports import formats, json
from projections.standings import reporting
from projections.tables import governance
from tests.databases import settings_of
from tests.workers.test_worker import fill, until, working
from workers import report

ORG, CYCLE = "acme", "2026-q1"
ASKED = Asked(cycle=CYCLE, format="json")
LATER = "update projection.kept_report set heard_at = heard_at - interval '1 minute'"


async def filled(system: System) -> None:
    """An organisation with plans, folded and judged."""
    await fill(system, ORG, units=3)
    for each in engine.registered():
        await engine.advance(system.worker, each, ORG)
    await governance.judge(system.worker, ORG, dt.datetime.now(dt.UTC))


async def ask(system: System, asked: Asked = ASKED) -> Kept:
    return await kept_reports.ask(system.app, ORG, asked, await reporting.head(system.app, ORG))


async def found(system: System, kept: Kept) -> Kept:
    there = await kept_reports.find(system.app, ORG, kept.id, body=True)
    assert there is not None
    return there


async def made(system: System, kept: Kept) -> bool:
    return (await found(system, kept)).status == "made"


async def passes(database: Servers) -> None:
    """A minute passes for whoever waits to hear of a report."""
    connection = await asyncpg.connect(database.migrate_url)
    try:
        await connection.execute(LATER)
    finally:
        await connection.close()


async def test_a_worker_makes_what_was_asked_for(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await filled(system)
        kept = await ask(system)
        assert (kept.status, kept.position) == ("asked", None)
        async with working(system):
            await system.report_asked(ORG)
            await until(lambda: made(system, kept))
        there = await found(system, kept)
        assert there.body is not None
        inputs = standard.loads(there.body)["inputs"]
        assert there.body == json.render(await reporting.again(system.app, inputs))


async def test_a_report_that_nobody_was_woken_for_is_found_by_the_sweep(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await filled(system)
        kept = await ask(system)
        async with working(system):
            await until(lambda: made(system, kept))


async def test_whose_maker_is_gone_is_made_by_another_and_only_then(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await filled(system)
        kept = await ask(system)
        assert (await kept_reports.take(system.worker, ORG)) is not None
        assert await kept_reports.take(system.worker, ORG) is None
        assert await kept_reports.waiting(system.worker) == []
        await passes(database)
        assert await kept_reports.waiting(system.worker) == [ORG]
        async with working(system):
            await until(lambda: made(system, kept))


async def test_two_workers_make_it_once(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await filled(system)
        await ask(system)
        taken = await asyncio.gather(*(kept_reports.take(system.worker, ORG) for _ in range(5)))
        assert len([each for each in taken if each is not None]) == 1


@pytest.mark.parametrize("error", [RuntimeError, KeyError, ValueError])
async def test_one_that_breaks_says_so_and_stops_no_other(
    error: type[Exception], database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> bytes:
        raise error("secret details")

    monkeypatch.setitem(formats.FORMATS, "csv", replace(formats.FORMATS["csv"], render=broken))
    async with opened(settings_of(database)) as system:
        await filled(system)
        breaks, fine = await ask(system, replace(ASKED, format="csv")), await ask(system)
        while (kept := await kept_reports.take(system.worker, ORG)) is not None:
            await report.make(system.worker, ORG, kept)
        told = await found(system, breaks)
        assert (told.status, told.body) == ("failed", None)
        assert error.__name__ in told.progress
        assert "secret" not in told.progress
        assert (await found(system, fine)).progress == "made"


async def test_one_of_a_cycle_that_is_none_says_so(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await filled(system)
        kept = await ask(system, replace(ASKED, cycle="2020"))
        taken = await kept_reports.take(system.worker, ORG)
        assert taken is not None
        await report.make(system.worker, ORG, taken)
        told = await found(system, kept)
        assert told.status == "failed"
        assert "there is no cycle 2020" in told.progress


async def test_the_same_is_asked_for_once_and_anything_else_apart(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await filled(system)
        first = await ask(system)
        assert (await ask(system)).id == first.id
        moment = dt.datetime(2026, 2, 1, tzinfo=dt.UTC)
        others = [
            replace(ASKED, format="pdf"),
            replace(ASKED, unit="u0"),
            replace(ASKED, as_of=moment, known_at=moment, position=3),
            replace(ASKED, as_of=moment, known_at=moment, position=3, policy={"grace_wd": 3}),
        ]
        assert len({(await ask(system, each)).id for each in others} | {first.id}) == 5
        later = await kept_reports.ask(system.app, ORG, ASKED, 10_000)
        assert later.id != first.id


async def test_what_is_old_goes_when_something_new_is_made(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await filled(system)
        old = await kept_reports.ask(system.app, ORG, ASKED, 1)
        connection = await asyncpg.connect(database.migrate_url)
        await connection.execute(
            "update projection.kept_report set status = 'failed', asked_at = asked_at - interval '91 days'"
        )
        await connection.close()
        new = await ask(system)
        taken = await kept_reports.take(system.worker, ORG)
        assert taken is not None
        await report.make(system.worker, ORG, taken)
        assert await made(system, new)
        assert await kept_reports.find(system.app, ORG, old.id) is None


async def test_one_that_was_made_while_not_all_was_judged_answers_nobody_else(
    database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "JUDGED_SECONDS", 0)
    async with opened(settings_of(database)) as system:
        await fill(system, ORG, units=1)
        for each in engine.registered():
            await engine.advance(system.worker, each, ORG)
        kept = await ask(system)
        taken = await kept_reports.take(system.worker, ORG)
        assert taken is not None
        await report.make(system.worker, ORG, taken)
        assert await made(system, kept)
        await governance.judge(system.worker, ORG, dt.datetime.now(dt.UTC))
        assert await kept_reports.alive(system.app, ORG, ASKED) is None
        assert (await ask(system)).id != kept.id
