"""Which tables have a fence, and for which login one is wider: as the catalogue has them, so that none is forgotten."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
from msgspec import Struct

Connection = asyncpg.Connection
ORGS = ("acme", "globex")
FENCED = "select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace"
SEEN = """
select t.name, has_table_privilege(t.oid, 'select') as may, t.wide
from (
  select c.oid, format('%I.%I', n.nspname, c.relname) as name, n.nspname, exists (
    select from pg_policy p cross join unnest(p.polroles) r
    where p.polrelid = c.oid and p.polcmd = 'r' and r <> 0 and pg_has_role(r, 'usage')
  ) as wide
  from pg_class c
  join pg_namespace n on n.oid = c.relnamespace
  where c.relrowsecurity
) t
where has_schema_privilege(t.nspname, 'usage')
order by 1
"""


class Table(Struct, frozen=True):
    """A table as one login finds it. Of a wide one it sees rows of all organisations, which it looks after."""

    name: str
    may: bool
    wide: bool


async def fenced(connection: Connection) -> list[str]:
    """The names of all tables with row-level security."""
    return [name for (name,) in await connection.fetch(f"{FENCED} where c.relrowsecurity order by 1")]


async def seen(connection: Connection) -> list[Table]:
    """All tables with row-level security in schemas that the login may use."""
    return [Table(*row) for row in await connection.fetch(SEEN)]


async def readable(connection: Connection) -> list[Table]:
    """Those of them that the login may read."""
    return [table for table in await seen(connection) if table.may]


async def name(connection: Connection, org: str | None, *, local: bool = True) -> None:
    """The connection has named an organisation, until its transaction ends; with None it has named none."""
    await connection.execute("select set_config('okr.org', $1, $2)", org, local)


@asynccontextmanager
async def undone(connection: Connection) -> AsyncIterator[None]:
    """What the block does, also what fails in it, leaves nothing behind."""
    begun: Any = connection.transaction()
    await begun.start()
    try:
        yield
    finally:
        await begun.rollback()
