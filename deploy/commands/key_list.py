"""List the API keys of an organisation, and which still open it.

Of each key the part is shown that may be: `key revoke` takes it.

examples:
  okr-ledger key list --org acme
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt

import asyncpg

from deploy.settings import Settings, running
from deploy.system import owning
from deploy.usage import answer, formats
from deploy.waiting import tell
from projections.reports import screen
from projections.reports.screen import plain
from projections.reports.wording import day, instant
from services.access.rights import EVERYWHERE, Scope

LIST = "select prefix, role, cycle, unit, actor, label, created_at, expires_at, revoked_at from access.key_list($1)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    with running(tell) as settings:
        rows = asyncio.run(listed(settings, args.org))
    if args.format == "json":
        keys = [{**row, "opens": open_(row)} for row in rows]
        answer({"org": args.org, "keys": keys})
    elif not rows:
        print(f"{args.org} has no key; `okr-ledger key create --org {args.org}` makes one")
    else:
        table = screen.table("key", "role", "acts as", "label", "made", "opens", whole=("key", "role", "made"))
        for row in rows:
            whose = carries(row), row["actor"], plain(row["label"])
            table.add_row(f"{row['prefix']}…", *whose, day(row["created_at"]), opens(row))
        screen.console(None).print(table)
    return 0


def carries(row: asyncpg.Record) -> str:
    """The key's role and where it is held; without one, what its person is granted."""
    if row["role"] is None:
        return "as granted"
    scope = Scope(row["cycle"], row["unit"])
    return row["role"] if scope == EVERYWHERE else f"{row['role']} of {scope}"


def open_(row: asyncpg.Record) -> bool:
    """Whether the key still opens anything."""
    expired = row["expires_at"] and row["expires_at"] <= dt.datetime.now(dt.UTC)
    return not row["revoked_at"] and not expired


def opens(row: asyncpg.Record) -> str:
    """The same in words, with the day."""
    if row["revoked_at"]:
        return f"no, revoked {day(row['revoked_at'])}"
    if not open_(row):
        return f"no, expired {day(row['expires_at'])}"
    return f"yes, until {instant(row['expires_at'])}" if row["expires_at"] else "yes"


async def listed(settings: Settings, org: str) -> list[asyncpg.Record]:
    """The keys, the oldest first."""
    async with owning(settings) as connection:
        return await connection.fetch(LIST, org)
