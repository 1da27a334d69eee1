"""Connections of the four logins to a database of the test's own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest_asyncio

from deploy.servers import Servers

WRITERS = 16


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        yield connection
    finally:
        await connection.close()


@pytest_asyncio.fixture
async def app(database: Servers) -> AsyncIterator[Any]:
    """A connection of the server's login."""
    async with connected(database.app_url) as connection:
        yield connection


@pytest_asyncio.fixture
async def worker(database: Servers) -> AsyncIterator[Any]:
    async with connected(database.worker_url) as connection:
        yield connection


@pytest_asyncio.fixture
async def sealer(database: Servers) -> AsyncIterator[Any]:
    async with connected(database.sealer_url) as connection:
        yield connection


@pytest_asyncio.fixture
async def owner(database: Servers) -> AsyncIterator[Any]:
    """A connection of the login that owns the tables."""
    async with connected(database.migrate_url) as connection:
        yield connection


@pytest_asyncio.fixture
async def pool(database: Servers) -> AsyncIterator[Any]:
    """Connections of the server's login, one for each of the writers and one for a reader."""
    async with asyncpg.create_pool(database.app_url, min_size=WRITERS + 1, max_size=WRITERS + 1) as connections:
        yield connections
