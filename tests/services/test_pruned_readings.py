"""Old readings go where the owner says so, which is noted; nobody else, nothing young, and in no other way."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import Any

import asyncpg
import pytest
from msgspec.structs import replace

from deploy.protections import of_log
from deploy.servers import Servers
from services import readings
from services.readings import Reading
from tests.databases import owned
from tests.events.log.conftest import app, connected, owner, sealer, worker
from tests.events.log.test_group import waits
from tests.services.test_readings import AT, HOUR, ONE

__all__ = ["app", "owner", "sealer", "worker"]

DELETE = "delete from access.reading where org = 'acme'"


async def noted(source: Any, several: int = 5) -> list[Reading]:
    found = [replace(ONE, at=AT + n * HOUR, position=n) for n in range(several)]
    await readings.note(source, [*found, replace(ONE, org="globex")])
    return found


async def test_old_readings_are_gone_and_that_is_noted(app: Any, owner: Any) -> None:
    before = await noted(app)
    assert await readings.prune(owner, "acme", AT + 3 * HOUR) == 3
    first, *rest = await readings.page(app, "acme")
    assert [replace(each, id=None) for each in rest] == [before[4], before[3]]
    assert (first.person, first.action, first.resource, first.as_of) == (
        "operator",
        "readings.prune",
        "readings/3",
        AT + 3 * HOUR,
    )
    assert dt.datetime.now(dt.UTC) - first.at < dt.timedelta(minutes=1)
    assert len(await readings.page(app, "globex")) == 1
    assert await readings.prune(owner, "acme", AT + 3 * HOUR) == 0
    assert len(await readings.page(app, "acme")) == 3


async def test_many_go_in_several_transactions_the_oldest_first_each_of_them_noted(app: Any, owner: Any) -> None:
    await noted(app)
    ((gone,),) = await owner.fetch(readings.PRUNE, "acme", AT + 9 * HOUR, 2)
    left = [each.position for each in await readings.page(app, "acme") if each.action != "readings.prune"]
    assert (gone, left) == (2, [4, 3, 2])
    assert await readings.prune(owner, "acme", AT + 9 * HOUR, at_most=2) == 3
    assert [each.resource for each in await readings.page(app, "acme")] == ["readings/1", "readings/2", "readings/2"]


async def test_what_is_younger_than_thirty_days_stays_and_so_does_what_was_noted_of_a_pruning(
    app: Any, owner: Any
) -> None:
    now = dt.datetime.now(dt.UTC)
    old = [replace(ONE, at=now - dt.timedelta(days=days)) for days in (29, 31)]
    await readings.note(app, [*old, replace(ONE, at=AT, action="readings.prune")])
    with pytest.raises(asyncpg.PostgresError, match="the last thirty days are kept"):
        await readings.prune(owner, "acme", now - dt.timedelta(days=29))
    assert len(await readings.page(app, "acme")) == 3
    assert await readings.prune(owner, "acme", now - dt.timedelta(days=30, minutes=1)) == 1
    assert [each.action for each in await readings.page(app, "acme")] == [
        "readings.prune",
        "report.read",
        "readings.prune",
    ]


async def test_no_other_login_prunes(app: Any, worker: Any, sealer: Any) -> None:
    await noted(app)
    for login in (app, worker, sealer):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await readings.prune(login, "acme", AT + HOUR)
    assert len(await readings.page(app, "acme")) == 5
    for login in ("app", "worker", "sealer"):
        query = "select has_function_privilege($1, 'access.prune_readings(text, timestamptz, integer)', 'execute')"
        assert not await app.fetchval(query, login)


async def test_readings_are_as_unchangeable_afterwards_as_before_also_in_its_transaction(app: Any, owner: Any) -> None:
    await noted(app)
    for replica in ("origin", "replica"):
        with pytest.raises(asyncpg.PostgresError, match="who read what does not change"):
            async with owner.transaction():
                await readings.prune(owner, "acme", AT + HOUR)
                await owner.execute(f"set local session_replication_role = {replica}")
                await owner.execute(DELETE)
    await readings.prune(owner, "acme", AT + HOUR)
    with pytest.raises(asyncpg.PostgresError, match="who read what does not change"):
        await owner.execute(DELETE)
    assert await owner.fetchval("select bool_and(tgenabled = 'A') from pg_trigger where tgname ~ '^unchangeable'")
    assert [line async for line in of_log(owner)] == []


async def test_whoever_deletes_meanwhile_waits_and_is_refused(app: Any, owner: Any, database: Servers) -> None:
    await noted(app)
    async with connected(database.migrate_url) as other:
        async with owner.transaction():
            await readings.prune(owner, "acme", AT + HOUR)
            meanwhile = asyncio.create_task(other.execute(DELETE))
            assert await waits(owner) == other.get_server_pid()
        with pytest.raises(asyncpg.PostgresError, match="who read what does not change"):
            await meanwhile


async def test_an_owner_who_is_no_superuser_prunes_too(servers: Servers, template: str) -> None:
    async with owned(servers) as url, connected(url) as mine:
        await noted(mine)
        assert await readings.prune(mine, "acme", AT + 3 * HOUR) == 3
        with pytest.raises(asyncpg.PostgresError, match="who read what does not change"):
            await mine.execute(DELETE)
