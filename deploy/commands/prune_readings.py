"""Remove old readings of an organisation: who looked at what before a date. Says first how many, with --yes does it.

Nobody else can, and nothing of the last thirty days goes. What was removed is noted as a reading of its own, with how
many and of before when, which stays: `okr-ledger readings --org ORG --person operator` lists those. While it runs no
reading is noted, for a moment at a time.

Nothing else has to be pruned. The log is for good; the rows of a projection's earlier builds go a day after they were
replaced, and kept reports after 90 days, both by the workers' sweeps.

examples:
  okr-ledger prune readings --org acme --before 2025-01-01
  okr-ledger prune readings --org acme --before 2025-01-01 --yes
"""

from __future__ import annotations

import argparse
import datetime as dt

import asyncpg

from deploy.commands import Failure
from deploy.people import as_owner, checked
from deploy.usage import answer, formats
from projections.calendar import calendar_of
from projections.policy import DEFAULT
from projections.standings.trails import first_of
from services import readings

OLD = "select count(*) from access.reading where org = $1 and at < $2 and action <> 'readings.prune'"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of whom, and from before when."""
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation")
    parser.add_argument(
        "--before", required=True, metavar="DATE", help="a date in UTC, or an instant: what is older goes"
    )
    parser.add_argument("--yes", action="store_true", help="remove them")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The readings are removed, or it is said how many would be."""
    checked(args.org)
    before = instant(args.before)
    found = as_owner(lambda connection: pruned(connection, args.org, before, args.yes))
    if args.format == "json":
        answer({"org": args.org, "before": before, "readings": found, "removed": args.yes})
    elif args.yes:
        print(f"{args.org}: {found} readings of before {before:%Y-%m-%d %H:%M} UTC are removed")
    else:
        print(f"{args.org}: {found} readings are of before {before:%Y-%m-%d %H:%M} UTC; --yes removes them")
    return 0


def instant(text: str) -> dt.datetime:
    """The first instant of a day, or the instant; Failure for what is none and for one that is too late."""
    try:
        before = first_of(calendar_of(DEFAULT), text)
    except (ValueError, OverflowError) as error:
        raise Failure(f"--before: {error}") from None
    if before > dt.datetime.now(dt.UTC) - dt.timedelta(days=readings.KEPT_DAYS):
        raise Failure(f"--before {text}: readings of the last {readings.KEPT_DAYS} days are kept")
    return before


async def pruned(connection: asyncpg.Connection, org: str, before: dt.datetime, yes: bool) -> int:
    """How many there were; with `yes` they are gone."""
    if yes:
        return await readings.prune(connection, org, before)
    async with connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", org)
        found: int = await connection.fetchval(OLD, org, before)
        return found
