"""Report on a cycle, or on one unit's plan: what shifted after the lock, and what was given up for it.

Without `--as-of`, `--known-at` and `--policy` it comes from the projections, once they are level with the log; else it
is folded from the log. Each of the two instants is now, where it is not given; a date means the end of that day in the
organisation's time zone.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import sys

from deploy.commands import Failure
from deploy.commands.judge import policy_from
from deploy.levelled import levelled
from deploy.settings import Settings, running
from deploy.system import System, opened
from projections.policy import Policy
from projections.reports import html, json, terminal
from projections.reports.content import Report
from services.standings import reporting, then
from services.standings.standing import Moment, Unknown


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("org", metavar="ORG")
    parser.add_argument("cycle", metavar="CYCLE")
    parser.add_argument("unit", metavar="UNIT", nargs="?", help="only this unit's plan")
    parser.add_argument("--as-of", metavar="D", help="what was in effect by this date or instant (default: now)")
    parser.add_argument("--known-at", metavar="D", help="what was written down by then (default: now)")
    parser.add_argument("--policy", metavar="FILE", help="JSON {parameter: value} to judge by, instead of those noted")
    parser.add_argument("--format", choices=["text", "json", "html"], default="text")


def run(args: argparse.Namespace) -> int:
    given = policy_from(args.policy) if args.policy else None
    with running(say) as settings:
        report = asyncio.run(reported(settings, args, given))
    match args.format:
        case "json":
            sys.stdout.buffer.write(json.render(report))
        case "html":
            sys.stdout.buffer.write(html.render(report).encode())
        case _:
            terminal.report(report)
    return 0


def say(line: str) -> None:
    """A line for the person who waits, apart from the report."""
    print(line, file=sys.stderr)


async def reported(settings: Settings, args: argparse.Namespace, given: Policy | None) -> Report:
    """The report that the arguments ask for. Raises Failure for a cycle, a unit or an instant that is none."""
    async with opened(settings) as system:
        try:
            if args.as_of is None and args.known_at is None and given is None:
                await levelled(system, args.org, say)
                clock = dt.datetime.now(dt.UTC)
                return await reporting.report_now(system.app, args.org, args.cycle, args.unit, clock)
            return await _then(system, args, given)
        except Unknown as error:
            raise Failure(str(error)) from None


async def _then(system: System, args: argparse.Namespace, given: Policy | None) -> Report:
    up_to = await reporting.head(system.app, args.org)
    calendar, clock = await then.calendar(system.app, args.org, up_to), dt.datetime.now(dt.UTC)
    try:
        instants = [then.instant(calendar, text) if text else clock for text in (args.as_of, args.known_at)]
    except ValueError as error:
        raise Failure(str(error)) from None
    return await reporting.report_then(
        system.app, args.org, args.cycle, args.unit, Moment(*instants), up_to, given=given, bounded=False
    )
