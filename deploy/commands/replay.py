"""Replay a plan: what it was after each of its changes, in the order in which they were noted.

`--format json` answers as `GET …/plans/UNIT/replay` does: the plan before anything was said of it, and each change as a
JSON Patch (RFC 6902) of the one before.

examples:
  okr-ledger replay acme 2026-q1 growth
  okr-ledger replay acme 2026-q1 growth --as-of 2026-02-28 --format json
"""

from __future__ import annotations

import argparse
import asyncio

from deploy.commands import Failure
from deploy.questions import at_a_moment, moment
from deploy.settings import Settings, running
from deploy.system import opened
from deploy.usage import answer, formats
from deploy.waiting import tell
from projections import history
from projections.reports import screen
from projections.reports.screen import plain
from projections.reports.wording import instant
from projections.standings import now
from projections.standings.replay import replayed
from projections.standings.standing import Unknown
from services.http.replaying import ReplayAnswer, replay_answer


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which plan, and when."""
    parser.add_argument("org", metavar="ORG", help="the organisation's id")
    parser.add_argument("cycle", metavar="CYCLE", help="the cycle's id, like 2026-q1")
    parser.add_argument("unit", metavar="UNIT", help="the unit whose plan it is")
    at_a_moment(parser)
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The replay is printed."""
    with running(tell) as settings:
        found = asyncio.run(told(settings, args))
    if args.format == "json":
        answer(found)
    else:
        shown(found)
    return 0


async def told(settings: Settings, args: argparse.Namespace) -> ReplayAnswer:
    """The replay that is asked for. Raises Failure for a plan or an instant that is none."""
    async with opened(settings) as system:
        when, up_to = await moment(system, args.org, args.as_of, args.known_at)
        events = await history.of_plan_alone(system.app, args.org, args.cycle, args.unit, up_to)
        if not any(event.subject == f"plan/{args.cycle}/{args.unit}" for event in events):
            try:
                await now.missing(system.app, args.org, args.cycle, args.unit)
            except Unknown as error:
                raise Failure(str(error)) from None
        return replay_answer(args.org, args.cycle, args.unit, replayed(events, when), when, up_to)


def shown(found: ReplayAnswer) -> None:
    """A row for each change: when it was noted, what it says, and how many fields of the plan it changed."""
    table = screen.table("", "noted", "changes", "what", numbers=("", "changes"))
    for number, step in enumerate(found.steps, 1):
        table.add_row(str(number), instant(step.notedat), str(len(step.patch)), plain(step.says))
    screen.console(None).print(table)
