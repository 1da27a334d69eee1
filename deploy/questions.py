"""What a command that reads a cycle is asked, and the answers to what all of them ask first."""

from __future__ import annotations

import argparse
import datetime as dt

from deploy.commands import Failure
from deploy.levelled import levelled
from deploy.system import System
from deploy.waiting import counting
from projections.standings import reporting, then
from projections.standings.standing import Moment


def of_a_cycle(parser: argparse.ArgumentParser) -> None:
    """ORG CYCLE [UNIT]."""
    parser.add_argument("org", metavar="ORG", help="the organisation's id")
    parser.add_argument("cycle", metavar="CYCLE", help="the cycle's id, like 2026-q1")
    parser.add_argument("unit", metavar="UNIT", nargs="?", help="only this unit's plan (default: every plan)")


def at_a_moment(parser: argparse.ArgumentParser) -> None:
    """`--as-of` and `--known-at`."""
    parser.add_argument(
        "--as-of", metavar="DATE", help="what was in effect by the end of this date, or by this instant (default: now)"
    )
    parser.add_argument("--known-at", metavar="DATE", help="what was written down by then (default: now)")


async def level(system: System, org: str) -> None:
    """Every projection of the organisation is level with its log. Raises Failure where there is no such log."""
    with counting(f"{org}: reading") as progress:
        if not await levelled(system, org, progress):
            raise nobody(org)


async def moment(system: System, org: str, as_of: str | None, known_at: str | None) -> tuple[Moment, int]:
    """The two instants that are meant, now where they are not given, and the log's last position. Raises Failure."""
    up_to = await reporting.head(system.app, org)
    if not up_to:
        raise nobody(org)
    calendar, clock = await then.calendar(system.app, org, up_to), dt.datetime.now(dt.UTC)
    try:
        return Moment(*(then.instant(calendar, text) if text else clock for text in (as_of, known_at))), up_to
    except ValueError as error:
        raise Failure(str(error)) from None


def nobody(org: str) -> Failure:
    """There is no log of that name; which others there are is nobody else's business."""
    return Failure(f"there is no organisation {org!r} in this log; `okr-ledger import --help` says how one comes in")
