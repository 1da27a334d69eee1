"""Measure how fast a quarter is judged from nothing, in a database of its own; and what one more event takes.

Half of the plans change after their lock: something comes, something goes, targets move, some of it traded and decided.
Most events are check-ins. A million of them take about two minutes to write first.

examples:
  okr-ledger bench judge
  okr-ledger bench judge --plans 200 --events 40000 --json
"""

from __future__ import annotations

import argparse
import gc

from deploy.commands import Failure


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--plans", type=int, default=5000, metavar="N", help="the quarter's plans (default: 5000)")
    parser.add_argument(
        "--events", type=int, default=1_000_000, metavar="N", help="the quarter's events, about (default: 1000000)"
    )
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """The figures are printed; nothing of the quarter stays."""
    import uvloop

    from deploy.benchmarks.judge import measured
    from deploy.settings import running
    from deploy.usage import answer
    from deploy.waiting import counting, tell
    from workers.running import THRESHOLDS

    if args.plans < 2 or args.events < args.plans * 30:
        raise Failure("expected at least two plans, and thirty events for each: --plans, --events")
    gc.set_threshold(*THRESHOLDS)  # as in a worker
    with running(tell) as settings, counting("starting") as progress:
        of = uvloop.run(measured(settings, args.plans, args.events, progress))
    if args.json:
        answer(of)
        return 0
    print(f"{of.plans:,} plans, {of.events:,} events, {of.findings:,} findings")
    print(f"marked in {of.fold_s:.1f} s")
    print(
        f"judged in {of.judge_s:.1f} s: {of.plans_s:,} plans/s, {of.events_s:,} events/s, {of.peak_mib:,} MiB at most"
    )
    print(f"nothing else happened in the process for {of.held_ms:.1f} ms at most")
    print(
        f"one more event: {of.again_plans} judged again, {of.again_rows:,} rows read by {of.again_queries} queries,"
        f" {of.again_ms:.1f} ms"
    )
    return 0
