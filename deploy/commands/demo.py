"""Show what okr-ledger does: servers, a worker, an example quarter, its report, and an address to open.

Everything is real and runs here: Postgres, Valkey, a worker and the HTTP server. The example is Lindhaven's third
quarter of 2026: six units, sixty key results, and shifts that were paid for, paid late, or not at all.
It runs until Ctrl-C; `--once` ends after the report.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import datetime as dt
import signal
from typing import TYPE_CHECKING

from deploy.importing import tell, within, write

if TYPE_CHECKING:
    from deploy.system import System

KEY_LASTS = dt.timedelta(days=1)


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--once", action="store_true", help="end after the report")
    parser.add_argument("--port", type=int, metavar="N", help="the HTTP port (default: 8710, or the next free one)")


def run(args: argparse.Namespace) -> int:
    within(lambda system: _show(system, args.once, args.port))
    return 0


async def _show(system: System, once: bool, port: int | None) -> None:
    from deploy import example
    from deploy.commands.key_create import created
    from deploy.levelled import levelled
    from deploy.serving import serving
    from projections.reports import terminal
    from services.standings.reporting import report_now

    org, cycle = example.ORGANISATION, example.CYCLE
    await _load(system)
    async with serving(system, port=port, with_worker=True) as address:
        await levelled(system, org, tell)
        terminal.report(await report_now(system.app, org, cycle, None, dt.datetime.now(dt.UTC)))
        key = (await created(system.settings, org, "reader", "demo", dt.datetime.now(dt.UTC) + KEY_LASTS)).text
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
