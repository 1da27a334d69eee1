"""List the API keys of an organisation: the part of each that may be shown, its role, and whether it still opens."""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import sys

import asyncpg
from rich.console import Console
from rich.table import Table

from deploy.settings import Settings, running
from deploy.system import migrated
from projections.reports.wording import day, instant

LIST = "select prefix, role, label, created_at, expires_at, revoked_at from access.key_list($1)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", required=True, help="the organisation")


def run(args: argparse.Namespace) -> int:
    with running(lambda line: print(line, file=sys.stderr)) as settings:
        rows = asyncio.run(listed(settings, args.org))
    if not rows:
        print(f"{args.org} has no key; `okr-ledger key create --org {args.org}` makes one")
        return 0
    table = Table(box=None, pad_edge=False)
    for name in ("key", "role", "label", "made", "opens"):
        table.add_column(name)
    for row in rows:
        table.add_row(f"{row['prefix']}…", row["role"], row["label"], day(row["created_at"]), opens(row))
    Console(highlight=False, markup=False).print(table)
    return 0


def opens(row: asyncpg.Record) -> str:
    """Whether the key still opens anything, and until when."""
    if row["revoked_at"]:
        return f"no, revoked {day(row['revoked_at'])}"
    if row["expires_at"] and row["expires_at"] <= dt.datetime.now(dt.UTC):
        return f"no, expired {day(row['expires_at'])}"
    return f"yes, until {instant(row['expires_at'])}" if row["expires_at"] else "yes"


async def listed(settings: Settings, org: str) -> list[asyncpg.Record]:
    """The keys, the oldest first."""
    await migrated(settings)
    connection = await asyncpg.connect(settings.migrate_database_url)
    try:
        return await connection.fetch(LIST, org)
    finally:
        await connection.close()
