"""How Postgres runs the queries that stand in the functions of the log."""

from __future__ import annotations

import re
from typing import Any

import asyncpg

STATEMENT = re.compile(r"(?:return query|perform)\n(\s+(?:select|from) .*?);", re.DOTALL)


async def plan(owner: asyncpg.Connection, function: str, **given: Any) -> str:
    """The plan of a function's own query, as the login or the role that runs it has it, with the function's settings.

    `given` are its variables. The query is the last of the function, as the database has it.
    """
    lookup = (
        "select prosrc, proconfig, case when prosecdef then pg_get_userbyid(proowner) else 'okr_app' end "
        "from pg_proc where proname = $1 and pronamespace = 'log'::regnamespace"
    )
    [(source, settings, role)] = await owner.fetch(lookup, function)
    query = STATEMENT.findall(source)[-1].strip()
    query = query if query.startswith("select") else f"select {query}"
    for number, name in enumerate(given, 1):
        query = re.sub(rf"\b(?<!\.){name}\b", f"${number}", query)
    async with owner.transaction():
        for setting in (*settings, "okr.org=acme", f"role={role}"):
            name, _, value = setting.partition("=")
            await owner.execute("select set_config($1, $2, true)", name, value.strip('"'))
        await owner.execute(f"prepare explained as {query}")
        values = ", ".join(f"'{value}'" for value in given.values())
        lines = await owner.fetch(f"explain execute explained({values})")
        await owner.execute("deallocate explained")
    return "\n".join(line[0] for line in lines)
