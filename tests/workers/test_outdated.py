"""What is outdated goes by itself: a sweep removes the rows of earlier builds, and reports that were kept for long."""

from __future__ import annotations

import asyncpg

from deploy.servers import Servers
from deploy.system import System, opened
from projections import engine, kept_reports, rebuilding
from projections.kept_reports import Asked
from projections.tables import current_state
from tests.databases import settings_of
from tests.workers.test_worker import fill
from workers import outdated
from workers.sweep import sweep

ASKED = Asked(cycle="2026-q1", format="json")
BUILDS = "select build, retired_at is null from projection.checkpoint where projection = $1 order by 1"


async def owned(database: Servers, statement: str) -> None:
    connection = await asyncpg.connect(database.migrate_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


async def swept(system: System) -> None:
    """A worker has swept, on whose day it is."""
    await system.queue.delete(outdated.PRUNED)
    await sweep({"pool": system.worker, "redis": system.queue})


async def test_reports_of_every_organisation_go_after_ninety_days(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        ids = {}
        for org in ("acme", "globex"):
            await fill(system, org, units=1)
            ids[org] = [(await kept_reports.ask(system.app, org, ASKED, position)).id for position in (1, 2)]
        old = ", ".join(f"'{first}'" for first, _ in ids.values())
        await owned(
            database, f"update projection.kept_report set asked_at = asked_at - interval '91 days' where id in ({old})"
        )
        await swept(system)
        for org, (first, second) in ids.items():
            assert await kept_reports.find(system.app, org, first) is None
            assert await kept_reports.find(system.app, org, second) is not None


async def test_it_is_one_workers_turn_a_day(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await system.queue.delete(outdated.PRUNED)
        assert [await outdated.prune(system.queue, system.worker) for _ in range(2)] == [True, False]
        assert 86_000 < await system.queue.ttl(outdated.PRUNED) <= 86_400


async def test_a_sweep_removes_the_rows_of_a_build_that_was_replaced_a_day_ago(database: Servers) -> None:
    async with opened(settings_of(database)) as system:
        await fill(system, "acme", units=1)
        projection = current_state.PROJECTION
        await engine.advance(system.worker, projection, "acme")
        build = await rebuilding.begin(system.worker, projection, "acme")
        assert build is not None
        while not (await rebuilding.further(system.worker, projection, build, 60)).served:
            pass
        await swept(system)
        assert [tuple(row) for row in await system.worker.fetch(BUILDS, projection.name)] == [(1, False), (2, True)]
        await owned(database, "update projection.checkpoint set retired_at = retired_at - interval '1 day'")
        await swept(system)
        assert [tuple(row) for row in await system.worker.fetch(BUILDS, projection.name)] == [(2, True)]
