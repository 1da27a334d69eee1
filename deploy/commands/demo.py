"""Show what okr-ledger does, with an example quarter.

Everything is real and runs here: Postgres, Valkey, a worker and the HTTP server; the quarter's report is printed, and
an address to open. The example is Lindhaven's third
quarter of 2026: six units, sixty key results, and shifts that were paid for, paid late, or not at all.
It runs until Ctrl-C.

examples:
  okr-ledger demo --once
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import logging
import signal
from typing import TYPE_CHECKING

from deploy import logs
from deploy.importing import within, write
from deploy.usage import port
from deploy.waiting import tell

if TYPE_CHECKING:
    from deploy.system import System

KEY_LASTS = dt.timedelta(days=1)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="end after the report")
    parser.add_argument("--port", type=port, metavar="PORT", help="the HTTP port (default: 8710, or the next free one)")


def run(args: argparse.Namespace) -> int:
    with logs.written(logging.WARNING):
        within(lambda system: _show(system, args.once, args.port))
    return 0


async def _show(system: System, once: bool, port: int | None) -> None:
    from deploy import example
    from deploy.commands.key_create import created
    from deploy.questions import level
    from deploy.serving import serving
    from projections.reports import terminal
    from projections.standings.reporting import report_now

    org, cycle = example.ORGANISATION, example.CYCLE
    await _load(system)
    async with serving(system, port=port, with_worker=True) as address:
        await level(system, org)
        terminal.report(await report_now(system.app, org, cycle))
        made, _ = await created(system.settings, org, "reader", "demo", dt.datetime.now(dt.UTC) + KEY_LASTS)
        key = made.text
        page = f"{address}/orgs/{org}/cycles/{cycle}/report"
        print(f"\nOpen {page}\n  with any name, and as the password the key {key}")
        untraded = f"{address}/v1/orgs/{org}/cycles/{cycle}/findings?verdict=untraded"
        print(f'or\n  curl -H "Authorization: Bearer {key}" "{untraded}"')
        if once:
            return
        tell("\nCtrl-C ends it; the next start has all of it again")
        await _stopped()


async def _load(system: System) -> None:
    """The example is in the log, once."""
    from deploy import example
    from services.imports import Numbered, prepared

    events = example.events(dt.datetime.now(dt.UTC).date())
    numbered = [Numbered(nth, prepared(example.ORGANISATION, event)) for nth, event in enumerate(events, 1)]
    outcome = await write(system, example.ORGANISATION, numbered)
    if outcome.written:
        tell(f"{outcome.written} events of the example written")


async def _stopped() -> None:
    """A person, or the system, has asked for the end."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    with contextlib.suppress(asyncio.CancelledError):
        await stopped.wait()
