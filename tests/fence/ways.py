"""Ways to read a table: each gives the organisations of the rows that it shows."""

from __future__ import annotations

import io
import json
from collections.abc import Awaitable, Callable
from typing import Any

import asyncpg

from tests.fence.tables import Connection, name

LEAK = """
create function pg_temp.leak(told text) returns boolean language plpgsql cost 0.0000001 as
$$ begin raise notice '%', told; return true; end $$
"""


async def selected(connection: Connection, table: str) -> set[str]:
    return {org for (org,) in await connection.fetch(f"select org from {table}")}


async def copied(connection: Connection, table: str) -> set[str]:
    out = io.BytesIO()
    await connection.copy_from_query(f"select org from {table}", output=out)
    return set(out.getvalue().decode().split())


async def copied_whole(connection: Connection, table: str) -> set[str]:
    out = io.BytesIO()
    schema, bare = table.split(".")
    await connection.copy_from_table(bare, schema_name=schema, columns=["org"], output=out)
    return set(out.getvalue().decode().split())


async def by_cursor(connection: Connection, table: str) -> set[str]:
    await connection.execute(f"declare c scroll cursor with hold for select org from {table}")
    rows = await connection.fetch("fetch all from c")
    await connection.execute("close c")
    return {org for (org,) in rows}


async def sampled(connection: Connection, table: str) -> set[str]:
    return {org for (org,) in await connection.fetch(f"select org from {table} tablesample system (100)")}


async def by_a_view(connection: Connection, table: str) -> set[str]:
    await connection.execute(f"create temp view mine as select org from {table}")
    return {org for (org,) in await connection.fetch("select org from mine")}


async def by_a_definer_of_its_own(connection: Connection, table: str) -> set[str]:
    await connection.execute(
        f"create function pg_temp.mine() returns setof text language sql security definer as 'select org from {table}'"
    )
    return {org for (org,) in await connection.fetch("select pg_temp.mine()")}


async def by_a_table_of_its_own(connection: Connection, table: str) -> set[str]:
    await connection.execute(f"create temp table kept as select org from {table}")
    return {org for (org,) in await connection.fetch("select org from kept")}


async def joined(connection: Connection, table: str) -> set[str]:
    query = f"select t.org from (values ('acme'), ('globex')) o (org) left join {table} t on t.org = o.org"
    return {org for (org,) in await connection.fetch(query) if org is not None}


async def by_a_leaking_function(connection: Connection, table: str) -> set[str]:
    """What is seen on the way to the rows, by a function that is cheaper than the fence and tells all it is asked."""
    told: list[str] = []

    def hear(_: Any, message: Any) -> None:
        told.append(str(message.message))

    await connection.execute(LEAK)
    connection.add_log_listener(hear)
    await connection.fetch(f"select from {table} t where pg_temp.leak(t.org)")
    connection.remove_log_listener(hear)
    return set(told)


async def by_an_error(connection: Connection, table: str) -> set[str]:
    """The value in the message of an error that a row makes."""
    try:
        await connection.fetch(f"select from {table} where org::integer = 1")
    except asyncpg.InvalidTextRepresentationError as error:
        return {error.args[0].split('"')[1]}
    return set()


async def counted(connection: Connection, table: str) -> set[str]:
    """How many rows an explained query has come upon, by organisation."""
    found: set[str] = set()
    for org in ("acme", "globex"):
        query = f"explain (analyze, format json) select from {table} where org = '{org}'"
        plan = json.loads(await connection.fetchval(query))[0]["Plan"]
        found |= {org} if plan["Actual Rows"] else set()
    return found


async def kept_over(connection: Connection, table: str) -> set[str]:
    """By a statement that was prepared, and used six times, while both organisations were named in turn."""
    named = await connection.fetchval("select current_setting('okr.org', true)")
    statement = await connection.prepare(f"select org from {table}")
    for org in ("acme", "globex") * 3:
        await name(connection, org)
        await statement.fetch()
    await name(connection, named)
    return {org for (org,) in await statement.fetch()}


WAYS: list[Callable[[Connection, str], Awaitable[set[str]]]] = [
    selected,
    copied,
    copied_whole,
    by_cursor,
    sampled,
    by_a_view,
    by_a_definer_of_its_own,
    by_a_table_of_its_own,
    joined,
    by_a_leaking_function,
    by_an_error,
    counted,
    kept_over,
]
