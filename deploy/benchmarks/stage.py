"""Where a benchmark plays: a database of its own on the servers at hand, gone afterwards."""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import asyncpg
from msgspec.structs import replace

from deploy.commands import Failure
from deploy.settings import Settings
from deploy.system import connected, migrated


@asynccontextmanager
async def fresh(settings: Settings) -> AsyncIterator[Settings]:
    """The settings of an empty, migrated database, which is dropped when the block is left.

    Raises Failure where the owner's login may not create one.
    """
    name = f"okr_bench_{uuid.uuid4().hex[:12]}"
    await _administer(settings, f"create database {name}")
    try:
        urls = {field: _within(url, name) for field in URLS if (url := getattr(settings, field))}
        within = replace(settings, **urls)
        await migrated(within)
        yield within
    finally:
        await _administer(settings, f"drop database {name} (force)")


URLS = ("database_url", "worker_database_url", "sealer_database_url", "migrate_database_url")


def _within(url: str, name: str) -> str:
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
