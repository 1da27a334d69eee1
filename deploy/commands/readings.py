"""List who looked at what of an organisation, the newest first.

examples:
  okr-ledger readings --org acme --since 2026-03-01
  okr-ledger readings --org acme --person dana --format json
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence

import asyncpg

from deploy.commands import Failure
from deploy.people import as_owner, checked
from deploy.usage import answer, formats
from projections.calendar import calendar_of
from projections.policy import DEFAULT
from projections.reports import screen
from projections.reports.wording import instant
from projections.standings.trails import first_of
from services import readings
from services.readings import Reading

MOST = 1000


def arguments(parser: argparse.ArgumentParser) -> None:
    """Of whom, since when, and how many."""
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation")
    parser.add_argument("--person", metavar="PERSON", help="only what this person looked at")
    parser.add_argument("--since", metavar="DATE", help="only from this date on, in UTC, or from this instant")
    parser.add_argument(
        "--at-most", type=int, default=MOST, metavar="N", help=f"how many at most, the newest (default: {MOST})"
    )
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The readings are printed."""
    checked(args.org, args.person)
    if args.at_most < 1:
        raise Failure(f"--at-most {args.at_most}: expected a number from 1 on")
    since = begin(args.since) if args.since else None
    found = as_owner(lambda connection: read(connection, args, since))
    if args.format == "json":
        answer({"org": args.org, "readings": found})
    elif not found:
        print(f"nothing that is noted was read of {args.org}")
    else:
        show(found)
    return 0


def begin(text: str) -> dt.datetime:
    """The first instant of a day, or the instant. Raises Failure."""
    try:
        return first_of(calendar_of(DEFAULT), text)
    except (ValueError, OverflowError) as error:
        raise Failure(f"--since: {error}") from None


async def read(connection: asyncpg.Connection, args: argparse.Namespace, since: dt.datetime | None) -> list[Reading]:
    """The newest readings that are asked for."""
    found: list[Reading] = []
    while len(found) < args.at_most:
        before, limit = (
            found[-1].place if found else None,
            min(readings.PAGE, args.at_most - len(found)),
        )
        more = await readings.page(connection, args.org, person=args.person, since=since, before=before, limit=limit)
        found += more
        if len(more) < limit:
            break
    return found


def show(found: Sequence[Reading]) -> None:
    """A table of them."""
    table = screen.table("when", "person", "role", "what", "of", "as of", whole=("when",))
    for each in found:
        as_of = instant(each.as_of) if each.as_of else ""
        table.add_row(instant(each.at), each.person, each.role or "as granted", each.action, each.resource, as_of)
    screen.console(None).print(table)
