"""Revoke an API key, named by the part of it that `key list` shows: from now on it opens nothing."""

from __future__ import annotations

import argparse
import asyncio
import sys

import asyncpg

from deploy.commands import Failure
from deploy.settings import Settings, running
from deploy.system import migrated
from services.http.keys import SHOWN

REVOKE = "select org, role, label from access.key_revoke($1)"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("key", metavar="KEY", help=f"its first {SHOWN} characters, okr_…, or all of it")


def run(args: argparse.Namespace) -> int:
    with running(lambda line: print(line, file=sys.stderr)) as settings:
        row = asyncio.run(revoked(settings, args.key.rstrip("…")[:SHOWN]))
    if row is None:
        raise Failure(f"there is no key {args.key[:SHOWN]}…; `okr-ledger key list --org ORG` shows those there are")
    label = f", {row['label']}" if row["label"] else ""
    print(f"revoked: {row['role']} of {row['org']}{label}")
    return 0


async def revoked(settings: Settings, prefix: str) -> asyncpg.Record | None:
    """What the key opened; None where there is none of that prefix."""
    await migrated(settings)
    connection = await asyncpg.connect(settings.migrate_database_url)
    try:
        return await connection.fetchrow(REVOKE, prefix)
    finally:
        await connection.close()
