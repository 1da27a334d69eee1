"""Bring the database to this version's form; does nothing where it is there already.

It runs as the owner of the tables: MIGRATE_DATABASE_URL, or DATABASE_URL where that is not set. Any number of these
may run at the same time.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

import asyncpg

from deploy.commands import Failure
from deploy.migrate import Migration, migrate
from deploy.settings import running


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """The database has had every migration; says which of them just now."""
    with running(lambda line: print(line, file=sys.stderr)) as settings:
        done = asyncio.run(migrated(settings.migrate_database_url))
    for migration in done:
        print(f"applied {migration.number:04}_{migration.name}")
    if not done:
        print("nothing to apply")
    return 0


async def migrated(url: str) -> list[Migration]:
    """What has been applied to the database of that URL just now."""
    try:
        connection = await asyncpg.connect(url)
    except (OSError, asyncpg.PostgresError) as error:
        raise Failure(f"no connection to the database to migrate: {error}") from None
    try:
        return await migrate(connection)
    finally:
        await connection.close()
