"""How the tests write to a ledger and read it over HTTP."""

from __future__ import annotations

import asyncio
import datetime as dt
import json
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import httpx
from litestar import Litestar

from deploy.servers import Servers
from deploy.system import tables
from events.catalogue import Event
from events.log.append import Act, append
from projections import engine
from projections.tables import governance
from services.access.rights import EVERYWHERE, Scope
from services.http.app import application
from services.http.keys import SHOWN, made

ORG = "acme"
CREATE = "select prefix from access.key_create($1, $2, $3, $4, $5, $6, $7, $8, $9)"


class Client:
    """Asks the application, which runs in this process, with a key or without."""

    def __init__(self, http: httpx.AsyncClient, app: Litestar, database: Servers) -> None:
        self.http, self.app, self.database = http, app, database

    async def get(self, path: str, status: int = 200, **headers: str) -> httpx.Response:
        """The answer, which has that status."""
        answer = await self.http.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:500]}"
        return answer

    async def json(self, path: str, status: int = 200, **headers: str) -> Any:
        """The body of the answer, which has that status."""
        return json.loads((await self.get(path, status, **headers)).content)

    async def act(
        self, *commands: dict[str, Any], status: int = 201, key: str | None = None, **more: Any
    ) -> dict[str, Any]:
        """The answer to an act of these commands, which has that status."""
        headers = {"Idempotency-Key": key} if key else {}
        body = {"commands": commands, **more}
        answer = await self.http.post(f"/v1/orgs/{ORG}/commands", json=body, headers=headers)
        assert answer.status_code == status, f"{answer.status_code} {answer.text[:1000]}"
        told: dict[str, Any] = json.loads(answer.content)
        return told

    async def problem(self, path: str, status: int, **headers: str) -> Any:
        """The problem that the answer is."""
        answer = await self.get(path, status, **headers)
        assert answer.headers["content-type"] == "application/problem+json"
        problem = json.loads(answer.content)
        assert problem["status"] == status
        assert problem["type"].startswith("/problems/")
        assert problem["title"]
        assert problem["detail"]
        return problem


@asynccontextmanager
async def serving(database: Servers, key: str | None) -> AsyncIterator[Client]:
    """The application serves the database; the client sends the key with each request."""
    app = application(database.app_url, database.worker_url)
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    async with living(app), talking(app, headers) as http:
        yield Client(http, app, database)


def talking(app: Any, headers: dict[str, str]) -> httpx.AsyncClient:
    """A client of the application, without a network between them."""
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://ledger", headers=headers)


@asynccontextmanager
async def living(app: Litestar) -> AsyncIterator[None]:
    """The application has started up; it shuts down in the task that it started in, which a fixture's end is not."""
    started, ended = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        try:
            async with app.lifespan():
                started.set()
                await ended.wait()
        finally:
            started.set()

    task = asyncio.create_task(live())
    await started.wait()
    try:
        yield
    finally:
        ended.set()
        await task


async def prepared(database: Servers) -> None:
    """The projections' tables are there."""
    connection = await asyncpg.connect(database.migrate_url)
    try:
        await tables(connection)
    finally:
        await connection.close()


async def key_of(
    database: Servers,
    org: str,
    role: str | None = "governance_lead",
    *,
    expires: dt.datetime | None = None,
    revoked: bool = False,
    actor: str | None = None,
    scope: Scope = EVERYWHERE,
) -> str:
    """A key of the organisation; without a role it carries what its actor is granted."""
    key = made(secrets.token_bytes(32))
    connection = await asyncpg.connect(database.migrate_url)
    try:
        await connection.execute(CREATE, key.prefix, key.sha256, org, role, "", expires, actor, scope.cycle, scope.unit)
        if revoked:
            await connection.execute("select access.key_revoke($1)", key.prefix)
    finally:
        await connection.close()
    return key.text


async def revoke(database: Servers, key: str) -> None:
    """The key opens nothing from now on."""
    connection = await asyncpg.connect(database.migrate_url)
    try:
        await connection.execute("select access.key_revoke($1)", key[:SHOWN])
    finally:
        await connection.close()


async def write(database: Servers, events: Iterable[Event], *, fold: bool = True, judge: bool = True) -> int:
    """The events are in the log, folded and judged; their last position."""
    told = tuple(events)
    org = told[0].source.removeprefix("/orgs/")
    async with asyncpg.create_pool(database.worker_url, min_size=0, max_size=4) as pool:
        placed = await append(pool, Act(org=org, events=told))
        if fold:
            await folded(pool, org, judge)
    return placed.position


async def folded(pool: asyncpg.Pool, org: str, judge: bool = True) -> None:
    """The projections are level with the log; with `judge` no plan is marked."""
    for projection in engine.registered():
        await engine.advance(pool, projection, org)
    if judge:
        await governance.judge(pool, org, dt.datetime.now(dt.UTC))
