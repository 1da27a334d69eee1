"""Report on a cycle: what shifted, and what was given up for it.

Without `--as-of`, `--known-at` and `--policy` it comes from the projections, once they are level with the log; else it
is folded from the log. Each of the two instants is now, where it is not given; a date means the end of that day in the
organisation's time zone.

examples:
  okr-ledger report acme 2026-q1
  okr-ledger report acme 2026-q1 growth --as-of 2026-02-15 --format html > growth.html
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import sys

from deploy.commands import Failure
from deploy.commands.judge import policy_from
from deploy.questions import at_a_moment, level, moment, of_a_cycle
from deploy.settings import Settings, running
from deploy.system import System, opened
from deploy.usage import formats
from deploy.waiting import tell
from projections.policy import Policy
from projections.reports import html, json, terminal
from projections.reports.content import Report
from services.standings import reporting
from services.standings.standing import Unknown


def arguments(parser: argparse.ArgumentParser) -> None:
    of_a_cycle(parser)
    at_a_moment(parser)
    parser.add_argument("--policy", metavar="FILE", help="JSON {parameter: value} to judge by, instead of those noted")
    formats(parser, "html")


def run(args: argparse.Namespace) -> int:
    given = policy_from(args.policy) if args.policy else None
    with running(tell) as settings:
        report = asyncio.run(reported(settings, args, given))
    match args.format:
        case "json":
            sys.stdout.buffer.write(json.render(report))
        case "html":
            sys.stdout.buffer.write(html.render(report).encode())
        case _:
            terminal.report(report)
    return 0


async def reported(settings: Settings, args: argparse.Namespace, given: Policy | None) -> Report:
    """The report that the arguments ask for. Raises Failure for a cycle, a unit or an instant that is none."""
    async with opened(settings) as system:
        try:
            if args.as_of is None and args.known_at is None and given is None:
                await level(system, args.org)
                clock = dt.datetime.now(dt.UTC)
                return await reporting.report_now(system.app, args.org, args.cycle, args.unit, clock)
            return await _then(system, args, given)
        except Unknown as error:
            raise Failure(str(error)) from None


async def _then(system: System, args: argparse.Namespace, given: Policy | None) -> Report:
    when, up_to = await moment(system, args.org, args.as_of, args.known_at)
    return await reporting.report_then(
        system.app, args.org, args.cycle, args.unit, when, up_to, given=given, bounded=False
    )
