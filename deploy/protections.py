"""What protects the log in this database, and what of it is missing: asked of Postgres, not of the configuration."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg

from deploy.commands import Failure
from deploy.settings import Settings

LOGIN = "select current_user::text as name, rolsuper, rolbypassrls from pg_roles where rolname = current_user"
WRITES = """
select string_agg(p.privilege || ' on ' || t.name, ', ' order by t.name, p.privilege)
from unnest(array['log.event', 'log.head']) as t (name)
cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as p (privilege)
where has_table_privilege(current_user, t.name, p.privilege)
"""
TRIGGERS = """
select count(*)
from pg_trigger t
where t.tgrelid in ('log.event'::regclass, 'log.head'::regclass)
  and t.tgname = 'unchangeable'
  and t.tgenabled = 'A'
"""
FENCES = """
select count(*)
from pg_class c
where c.oid in ('log.event'::regclass, 'log.head'::regclass)
  and c.relrowsecurity
  and c.relforcerowsecurity
"""
EVENT_TRIGGER = """
select count(*)
from pg_event_trigger t
join pg_proc p on p.oid = t.evtfoid
join pg_namespace n on n.oid = p.pronamespace
where n.nspname = 'log'
  and t.evtenabled in ('O', 'A')
"""


async def missing(settings: Settings) -> list[str]:
    """What is missing, a line each, with what would bring it."""
    return [line async for line in _missing(settings)]


async def _missing(settings: Settings) -> AsyncIterator[str]:
    names: dict[str, str] = {}
    urls = {
        "DATABASE_URL": settings.database_url,
        "WORKER_DATABASE_URL": settings.worker_database_url,
        "SEALER_DATABASE_URL": settings.sealer_database_url,
        "MIGRATE_DATABASE_URL": settings.migrate_database_url,
    }
    for variable, url in urls.items():
        connection = await connected(url)
        try:
            (login,) = await connection.fetch(LOGIN)
            names[variable] = login["name"]
            if variable != "MIGRATE_DATABASE_URL":
                async for line in _of_login(connection, variable, login):
                    yield line
            else:
                async for line in _of_tables(connection):
                    yield line
        finally:
            await connection.close()
    for variable, name in names.items():
        same = [other for other in names if other > variable and names[other] == name]
        if same:
            yield f"{variable} and {', '.join(same)} are one login, {name}: give each a login of its own"


async def _of_login(connection: asyncpg.Connection, variable: str, login: asyncpg.Record) -> AsyncIterator[str]:
    if login["rolsuper"] or login["rolbypassrls"]:
        yield f"{variable}'s login {login['name']} is above row-level security: it reads over the fence"
    if writes := await connection.fetchval(WRITES):
        yield f"{variable}'s login {login['name']} may change the log ({writes}): use one that owns nothing"


async def _of_tables(connection: asyncpg.Connection) -> AsyncIterator[str]:
    if await connection.fetchval(TRIGGERS) < 2:
        yield "the triggers that refuse UPDATE, DELETE and TRUNCATE on the log are gone or off"
    if await connection.fetchval(FENCES) < 2:
        yield "row-level security of the log is off"
    if not await connection.fetchval(EVENT_TRIGGER):
        yield "no event trigger refuses DDL on the log: its owner could drop what protects it"


async def connected(url: str) -> asyncpg.Connection:
    """A connection. Raises Failure."""
    try:
        return await asyncpg.connect(url, timeout=10)
    except (OSError, asyncpg.PostgresError) as error:
        raise Failure(f"cannot connect to Postgres: {error}") from None
