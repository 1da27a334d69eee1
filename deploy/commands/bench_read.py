"""Measure how fast a log is read, in a database of its own.

The whole log, as bytes and as events, beside a bare select of the same bytes, in turn; and pages by position, stream,
time of recording and type, at a tenth of the length and at all of it. A million events take two minutes.

examples:
  okr-ledger bench read
  okr-ledger bench read --events 100000 --json
"""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from deploy.commands import Failure

if TYPE_CHECKING:
    from deploy.benchmarks.read import Figures

LEAST = 1000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--events", type=int, default=1_000_000, metavar="N", help="the log's length (default: 1000000)"
    )
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how often each is measured (default: 5)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """The figures are printed; nothing of the log stays."""
    from deploy.benchmarks.read import measured
    from deploy.settings import running
    from deploy.usage import answer
    from deploy.waiting import counting, tell

    if args.events < LEAST or args.rounds < 1:
        raise Failure(f"expected at least {LEAST} events and one round, got {args.events} and {args.rounds}")
    with running(tell) as settings, counting("starting") as progress:
        figures = asyncio.run(measured(settings, args.events, args.rounds, progress))
    if args.json:
        answer(figures)
    else:
        show(figures)
    return 0


def show(figures: Figures) -> None:
    """Two tables: the whole log, and pages of it."""
    from projections.reports import screen

    out = screen.console(None)
    whole = screen.table(f"{figures.events:,} events, {figures.types} types", "events/s", numbers=("events/s",))
    whole.add_row("a bare select of the bytes", f"{figures.bare_events_s:,}")
    whole.add_row("pages of bytes", f"{figures.bytes_events_s:,}")
    whole.add_row(f"events (× {figures.typed_over_bare} of bare)", f"{figures.typed_events_s:,}")
    whole.add_row("events, a second of this process's own time", f"{figures.typed_events_cpu_s:,}")
    out.print(whole)
    lengths = [f"at {length:,}" for length in next(iter(figures.page_us.values()))]
    pages = screen.table(f"µs for a page of {figures.page_events}", *lengths, numbers=tuple(lengths))
    for name, took in figures.page_us.items():
        pages.add_row(f"by {name}", *(f"{each:,}" for each in took.values()))
    out.print(pages)
    out.print(f"filled with {figures.fill_events_s:,} events/s; {figures.peak_mib:,} MiB at most")
