"""Show what is different between two moments, with the events that did it.

It is the net of it: what was changed and put back is no difference. From the baseline, which is the default, each plan
is compared with what it promised at its lock, or at the lock that is assumed where nobody locked it.

examples:
  okr-ledger diff acme 2026-q1
  okr-ledger diff acme 2026-q1 growth --from 2026-01-31 --to 2026-02-28
  okr-ledger diff acme 2026-q1 growth --item k1 --format json
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt

from deploy.commands import Failure
from deploy.questions import nobody, of_a_cycle
from deploy.settings import Settings, running
from deploy.system import opened
from deploy.usage import answer, formats
from deploy.waiting import tell
from projections.calendar import Calendar
from projections.reports import terminal_diff
from projections.reports.wording import instant
from projections.standings import reporting, then
from projections.standings.differences import BASELINE, Differences, NoComparison, PlanDifferences, Span
from projections.standings.differing import differing
from projections.standings.standing import Unknown
from services.http.diff_bodies import diff_body


def arguments(parser: argparse.ArgumentParser) -> None:
    of_a_cycle(parser)
    parser.add_argument("--item", metavar="ITEM", help="only the items of this id")
    parser.add_argument(
        "--from", dest="from_", metavar="DATE", default=BASELINE, help=f"a date or an instant (default: {BASELINE})"
    )
    parser.add_argument("--to", metavar="DATE", help="the end of this date, or an instant (default: now)")
    parser.add_argument("--known-at", metavar="DATE", help="what was written down by then (default: now)")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    with running(tell) as settings:
        found = asyncio.run(compared(settings, args))
    if args.format == "json":
        answer(diff_body(found))
    else:
        shown(found, whole=args.unit is None and args.item is None)
    return 0


async def compared(settings: Settings, args: argparse.Namespace) -> Differences:
    """The differences that the arguments ask for. Raises Failure for what is not there or cannot be compared."""
    async with opened(settings) as system:
        up_to = await reporting.head(system.app, args.org)
        if not up_to:
            raise nobody(args.org)
        calendar = await then.calendar(system.app, args.org, up_to)
        try:
            return await differing(
                system.app,
                args.org,
                args.cycle,
                span(args, calendar),
                up_to,
                unit=args.unit,
                item=args.item,
                bounded=False,
            )
        except (Unknown, NoComparison) as error:
            raise Failure(str(error)) from None


def span(args: argparse.Namespace, calendar: Calendar) -> Span:
    """The moments that the arguments mean. Raises Failure."""
    clock = dt.datetime.now(dt.UTC)

    def meant(option: str, text: str | None) -> dt.datetime:
        try:
            return then.instant(calendar, text) if text is not None else clock
        except ValueError as error:
            raise Failure(f"{option}: {error}{f', or {BASELINE}' if option == '--from' else ''}") from None

    from_ = None if args.from_ == BASELINE else meant("--from", args.from_)
    return Span(from_=from_, to=meant("--to", args.to), known_at=meant("--known-at", args.known_at))


def shown(found: Differences, whole: bool) -> None:
    """They are printed for people; the cycle's own too where it is about the whole of it."""
    if whole:
        terminal_diff.group(f"cycle {found.cycle}", found.differences)
    for plan in found.plans:
        terminal_diff.group(f"{plan.unit}, {since(plan)} to {instant(found.span.to)}", plan.differences)
    for left in found.left_out:
        terminal_diff.left_out(left.unit, left.why)


def since(plan: PlanDifferences) -> str:
    """From when a plan is compared, in words."""
    names = {"day": "", "locked": "from its lock, ", "assumed": "from an assumed lock, "}
    return f"{names[plan.begins]}{instant(plan.from_)}"
