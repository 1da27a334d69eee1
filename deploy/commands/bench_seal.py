"""Measure how soon an append is sealed, and how fast a long log is sealed, verified and proved from.

It starts servers of its own on an empty directory, as durable as the real ones, and removes them afterwards; nothing
that is yours is touched. A worker of its own process folds and seals beside the appends.

examples:
  okr-ledger bench seal
  okr-ledger bench seal --events 100000 --rate 50 --seconds 5 --json
"""

from __future__ import annotations

import argparse
import asyncio
from typing import TYPE_CHECKING

from deploy.commands import Failure
from deploy.usage import answer

if TYPE_CHECKING:
    from deploy.benchmarks.seal import Figures


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--events", type=int, default=1_000_000, metavar="N", help="the long log's events (default: 1000000)"
    )
    parser.add_argument("--rate", type=float, default=100, metavar="R", help="appends a second (default: 100)")
    parser.add_argument("--seconds", type=float, default=20, metavar="S", help="how long they go on (default: 20)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """The figures are printed."""
    from deploy.benchmarks import seal
    from deploy.benchmarks.own import own
    from deploy.waiting import tell

    if args.events < 1 or args.rate * args.seconds < 2:
        raise Failure("expected at least one event, and at least two appends: --events, --rate × --seconds")
    with own() as settings:
        figures = asyncio.run(seal.run(settings, args.events, args.rate, args.seconds, tell))
    if args.json:
        answer(figures)
    else:
        print(told(figures))
    return 0


def told(of: Figures) -> str:
    """The figures for a person."""
    return "\n".join(
        [
            f"{of.appends:,} appends, {of.appends_per_s:,.0f} a second, in {of.checkpoints:,} checkpoints",
            f"append to checkpoint  p50 {of.lag_p50_ms:,.0f} ms, p99 {of.lag_p99_ms:,.0f} ms",
            f"a log of {of.events:,} events",
            f"seal    {of.seal_per_s:>9,.0f} events/s",
            f"verify  {of.verify_per_s:>9,.0f} events/s",
            f"prove   p50 {of.prove_p50_ms:.2f} ms, p99 {of.prove_p99_ms:.2f} ms",
        ]
    )
