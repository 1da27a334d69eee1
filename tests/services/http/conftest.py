"""A database with a quarter in it, folded and judged, that tests only read; and the application that serves it."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator

import asyncpg
import pytest
import pytest_asyncio

from deploy.servers import Servers
from tests.databases import within
from tests.projections.reports.quarter import ORG, events
from tests.services.http.ledger import Client, key_of, prepared, serving, write

OTHER = "globex"


@pytest.fixture(scope="session")
def recorded(servers: Servers, template: str) -> Iterator[Servers]:
    """The quarter, of two organisations that have the same ids."""
    name = f"test_http_{uuid.uuid4().hex}"
    asyncio.run(_administer(servers, f"create database {name} template {template} strategy file_copy"))
    database = within(servers, name)
    asyncio.run(_record(database))
    yield database
    asyncio.run(_administer(servers, f"drop database {name} (force)"))


async def _record(database: Servers) -> None:
    await prepared(database)
    for org in (ORG, OTHER):
        await write(database, events(org))


async def _administer(servers: Servers, statement: str) -> None:
    connection = await asyncpg.connect(servers.migrate_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()


@pytest_asyncio.fixture
async def ledger(recorded: Servers) -> AsyncIterator[Client]:
    """A client with a key of the organisation, to a database that is only read."""
    async with serving(recorded, await key_of(recorded, ORG)) as client:
        yield client


@pytest_asyncio.fixture
async def fresh(database: Servers) -> AsyncIterator[Client]:
    """A client with a key of the organisation, to an empty database of the test's own."""
    await prepared(database)
    async with serving(database, await key_of(database, ORG)) as client:
        yield client
