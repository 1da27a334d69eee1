"""Measure what the fence between organisations costs, in a database of its own.

The same calls by the server's login, round by round with row-level security and without: a page of the log, a stream, a
plan's state, the findings, an append. Each ratio is of one round, so that a busy machine falls to both.

examples:
  okr-ledger bench fence
  okr-ledger bench fence --rounds 5 --json
"""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from deploy.commands import Failure

if TYPE_CHECKING:
    from deploy.benchmarks.fence import Figures


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--organisations", type=int, default=10, metavar="N", help="how many there are (default: 10)")
    parser.add_argument("--rounds", type=int, default=60, metavar="N", help="how often each is measured (default: 60)")
    parser.add_argument("--calls", type=int, default=40, metavar="N", help="calls of each in a round (default: 40)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """The figures are printed; nothing of the database stays."""
    from deploy.benchmarks.fence import measured
    from deploy.settings import running
    from deploy.usage import answer
    from deploy.waiting import counting, tell

    given = args.organisations, args.rounds, args.calls
    if min(given) < 1:
        raise Failure("expected at least one organisation, round and call, got {}, {} and {}".format(*given))
    with running(tell) as settings, counting("starting") as progress:
        figures = asyncio.run(measured(settings, *given, progress))
    if args.json:
        answer(figures)
    else:
        show(figures)
    return 0


def show(figures: Figures) -> None:
    """A table: each kind of call, with the fence and without."""
    from projections.reports import screen

    columns = ("µs fenced", "µs open", "ratio", "least", "most")
    of = f"{figures.events:,} events, {figures.organisations} organisations, {figures.rounds} rounds"
    table = screen.table(of, *columns, numbers=columns)
    for name, cost in figures.costs.items():
        ratios = (cost.ratio_median, cost.ratio_min, cost.ratio_max)
        table.add_row(name, f"{cost.fenced_us:,}", f"{cost.open_us:,}", *(f"{ratio:.2f}" for ratio in ratios))
    screen.console(None).print(table)
