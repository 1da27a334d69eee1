"""A database of a benchmark's own: migrated, empty, and dropped when the benchmark is over."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
import msgspec

from deploy.commands import Failure
from deploy.migrate import migrate
from deploy.settings import Settings
from deploy.system import connected


@asynccontextmanager
async def scratch(settings: Settings) -> AsyncIterator[Settings]:
    """The same servers, the four logins' URLs leading to such a database, until the block is left.

    Raises Failure where the owner's login may not create one.
    """
    name = f"okr_bench_{uuid.uuid4().hex}"
    await _administer(settings, f"create database {name}")
    try:
        inner = msgspec.structs.replace(
            settings,
            database_url=_to(settings.database_url, name),
            worker_database_url=_to(settings.worker_database_url, name),
            sealer_database_url=_to(settings.sealer_database_url, name),
            migrate_database_url=_to(settings.migrate_database_url, name),
        )
        owner = await connected(inner.migrate_database_url)
        await migrate(owner)
        await owner.close()
        yield inner
    finally:
        await _administer(settings, f"drop database if exists {name} (force)")


def _to(url: str, name: str) -> str:
    return urlsplit(url)._replace(path=f"/{name}").geturl()


async def _administer(settings: Settings, statement: str) -> None:
    connection = await connected(settings.migrate_database_url)
    try:
        await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        raise Failure(
            "a benchmark makes a database of its own, which the login of MIGRATE_DATABASE_URL may not: give it CREATEDB"
        ) from None
    finally:
        await connection.close()
