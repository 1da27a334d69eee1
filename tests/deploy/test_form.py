"""A program serves a database of its own form: an earlier one has to be migrated first, a later one is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import asyncpg
import httpx
import pytest
import pytest_asyncio
from msgspec.structs import replace

from deploy import form, migrate
from deploy.commands import Failure
from deploy.servers import Servers
from deploy.serving import serving
from deploy.system import migrated, opened
from tests.databases import settings_of

OURS = form.of(migrate.migrations())
EARLIER, LATER = form.Form(OURS.number - 1, "1" * 64), form.Form(OURS.number + 1, "1" * 64)
OTHER = form.Form(OURS.number, "1" * 64)


@pytest_asyncio.fixture
async def owner(database: Servers) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(database.migrate_url)
    yield connection
    await connection.close()


@pytest.mark.parametrize("login", ["database_url", "worker_database_url", "sealer_database_url"])
async def test_each_login_is_told_of_another_form(login: str, owner: Any, database: Servers) -> None:
    settings = settings_of(database)
    alone = replace(settings, migrate_database_url=getattr(settings, login))
    assert await migrated(alone) == []
    for there, why in (
        (EARLIER, f"had migrations up to {EARLIER.number:04}, and this okr-ledger needs those up to {OURS.number:04}"),
        (OTHER, "other migrations than this okr-ledger has"),
        (LATER, "it was migrated by a later one; use that"),
    ):
        await owner.execute(form.statement(there))
        with pytest.raises(Failure, match=why):
            await migrated(alone)
    await owner.execute("comment on schema projection is null")
    with pytest.raises(Failure, match=r"no migrations that it knows of.*run `okr-ledger migrate`"):
        await migrated(alone)


async def test_a_migration_of_nothing_but_the_log_renews_the_form(owner: Any, database: Servers) -> None:
    await owner.execute("update projection.declared set sha256 = '\\x00'")
    await owner.execute(form.statement(EARLIER))
    await migrated(settings_of(database))
    assert await form.found(owner) == OURS


async def test_a_server_is_ready_before_its_own_form_and_a_later_one(owner: Any, database: Servers) -> None:
    async with (
        opened(settings_of(database)) as system,
        serving(system, port=0) as address,
        httpx.AsyncClient(base_url=address) as http,
    ):
        for there, status in ((OURS, 200), (EARLIER, 503), (OTHER, 503), (LATER, 200)):
            await owner.execute(form.statement(there))
            answer = await http.get("/readyz")
            assert answer.status_code == status, there
            assert status == 200 or answer.json()["type"] == "/problems/not-ready"
            assert (await http.get("/healthz")).status_code == 200
