"""The parts put together: a migrated database, its pools, and the queue."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from arq import ArqRedis
from msgspec import Struct
from redis.exceptions import RedisError

from deploy import form, logs, migrate
from deploy.commands import Failure
from deploy.migrate import Migration
from deploy.settings import Settings
from events.log.errors import kind
from projections import kept_reports, registry
from services.http.app import unchanged
from workers import running
from workers.seal import Sealing
from workers.wake import appended, wake

CONNECT_SECONDS = 10
COMMAND_SECONDS = 60
# An address that is none is an InterfaceError, and one with an impossible port an OverflowError.
UNREACHABLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, OverflowError)
# What a pool says of its server only when it is first used, or when it loses it.
LOST = (
    asyncpg.ClientConfigurationError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.PostgresConnectionError,
    ConnectionRefusedError,
    ConnectionResetError,
)


class System(Struct, frozen=True):
    """The application's pool, the worker's, and the queue; what seals, where there is a key."""

    settings: Settings
    app: asyncpg.Pool
    worker: asyncpg.Pool
    queue: ArqRedis
    sealing: Sealing | None = None

    async def woken(self, org: str) -> None:
        """Its log will be folded and sealed: now, or where the queue is away, when a worker's sweep finds it."""
        with contextlib.suppress(RedisError, OSError):
            await appended(self.queue, org)

    async def report_asked(self, org: str) -> None:
        """The reports that are asked for will be made: now, or where the queue is away, when a sweep finds them."""
        with contextlib.suppress(RedisError, OSError):
            await wake(self.queue, "report", org)

    async def queue_missing(self) -> str | None:
        """What a person has to know who starts a worker while the queue does not answer; None where it does."""
        try:
            await self.queue.ping()
        except (RedisError, OSError) as error:
            return f"Redis does not answer ({kind(error)}): start it, or set REDIS_URL; trying again until it does"
        return None


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[System]:
    """The database has every migration and table, and is connected to; the queue is there when it is needed.

    Raises a Failure where a login may not do what the block asks of it.
    """
    await migrated(settings)
    app, worker = (
        await pool(settings.database_url),
        await pool(settings.worker_database_url, settings.database_connections),
    )
    queue, sealer = queued(settings.redis_url), await pool(settings.sealer_database_url)
    sealing = Sealing(sealer, settings.sealing) if settings.sealing else None
    try:
        yield System(settings, app, worker, queue, sealing)
    except asyncpg.InsufficientPrivilegeError as error:
        raise Failure(
            f"the login may not do this ({kind(error)}): name the one that may, in WORKER_DATABASE_URL (it folds and "
            "judges) or MIGRATE_DATABASE_URL (it owns the tables)"
        ) from None
    except LOST as error:
        raise unreachable(error) from None
    except asyncpg.PostgresError as error:
        raise Failure(f"Postgres refuses it: {kind(error)} at {logs.place(error)}") from None
    finally:
        await queue.aclose(close_connection_pool=True)
        for each in (sealer, worker, app):
            await each.close()


@asynccontextmanager
async def owning(settings: Settings) -> AsyncIterator[asyncpg.Connection]:
    """A connection of the owner's login to the migrated database, until the block is left. Raises a Failure where that
    may not do what the block asks of it."""
    await migrated(settings)
    connection = await connected(settings.migrate_database_url)
    try:
        yield connection
    except asyncpg.PostgresError as error:
        raise Failure(
            f"Postgres refuses it: {kind(error)}; MIGRATE_DATABASE_URL has to name the owner's login"
        ) from None
    finally:
        await connection.close()


def queued(url: str) -> ArqRedis:
    """The queue's client; whether a server answers, its first use says."""
    try:
        return running.queue(url)
    except ValueError:
        raise Failure("REDIS_URL is no address of a Redis; expected one like redis://host:6379/0") from None


async def pool(url: str, size: int = 10) -> asyncpg.Pool:
    """Connections that give up rather than hang."""
    try:
        return await asyncpg.create_pool(
            url, min_size=0, max_size=size, timeout=CONNECT_SECONDS, command_timeout=COMMAND_SECONDS, reset=unchanged
        )
    except UNREACHABLE as error:
        raise unreachable(error) from None


async def migrated(settings: Settings) -> list[Migration]:
    """The log's migrations and the projections' tables are in the database; the migrations applied just now.

    One query each where they were there before. A login that may not even ask leaves that to `migrate`, which the owner
    runs: then the database has to have this program's form already, else this raises a Failure.
    """
    connection = await connected(settings.migrate_database_url)
    try:
        done = await migrate.migrate(connection)
        await tables(connection)
    except asyncpg.InsufficientPrivilegeError:
        await form.check(connection, form.of(migrate.migrations()))
        done = []
    finally:
        await connection.close()
    return done


async def connected(url: str) -> asyncpg.Connection:
    """A connection, or a Failure that says why there is none."""
    try:
        return await asyncpg.connect(url, timeout=CONNECT_SECONDS, command_timeout=COMMAND_SECONDS)
    except UNREACHABLE as error:
        raise unreachable(error) from None


def unreachable(error: Exception) -> Failure:
    """Why there is no connection, and where the address that is meant stands."""
    return Failure(
        f"cannot connect to Postgres: {_why(error)}; DATABASE_URL (or that of another login) has to name a server that "
        "runs and a login that it knows, like postgresql://user:password@host:5432/database"
    )


def _why(error: Exception) -> str:
    """The reason, without what is said of it: that has addresses, logins, and where one is misspelt its password."""
    match error:
        case asyncpg.InvalidAuthorizationSpecificationError():
            return "the login is not known there, or its password is another"
        case asyncpg.InvalidCatalogNameError():
            return "there is no such database"
        case asyncpg.PostgresError():
            return f"it refuses, {kind(error)}"
        case asyncpg.InterfaceError() | OverflowError() | ValueError():
            return "its address is none"
        case TimeoutError():
            return "no answer in time"
        case socket.gaierror():
            return "its host is not known"
        case ssl.SSLError():
            return "it is not spoken to in this way, encrypted or not"
    return "nothing answers there"


async def tables(connection: asyncpg.Connection) -> None:
    """Every projection's tables are there, as this program declares them."""
    statements = [*registry.statements(), kept_reports.DDL, form.statement(form.of(migrate.migrations()))]
    digest = hashlib.sha256("\0".join(statements).encode()).digest()
    there = await connection.fetchval("select to_regclass('projection.declared') is not null")
    if there and await connection.fetchval("select sha256 from projection.declared") == digest:
        return
    declared = (
        "create table if not exists projection.declared (sha256 bytea not null)",
        "delete from projection.declared",
        f"insert into projection.declared (sha256) values ('\\x{digest.hex()}')",  # nosec B608 # a digest
    )
    await migrate.apply(connection, [*statements, *declared])
