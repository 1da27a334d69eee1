"""Tell what happened in a cycle, in a plan or to an item, day by day.

It is in the order of the log, or with `--newest` from its end; `--format json` answers as `GET …/timeline` does over
HTTP, in one page.

examples:
  okr-ledger timeline acme 2026-q1
  okr-ledger timeline acme 2026-q1 growth --item k1 --as-of 2026-02-28
"""

from __future__ import annotations

import argparse
import asyncio

from deploy.commands import Failure
from deploy.commands.audit import at_the_moment, newest_first
from deploy.questions import at_a_moment, level, of_a_cycle
from deploy.settings import Settings, running
from deploy.system import opened
from deploy.usage import answer, formats
from deploy.waiting import tell
from projections.reports import terminal_trail
from projections.standings import trails
from projections.standings.standing import Unknown
from projections.tables.audit_entries import Wanted, entries
from services.http.audit_bodies import EntryList


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which cycle, when, and what of it."""
    of_a_cycle(parser)
    parser.add_argument("--item", metavar="ITEM", help="only what concerns this objective, key result or initiative")
    at_a_moment(parser)
    newest_first(parser)
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The timeline is printed."""
    with running(tell) as settings:
        found = asyncio.run(told(settings, args))
    if args.format == "json":
        answer(found)
    else:
        terminal_trail.timeline(found.items, found.position)
    return 0


async def told(settings: Settings, args: argparse.Namespace) -> EntryList:
    """The entries that the arguments ask for. Raises Failure for a cycle, a unit or an instant that is none."""
    async with opened(settings) as system:
        await level(system, args.org)
        try:
            await trails.there(system.app, args.org, args.cycle, args.unit)
        except Unknown as error:
            raise Failure(str(error)) from None
        wanted = Wanted(cycle=args.cycle, unit=args.unit, item=args.item, planning=True)
        wanted = await at_the_moment(system, args, wanted)
        first = await entries(system.app, args.org, wanted, None, trails.PAGE, newest=args.newest)
        pages = trails.pages(system.app, args.org, wanted, first, newest=args.newest)
        items = tuple([entry async for page in pages for entry in page])
        return EntryList(items=items, next=None, position=first.position)
