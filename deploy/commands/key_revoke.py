"""Revoke an API key: from now on it opens nothing.

examples:
  okr-ledger key revoke okr_Zm9vYmFy
"""

from __future__ import annotations

import argparse
import asyncio

import asyncpg

from deploy.commands import Failure
from deploy.settings import Settings, running
from deploy.system import owning
from deploy.usage import answer, formats
from deploy.waiting import tell
from services.http.keys import SHOWN

REVOKE = "select org, role, label from access.key_revoke($1)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help=f"its first {SHOWN} characters, which `key list` shows, or all")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    with running(tell) as settings:
        prefix = args.key.rstrip("…")[:SHOWN]
        row = asyncio.run(revoked(settings, prefix))
    if row is None:
        raise Failure(f"there is no key {prefix}…; `okr-ledger key list --org ORG` shows those there are")
    if args.format == "json":
        answer({**row, "prefix": prefix, "revoked": True})
    else:
        label = f", {row['label']}" if row["label"] else ""
        print(f"revoked: {row['role']} of {row['org']}{label}")
    return 0


async def revoked(settings: Settings, prefix: str) -> asyncpg.Record | None:
    """What the key opened; None where there is none of that prefix."""
    async with owning(settings) as connection:
        return await connection.fetchrow(REVOKE, prefix)
