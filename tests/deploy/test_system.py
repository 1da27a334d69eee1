"""The parts together, on servers that somebody else runs: least privilege is enough to serve and to work."""

from __future__ import annotations

from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from deploy.commands import Failure
from deploy.levelled import levelled, reached
from deploy.servers import Servers
from deploy.system import migrated, opened
from events.log import read
from events.log.append import Act, append
from projections import engine
from projections.tables import governance
from tests.databases import fresh, settings_of
from tests.workers.timelines import timeline


async def test_the_applications_login_serves_what_the_owner_has_migrated(database: Servers) -> None:
    settings = settings_of(database)
    await migrated(settings)
    async with opened(replace(settings, migrate_database_url=settings.database_url)) as system:
        await append(system.app, Act(org="acme", events=tuple(timeline("acme", 1))[:3]))
        assert len(await read.page(system.app, "acme")) == 3


async def test_a_database_that_nobody_has_migrated_is_told_with_the_way_out(servers: Servers) -> None:
    async with fresh(servers) as empty:
        settings = settings_of(empty)
        with pytest.raises(Failure, match="the owner's login belongs into MIGRATE_DATABASE_URL"):
            await migrated(replace(settings, migrate_database_url=settings.database_url))


async def test_one_login_that_owns_everything_is_enough(database: Servers) -> None:
    owner = database.migrate_url
    settings = replace(settings_of(database), database_url=owner, worker_database_url=owner)
    async with opened(settings) as system:
        await append(system.app, Act(org="acme", events=tuple(timeline("acme", 1))[:3]))
        assert len(await read.page(system.app, "acme")) == 3


async def test_no_server_is_told_in_a_line(database: Servers) -> None:
    with pytest.raises(Failure, match="cannot connect to Postgres"):
        await migrated(replace(settings_of(database), migrate_database_url="postgresql://nobody@127.0.0.1:9/none"))


async def test_the_tables_are_declared_once(database: Servers) -> None:
    settings = settings_of(database)
    await migrated(settings)
    assert await migrated(settings) == []
    connection = await asyncpg.connect(database.migrate_url)
    try:
        assert await connection.fetchval("select count(*) from projection.declared") == 1
    finally:
        await connection.close()


async def test_without_redis_what_is_written_is_kept_and_folded_all_the_same(database: Servers) -> None:
    async with opened(replace(settings_of(database), redis_url="redis://127.0.0.1:9/0")) as system:
        await append(system.app, Act(org="acme", events=tuple(timeline("acme", 1))))
        await system.woken("acme")
        head = await read.head(system.app, "acme")
        assert head is not None and await levelled(system, "acme", lambda _: None) == head.position


async def test_what_a_worker_folds_while_it_is_looked_at_is_still_to_be_judged(
    database: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = governance.due

    async def overtaken(pool: asyncpg.Pool, org: str, *given: Any) -> list[str]:
        marked = await due(pool, org, *given)
        for projection in engine.registered():
            await engine.advance(pool, projection, org)
        return marked

    async with opened(settings_of(database)) as system:
        await append(system.app, Act(org="acme", events=tuple(timeline("acme", 1))))
        monkeypatch.setattr(governance, "due", overtaken)
        assert not (await reached(system.worker, "acme")).level
        assert (await reached(system.worker, "acme")).marked == 2


async def test_a_login_that_may_not_fold_is_told_which_may(database: Servers) -> None:
    settings = settings_of(database)
    await migrated(settings)
    with pytest.raises(Failure, match=r"may not do this \(insufficient privilege \(42501\)\).* WORKER_DATABASE_URL"):
        async with opened(replace(settings, worker_database_url=settings.database_url)) as system:
            await append(system.app, Act(org="acme", events=tuple(timeline("acme", 1))[:3]))
            await levelled(system, "acme", lambda _: None)
