"""A database of its own for every test that asks for one: cloned from a migrated template, dropped afterwards."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import pytest
import pytest_asyncio

from deploy.migrate import migrate
from deploy.servers import Servers
from deploy.settings import Settings
from deploy.system import tables

TEMPLATE = "okr_template"


@pytest.fixture(scope="session")
def template(servers: Servers) -> str:
    """The name of a database that has had every migration, and to which nobody is connected."""
    asyncio.run(_make_template(servers))
    return TEMPLATE


@pytest_asyncio.fixture
async def database(servers: Servers, template: str) -> AsyncIterator[Servers]:
    """The servers, with the URLs of the four logins leading to a fresh clone of the template."""
    async with fresh(servers, template) as clone:
        yield clone


@asynccontextmanager
async def fresh(servers: Servers, template: str = "template1") -> AsyncIterator[Servers]:
    """A database of its own until the block is left: empty, or a clone of the template."""
    name = f"test_{uuid.uuid4().hex}"
    await _administer(servers, f"create database {name} template {template} strategy file_copy")
    try:
        yield within(servers, name)
    finally:
        await _administer(servers, f"drop database {name} (force)")


def within(servers: Servers, name: str) -> Servers:
    """The same servers, their URLs leading to the database of that name."""
    return Servers(
        migrate_url=_with_path(servers.migrate_url, name),
        app_url=_with_path(servers.app_url, name),
        worker_url=_with_path(servers.worker_url, name),
        sealer_url=_with_path(servers.sealer_url, name),
        redis_url=servers.redis_url,
    )


def settings_of(servers: Servers) -> Settings:
    """What the commands would be told of these servers."""
    return Settings(
        database_url=servers.app_url,
        worker_database_url=servers.worker_url,
        sealer_database_url=servers.sealer_url,
        migrate_database_url=servers.migrate_url,
        redis_url=servers.redis_url,
    )


def _with_path(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


@asynccontextmanager
async def owned(servers: Servers) -> AsyncIterator[str]:
    """A migrated database whose owner is no superuser, until the block is left; the URL of that login.

    (The groups are there, and he may grant them.)
    """
    name = f"owned_{uuid.uuid4().hex}"
    await _administer(servers, f"create role {name} login password 'x' createrole")
    await _administer(servers, f"grant okr_app, okr_worker, okr_sealer, okr_append to {name} with admin option")
    await _administer(servers, f"create database {name} owner {name}")
    try:
        url = urlsplit(within(servers, name).migrate_url)._replace(netloc=f"{name}:x@").geturl()
        connection = await asyncpg.connect(url)
        try:
            await migrate(connection)
        finally:
            await connection.close()
        yield url
    finally:
        await _administer(servers, f"drop database {name} (force)")
        await _administer(servers, f"drop role {name}")


async def _make_template(servers: Servers) -> None:
    await _administer(servers, f"create database {TEMPLATE}")
    connection = await asyncpg.connect(within(servers, TEMPLATE).migrate_url)
    try:
        await migrate(connection)
        await tables(connection)
    finally:
        await connection.close()


async def _administer(servers: Servers, statement: str) -> None:
    connection = await asyncpg.connect(servers.migrate_url)
    try:
        await connection.execute(statement)
    finally:
        await connection.close()
