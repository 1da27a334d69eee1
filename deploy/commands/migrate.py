"""Bring the database to this version's form, where it is not.

It runs as the owner of the tables: MIGRATE_DATABASE_URL, or DATABASE_URL where that is not set. Any number of these
may run at the same time.

examples:
  MIGRATE_DATABASE_URL=postgresql://owner@db/okr okr-ledger migrate
"""

from __future__ import annotations

import argparse
import asyncio

from deploy.settings import running
from deploy.system import migrated
from deploy.usage import answer, formats
from deploy.waiting import counting, tell


def arguments(parser: argparse.ArgumentParser) -> None:
    """How it answers."""
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The database has had every migration; says which of them just now."""
    with running(tell) as settings, counting("migrating"):
        done = asyncio.run(migrated(settings))
    applied = [f"{migration.number:04}_{migration.name}" for migration in done]
    if args.format == "json":
        answer({"applied": applied})
    else:
        print("\n".join(f"applied {name}" for name in applied) or "nothing to apply")
    return 0
