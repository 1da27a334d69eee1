"""The parts put together: a migrated database, its pools, and the queue."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from arq import ArqRedis
from msgspec import Struct
from redis.exceptions import RedisError

from deploy import migrate
from deploy.commands import Failure
from deploy.migrate import Migration
from deploy.settings import Settings
from projections import engine
from workers import running
from workers.wake import wake

CONNECT_SECONDS = 10
COMMAND_SECONDS = 60


class System(Struct, frozen=True):
    """The application's pool, the worker's, and the queue."""

    settings: Settings
    app: asyncpg.Pool
    worker: asyncpg.Pool
    queue: ArqRedis

    async def woken(self, org: str) -> None:
        """The organisation's log will be folded: now, or where the queue is away, when a worker's sweep finds it."""
        with contextlib.suppress(RedisError, OSError):
            await wake(self.queue, "fold", org)


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[System]:
    """The database has every migration and table, and is connected to; the queue is there when it is needed.

    Raises a Failure where a login may not do what the block asks of it.
    """
    await migrated(settings)
    app, worker = await pool(settings.database_url), await pool(settings.worker_database_url)
    queue = running.queue(settings.redis_url)
    try:
        yield System(settings, app, worker, queue)
    except asyncpg.InsufficientPrivilegeError as error:
        raise Failure(
            f"{error.args[0]}: name the login that may, in WORKER_DATABASE_URL (it folds and judges) or "
            "MIGRATE_DATABASE_URL (it owns the tables)"
        ) from None
    finally:
        await queue.aclose(close_connection_pool=True)
        await worker.close()
        await app.close()


async def pool(url: str, size: int = 10) -> asyncpg.Pool:
    """Connections that give up rather than hang."""
    try:
        return await asyncpg.create_pool(
            url, min_size=0, max_size=size, timeout=CONNECT_SECONDS, command_timeout=COMMAND_SECONDS
        )
    except (OSError, asyncpg.PostgresError) as error:
        raise Failure(f"cannot connect to Postgres: {error}") from None


async def migrated(settings: Settings) -> list[Migration]:
    """The log's migrations and the projections' tables are in the database; the migrations applied just now.

    One query each where they were there before. A login that may not even ask leaves that to `migrate`, which the owner
    runs; what it misses then, the first query says.
    """
    connection = await connected(settings.migrate_database_url)
    try:
        done = await migrate.migrate(connection)
        await tables(connection)
    except asyncpg.InsufficientPrivilegeError:
        done = []
    finally:
        await connection.close()
    return done


async def connected(url: str) -> asyncpg.Connection:
    """A connection, or a Failure that says why there is none."""
    try:
        return await asyncpg.connect(url, timeout=CONNECT_SECONDS, command_timeout=COMMAND_SECONDS)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise Failure(f"cannot connect to Postgres: {error}") from None


async def tables(connection: asyncpg.Connection) -> None:
    """Every projection's tables are there, as this program declares them."""
    statements = engine.statements()
    digest = hashlib.sha256("\0".join(statements).encode()).digest()
    there = await connection.fetchval("select to_regclass('projection.declared') is not null")
    if there and await connection.fetchval("select sha256 from projection.declared") == digest:
        return
    declared = (
        "create table if not exists projection.declared (sha256 bytea not null)",
        "delete from projection.declared",
        f"insert into projection.declared (sha256) values ('\\x{digest.hex()}')",
    )
    await migrate.apply(connection, [*statements, *declared])
