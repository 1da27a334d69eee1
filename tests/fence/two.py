"""The application, asked by two organisations over as few connections as it can have."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from deploy.servers import Servers
from services.http import app as serving_app
from services.http.app import application
from tests.fence.carried import carried_by
from tests.fence.tables import ORGS
from tests.services.http.ledger import key_of, living, talking

PLAN, EVENTS = "/v1/orgs/{}/cycles/2026-q1/plans/growth", "/v1/orgs/{}/events?limit=40"
WAITING = """
select pid
from pg_locks
where not granted
  and database = (select oid from pg_database where datname = current_database())
"""


class Two:
    """The application, whose pools have so many connections; asked by a key of each of two organisations."""

    def __init__(self, app: Any, http: Any, keys: dict[str, str], owner: asyncpg.Connection) -> None:
        self.app, self.http, self.keys, self.owner = app, http, keys, owner

    async def ask(self, org: str, path: str, method: str = "GET", **more: Any) -> Any:
        """The answer to an organisation's own request."""
        return await self.http.request(
            method, path.format(org), headers={"Authorization": f"Bearer {self.keys[org]}"}, **more
        )

    async def carried(self) -> list[str]:
        """What the connections have kept."""
        return [*await carried_by(self.app.state.pool), *await carried_by(self.app.state.writers)]

    @asynccontextmanager
    async def held(self, table: str) -> AsyncIterator[None]:
        """Whoever reads the table waits, until the block is left."""
        async with self.owner.transaction():
            await self.owner.execute(f"lock table {table} in access exclusive mode")
            yield

    async def waited(self) -> None:
        """A query waits."""
        async with asyncio.timeout(10):
            while not await self.owner.fetch(WAITING):  # noqa: ASYNC110 - what is waited for happens in Postgres
                await asyncio.sleep(0.005)


@pytest_asyncio.fixture
async def two(request: pytest.FixtureRequest, peopled: Servers, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Two]:
    """The application with one connection to read and one to write; or as many, with such patience, as a test says."""
    connections, seconds = getattr(request, "param", (1, 10))
    monkeypatch.setattr(serving_app, "COMMAND_SECONDS", seconds)
    monkeypatch.setattr(serving_app, "MOST_CONNECTIONS", connections)
    monkeypatch.setattr(serving_app, "WRITING_CONNECTIONS", connections)
    keys = {org: await key_of(peopled, org, "admin", actor="ana") for org in ORGS}
    app = application(peopled.app_url, peopled.worker_url)
    owner = await asyncpg.connect(peopled.migrate_url)
    async with living(app), talking(app, {}) as http:
        yield Two(app, http, keys, owner)
    await owner.close()


def foreign(org: str) -> bytes:
    """The other organisation's name."""
    return (ORGS[1] if org == ORGS[0] else ORGS[0]).encode()
