"""How Postgres runs the queries that stand in the functions of the log."""

from __future__ import annotations

import re
from typing import Any

import asyncpg

STATEMENT = re.compile(r"(?:return query|perform)\n(\s+(?:select|from) .*?);", re.DOTALL)


async def plan(login: asyncpg.Connection, function: str, **given: Any) -> str:
    """The plan of a function's own query for this login, with the function's own settings.

    `given` are its variables. The query is the last of the function, as the database has it.
    """
    lookup = "select prosrc, proconfig from pg_proc where proname = $1 and pronamespace = 'log'::regnamespace"
    [(source, settings)] = await login.fetch(lookup, function)
    query = STATEMENT.findall(source)[-1].strip()
    query = query if query.startswith("select") else f"select {query}"
    for number, name in enumerate(given, 1):
        query = re.sub(rf"\b(?<!\.){name}\b", f"${number}", query)
    async with login.transaction():
        for setting in (*settings, "okr.org=acme"):
            await login.execute("select set_config($1, $2, true)", *setting.split("=", 1))
        await login.execute(f"prepare explained as {query}")
        values = ", ".join(f"'{value}'" for value in given.values())
        lines = await login.fetch(f"explain execute explained({values})")
        await login.execute("deallocate explained")
    return "\n".join(line[0] for line in lines)
