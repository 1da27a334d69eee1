"""Measure how long a plan as of any day takes, in a database of its own: in a log, and in one ten times as long.

The plan is folded from the log each time; nothing is kept for that. A million events take a minute to write first.

examples:
  okr-ledger bench as-of
  okr-ledger bench as-of --events 100000 --json
"""

from __future__ import annotations

import argparse
import asyncio

from deploy.commands import Failure

LEAST = 20_000


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--events", type=int, default=1_000_000, metavar="N", help="the long log's length (default: 1000000)"
    )
    parser.add_argument("--days", type=int, default=1000, metavar="N", help="plans asked for (default: 1000)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """The figures are printed; nothing of the log stays."""
    from deploy.benchmarks.as_of import measured
    from deploy.settings import running
    from deploy.usage import answer
    from deploy.waiting import counting, tell

    if args.events < LEAST or args.days < 100:
        raise Failure(f"expected at least {LEAST} events and 100 days, got {args.events} and {args.days}")
    with running(tell) as settings, counting("starting") as progress:
        of = asyncio.run(measured(settings, args.events, args.days, progress))
    if args.json:
        answer(of)
        return 0
    for took in (of.short, of.long):
        http = f"over HTTP p50 {took.http_p50_ms:.2f} ms, p99 {took.http_p99_ms:.2f} ms"
        print(f"{took.events:>9,} events: folded p50 {took.p50_ms:.2f} ms, p99 {took.p99_ms:.2f} ms; {http}")
    print(f"ten times the log: × {of.growth} folded, × {of.http_growth} over HTTP")
    return 0
