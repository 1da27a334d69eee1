"""Measure how soon an append is seen in the current state and in the findings, beside one worker.

At a steady rate to one organisation and to forty, and the first append of each after a pause, in which the worker's
share of a core is taken. It starts servers of its own on an empty directory, as durable as the real ones, and removes
them afterwards; nothing that is yours is touched.

examples:
  okr-ledger bench lag
  okr-ledger bench lag --rate 200 --seconds 5 --idle 10 --json
"""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from deploy.commands import Failure
from deploy.usage import answer

if TYPE_CHECKING:
    from deploy.benchmarks.lag import Figures, Lag


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rate", type=float, default=500, metavar="R", help="appends a second (default: 500)")
    parser.add_argument("--seconds", type=float, default=30, metavar="S", help="how long they go on (default: 30)")
    parser.add_argument("--idle", type=float, default=60, metavar="S", help="how long the pause is (default: 60)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """The figures are printed."""
    from deploy.benchmarks import lag
    from deploy.benchmarks.own import own
    from deploy.waiting import tell

    if args.rate * args.seconds < 100 or args.idle < 1:
        raise Failure("expected at least a hundred appends and a second's pause: --rate × --seconds, --idle")
    with own() as settings:
        figures = asyncio.run(lag.run(settings, args.rate, args.seconds, args.idle, tell))
    if args.json:
        answer(figures)
    else:
        print(told(figures))
    return 0


def told(figures: Figures) -> str:
    """The figures for a person."""
    lines = []
    for of in (figures.one, figures.many):
        lines += [
            f"{of.appends:,} appends, {of.appends_per_s:,.0f} a second, to {of.organisations}",
            f"  in the current state  {_lag(of.state)}; p99 of the slowest {of.worst_p99_ms:,.1f} ms",
            f"  in the findings       {_lag(of.findings)}",
        ]
    lines += [
        f"idle for {figures.idle_seconds:.0f} s, {figures.idle_cpu:.1%} of a core",
        f"  the first afterwards  {_lag(figures.first_after_idle)}",
    ]
    return "\n".join(lines)


def _lag(of: Lag) -> str:
    return f"p50 {of.p50_ms:,.1f} ms, p99 {of.p99_ms:,.1f} ms, at most {of.most_ms:,.1f} ms"
