"""Measure how long the report of a large quarter takes, in a database of its own.

Once it is judged, the report is composed and rendered in every format; once a worker has made and kept it, it is
fetched over HTTP. A million events take about two minutes to write first.

examples:
  okr-ledger bench report
  okr-ledger bench report --plans 200 --events 40000 --json
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

    from deploy.benchmarks.report import measured
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
    print(f"{of.plans:,} plans, {of.events:,} events, {of.findings:,} findings, {of.peak_mib:,} MiB at most")
    print(f"composed from the judgements in {of.composed_s:.2f} s")
    for name, took in of.rendered.items():
        print(f"  rendered as {name} in {took.seconds:.2f} s, {took.bytes:,} bytes")
    print(f"asked for, made and kept in {of.kept_s:.2f} s")
    print(f"fetched in {of.fetched_p50_ms:.1f} ms (p50), {of.fetched_p99_ms:.1f} ms (p99): {of.fetched_bytes:,} bytes")
    print(f"one unit's, composed anew: {of.unit_p50_ms:.1f} ms (p50), {of.unit_p99_ms:.1f} ms (p99)")
    return 0
