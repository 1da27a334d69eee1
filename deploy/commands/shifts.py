"""List the shifts of a cycle, and what clears them.

A shift is what asked for more after a plan was locked. Those due first come first; `--format json` answers as
`GET …/shifts` does over HTTP, in one page.

examples:
  okr-ledger shifts acme 2026-q1 --verdict open
  okr-ledger shifts acme 2026-q1 growth --as-of 2026-03-01 --known-at 2026-03-01 --format json
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from deploy.commands import Failure
from deploy.questions import at_a_moment, level, moment, of_a_cycle
from deploy.settings import Settings, running
from deploy.system import opened
from deploy.usage import answer, formats
from deploy.waiting import tell
from projections.books.figures import VERDICTS
from projections.reports import terminal
from projections.standings import now, then
from projections.standings.standing import Unknown
from services.http import finding_bodies
from services.http.finding_bodies import FindingList, Wanted


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which cycle, when, and which of its shifts."""
    of_a_cycle(parser)
    parser.add_argument("--verdict", metavar="VERDICT", choices=VERDICTS, help=f"only those: {', '.join(VERDICTS)}")
    at_a_moment(parser)
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The shifts are printed."""
    with running(tell) as settings:
        found = asyncio.run(listed(settings, args))
    if args.format == "json":
        answer(found)
    else:
        terminal.shifts(found.items)
    return 0


async def listed(settings: Settings, args: argparse.Namespace) -> FindingList:
    """The shifts that the arguments ask for. Raises Failure for a cycle, a unit or an instant that is none."""
    wanted = Wanted(finding="shift", verdict=args.verdict, unit=args.unit)
    async with opened(settings) as system:
        try:
            when = None
            if args.as_of is None and args.known_at is None:
                await level(system, args.org)
                standing = await now.judged(system.app, args.org, args.cycle, args.unit)
            else:
                when, up_to = await moment(system, args.org, args.as_of, args.known_at)
                standing = await then.cycle(
                    system.app, args.org, args.cycle, when, up_to, unit=args.unit, bounded=False
                )
        except Unknown as error:
            raise Failure(str(error)) from None
    items, _ = finding_bodies.page(standing, wanted, None, sys.maxsize)
    return finding_bodies.listed(standing, items, None, when)
