"""Measure how fast the server answers about a plan and takes acts, beside constant bytes from the same server.

It starts servers of its own on an empty directory, as durable as the real ones, and removes them afterwards; nothing
that is yours is touched. The HTTP server is a process of its own, served as `okr-ledger serve` does; the clients are
this process's, each with a connection and a key of its own. The example's plans are read, and check-ins are recorded;
the constant bytes are those of the same plans, through the same application without key or database.

examples:
  okr-ledger bench http
  okr-ledger bench http --rounds 3 --seconds 1 --json
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deploy.commands import Failure
from deploy.usage import answer

if TYPE_CHECKING:
    from deploy.benchmarks.answering import Figures


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=7, metavar="N", help="rounds (default: 7)")
    parser.add_argument("--seconds", type=float, default=3, metavar="S", help="of each measure (default: 3)")
    parser.add_argument("--clients", type=int, default=64, metavar="N", help="clients at a time (default: 64)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """The figures are printed."""
    import uvloop

    from deploy.benchmarks import answering
    from deploy.benchmarks.own import own
    from deploy.waiting import tell

    if args.rounds < 1 or args.seconds <= 0 or args.clients < 1:
        raise Failure("expected at least one round and one client, and some time: --rounds, --clients, --seconds")
    with own() as settings:
        figures = uvloop.run(answering.run(settings, args.rounds, args.seconds, args.clients, tell))
    if args.json:
        answer(figures)
    else:
        print(told(figures))
    return 0


def told(of: Figures) -> str:
    """The figures for a person."""
    return "\n".join(
        [
            f"{of.clients} clients, {of.rounds} rounds; a plan has {of.plan_bytes:,} bytes",
            f"constant bytes       {of.constant_per_s:>7,.0f}/s          {of.constant_us:>5.0f} µs of its processor",
            f"a plan               {of.plan_per_s:>7,.0f}/s  × {of.plan_ratio:.2f}  {of.plan_us:>5.0f} µs  "
            f"p50 {of.plan_p50_ms:.1f} ms, p99 {of.plan_p99_ms:.1f} ms",
            f"a plan that changes  {of.moving_per_s:>7,.0f}/s  × {of.moving_ratio:.2f}",
            f"an act               {of.acts_per_s:>7,.0f}/s  × {of.act_ratio:.2f}  {of.act_us:>5.0f} µs  "
            f"p50 {of.act_p50_ms:.1f} ms, p99 {of.act_p99_ms:.1f} ms",
        ]
    )
