"""Measure how fast projections catch up with a log, in a database of its own.

Each projection is folded from nothing: the events of sixteen organisations and of one alone, by one worker process and
by two. A million events for all four projections take about eight minutes.

examples:
  okr-ledger bench fold
  okr-ledger bench fold --projection current_state --events 200000 --json
"""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from deploy.commands import Failure

if TYPE_CHECKING:
    from deploy.benchmarks.fold import Figures

LEAST = 16_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--events", type=int, default=1_000_000, metavar="N", help="how long the logs are together (default: 1000000)"
    )
    parser.add_argument("--projection", metavar="NAME", help="only this one (default: every one)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """The figures are printed; nothing of the logs stays."""
    from deploy.benchmarks.fold import measured
    from deploy.settings import running
    from deploy.usage import answer
    from deploy.waiting import counting, tell
    from projections import engine

    names = [each.name for each in engine.registered() if args.projection in (None, each.name)]
    if args.events < LEAST or not names:
        known = ", ".join(each.name for each in engine.registered())
        raise Failure(f"expected at least {LEAST} events, and one of {known}")
    with running(tell) as settings, counting("starting") as progress:
        figures = asyncio.run(measured(settings, args.events, names, progress))
    if args.json:
        answer(figures)
    else:
        show(figures)
    return 0


def show(figures: Figures) -> None:
    """A row for each projection, number of organisations and number of workers."""
    from projections.reports import screen

    numbers = ("organisations", "workers", "events/s", "MiB")
    table = screen.table(f"{figures.events:,} events", *numbers, numbers=numbers)
    for fold in figures.folds:
        row = (str(fold.organisations), str(fold.workers), f"{fold.events_s:,}", f"{fold.peak_mib:,}")
        table.add_row(fold.projection, *row)
    screen.console(None).print(table)
