"""Bring the database to this version's form; does nothing where it is there already.

It runs as the owner of the tables: MIGRATE_DATABASE_URL, or DATABASE_URL where that is not set. Any number of these
may run at the same time.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from deploy.settings import running
from deploy.system import migrated


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    """The database has had every migration; says which of them just now."""
    with running(lambda line: print(line, file=sys.stderr)) as settings:
        done = asyncio.run(migrated(settings))
    for migration in done:
        print(f"applied {migration.number:04}_{migration.name}")
    if not done:
        print("nothing to apply")
    return 0
