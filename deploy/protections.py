"""What protects the log in this database, and what of it is missing: asked of Postgres, not of the configuration."""

from __future__ import annotations

from collections.abc import AsyncIterator

import asyncpg

from deploy.fences import holes
from deploy.log_functions import differing
from deploy.sealing_keys import NO_KEY
from deploy.settings import Settings
from deploy.system import connected
from events.log.errors import kind

LOGIN = "select current_user::text as name, rolsuper, rolbypassrls from pg_roles where rolname = current_user"
WRITES = """
select string_agg(p.privilege || ' on ' || t.name, ', ' order by t.name, p.privilege)
from unnest(array['log.event', 'log.head']) as t (name)
cross join unnest(array['INSERT', 'UPDATE', 'DELETE', 'TRUNCATE']) as p (privilege)
where has_table_privilege(current_user, t.name, p.privilege)
"""
OWNER = """
select n.nspowner::regrole::text as name, pg_has_role(n.nspowner, 'usage') as mine
from pg_namespace n
where n.nspname = 'log'
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
                told = [line async for line in of_log(connection)]
                for line in dict.fromkeys([*told, *await holes(connection)]):
                    yield line
        finally:
            await connection.close()
    for variable, name in names.items():
        same = [other for other in names if other > variable and names[other] == name]
        if same:
            yield f"{variable} and {', '.join(same)} are one login, {name}: give each a login of its own"
    if settings.sealing is None:
        yield f"nothing is sealed, so nobody can prove that the log was not rewritten: {NO_KEY}"


async def _of_login(connection: asyncpg.Connection, variable: str, login: asyncpg.Record) -> AsyncIterator[str]:
    if login["rolsuper"] or login["rolbypassrls"]:
        yield f"{variable}'s login {login['name']} is above row-level security: it reads over the fence"
    if named := await connection.fetchval("select current_setting('okr.org', true)"):
        yield f"{variable}'s login {login['name']} begins with the organisation {named}: reset okr.org, where it is set"
    if writes := await connection.fetchval(WRITES):
        yield f"{variable}'s login {login['name']} may change the log ({writes}): use one that owns nothing"


async def of_log(connection: asyncpg.Connection) -> AsyncIterator[str]:
    """What the tables, functions and the guard lack, for a connection of the owner's login."""
    owner = await connection.fetchrow(OWNER)
    if owner is None:
        yield "the log is gone: restore the database from a backup, or import an archive"
        return
    if not owner["mine"]:
        yield f"the log belongs to {owner['name']}: put its login into MIGRATE_DATABASE_URL, or give it back to yours"
    # The files come first: where a function was replaced, what it says of the rest is worth nothing.
    for line in await differing(connection):
        yield line
    try:
        for (line,) in await connection.fetch("select log.missing()"):
            yield line
    except asyncpg.PostgresError as error:
        yield f"log.missing() does not tell what is missing ({kind(error)}): ask as the owner, with all functions"
