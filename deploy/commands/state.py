"""Show a cycle, a plan or an item as it stands, or stood.

Of a cycle: its days, its reviews and a row for each plan. With a UNIT its plan: objectives by rank, with how their key
results stand. With `--item` one item of it, a key result with all its check-ins. `--format json` answers as HTTP does.

examples:
  okr-ledger state acme 2026-q1
  okr-ledger state acme 2026-q1 growth --as-of 2026-02-15
  okr-ledger state acme 2026-q1 growth --item k1 --format json
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
from typing import Any

from deploy.commands import Failure
from deploy.questions import at_a_moment, level, moment, of_a_cycle
from deploy.settings import Settings, running
from deploy.system import System, opened
from deploy.usage import answer, formats
from deploy.waiting import tell
from projections.diagnosis.judgement import CycleJudgement
from projections.reports import terminal_state
from projections.reports.content import Known
from projections.standings import now, then
from projections.standings.standing import Moment, Standing, Unknown
from services.http.bodies import cycle_body
from services.http.item_bodies import item_answer, plan_answer


def arguments(parser: argparse.ArgumentParser) -> None:
    of_a_cycle(parser)
    parser.add_argument(
        "--item", metavar="ITEM", help="only this objective, key result or initiative of the unit's plan"
    )
    at_a_moment(parser)
    formats(parser)


def run(args: argparse.Namespace) -> int:
    if args.item and not args.unit:
        raise Failure(f"--item {args.item} is an item of a plan: name its UNIT too")
    with running(tell) as settings:
        standing, when = asyncio.run(found(settings, args))
    try:
        body = bodied(args, standing)
    except Unknown as error:
        raise Failure(str(error)) from None
    if args.format == "json":
        answer(body)
    else:
        shown(args, standing, when)
    return 0


async def found(settings: Settings, args: argparse.Namespace) -> tuple[Standing, Moment]:
    """What stands of what the arguments ask for, and when. Raises Failure for what is not there."""
    async with opened(settings) as system:
        try:
            if args.as_of is not None or args.known_at is not None:
                when, up_to = await moment(system, args.org, args.as_of, args.known_at)
                standing = await then.cycle(
                    system.app, args.org, args.cycle, when, up_to, unit=args.unit, bounded=False
                )
                return standing, when
            await level(system, args.org)
            clock = dt.datetime.now(dt.UTC)
            return await _now(system, args), Moment(clock, clock)
        except Unknown as error:
            raise Failure(str(error)) from None


async def _now(system: System, args: argparse.Namespace) -> Standing:
    whole = await now.whole(system.app, args.org, args.cycle, args.unit)
    if args.unit is None:
        return whole
    plan = await now.plan(system.app, args.org, args.cycle, args.unit)
    return Standing(
        position=plan.position,
        judged_position=whole.judged_position,
        states={**whole.states, **plan.states},
        judgements=whole.judgements,
    )


def bodied(args: argparse.Namespace, standing: Standing) -> Any:
    """What HTTP answers. Raises Unknown for an item that is not there."""
    if args.item:
        return item_answer(args.org, args.cycle, args.unit, args.item, standing)
    if args.unit:
        return plan_answer(args.org, args.cycle, args.unit, standing)
    units = list(standing.plans(args.cycle))
    return cycle_body(args.org, args.cycle, standing.cycle(args.cycle), units, standing.position)


def shown(args: argparse.Namespace, standing: Standing, when: Moment) -> None:
    """It is printed for people."""
    known = Known(
        organisation_id=args.org,
        organisation=standing.organisation,
        cycle_id=args.cycle,
        cycle=standing.cycle(args.cycle),
        plans=standing.plans(args.cycle),
        judgements=standing.judgements,
        whole=CycleJudgement(cycle=args.cycle),
        position=standing.position,
        judged_position=standing.judged_position,
        as_of=when.as_of,
        known_at=when.known_at,
        policy=standing.organisation.policy,
        unit=args.unit,
    )
    if args.item:
        terminal_state.item(known, args.unit, args.item, standing.check_ins(args.cycle, args.unit))
    elif args.unit:
        terminal_state.plan(known, args.unit, standing.check_ins(args.cycle, args.unit))
    else:
        terminal_state.cycle(known)
