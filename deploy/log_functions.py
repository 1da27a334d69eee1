"""Whether the functions of the log are those that its migrations made: asked of Postgres, compared with the files."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import msgspec

from deploy.migrate import MIGRATIONS, migrations

SCHEMAS = ("access", "guard", "log", "person", "proof")
STATEMENT = re.compile(
    r"^drop function (?:if exists )?(?P<dropped>\w+\.\w+)"
    r"|^create (?P<again>or replace )?function (?P<name>\w+\.\w+)(?P<head>[^$]*)as \$\$(?P<body>.*?)\$\$",
    re.MULTILINE | re.DOTALL,
)
THERE = """
select format('%s.%s', n.nspname, p.proname) as name, p.oid::regprocedure::text as signature, p.prosrc, p.prosecdef
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
where n.nspname = any ($1)
order by 2
"""


class Function(msgspec.Struct, frozen=True):
    """What a migration made of a function, whose rights it runs with, and in which file that stands."""

    body: str
    definer: bool
    file: str


def made(folder: Path = MIGRATIONS) -> dict[str, list[Function]]:
    """The functions by name, as the migrations leave them; of one name several, where their arguments differ."""
    found: dict[str, list[Function]] = {}
    for file in (file for migration in migrations(folder) for file in migration.files):
        for statement in STATEMENT.finditer(file.read_text(encoding="utf-8")):
            if statement["dropped"] or statement["again"]:
                found.pop(statement["dropped"] or statement["name"], None)
            if name := statement["name"]:
                where = f"{file.parent.name}/{file.name}"
                function = Function(statement["body"], "security definer" in statement["head"], where)
                found.setdefault(name, []).append(function)
    return found


async def differing(connection: asyncpg.Connection, folder: Path = MIGRATIONS) -> list[str]:
    """A line for each function that is gone, other than it was made, or none of ours, with what brings it back."""
    there = await connection.fetch(THERE, SCHEMAS)
    return list(_lines(made(folder), there))


def _lines(expected: dict[str, list[Function]], there: list[asyncpg.Record]) -> Iterator[str]:
    for name in sorted(expected.keys() - {row["name"] for row in there}):
        yield f"the function {name} is gone: create it as {expected[name][-1].file} does"
    for row in there:
        candidates = expected.get(row["name"], [])
        if not candidates:
            yield f"the function {row['signature']} is none of the log's: drop it"
        elif not any(row["prosrc"] == each.body and row["prosecdef"] == each.definer for each in candidates):
            yield f"the function {row['signature']} is another: replace it by that of {candidates[-1].file}"
