"""Measure acts over HTTP with one server and one worker, and with two of each while one of each comes and goes.

It starts servers of its own on an empty directory, as durable as the real ones, and removes them afterwards; nothing
that is yours is touched. Each client sends an act once the one before is answered, and sends it again where its server
went. How soon an act is visible is asked of the current states every five milliseconds. The exit code is 1 where an act
that was acknowledged is not in the log, or is there twice.

examples:
  okr-ledger bench scale
  okr-ledger bench scale --seconds 30 --clients 64 --json
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.commands import Failure
from deploy.usage import answer

if TYPE_CHECKING:
    from deploy.benchmarks.lag import Lag
    from deploy.benchmarks.scale import Figures


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--seconds", type=float, default=8, metavar="S", help="of each part (default: 8)")
    parser.add_argument("--clients", type=int, default=32, metavar="N", help="clients at a time (default: 32)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """The figures are printed; 1 where an act is lost or doubled."""
    import uvloop

    from deploy.benchmarks import scale
    from deploy.benchmarks.own import own
    from deploy.waiting import tell

    if not (0 < args.seconds < float("inf")) or args.clients < 1:
        raise Failure("expected some time and at least one client: --seconds, --clients")
    with own() as settings, tempfile.TemporaryDirectory(prefix="okr-ledger-scale-") as home:
        figures = uvloop.run(scale.run(settings, Path(home), args.seconds, args.clients, tell))
    if args.json:
        answer(figures)
    else:
        print(told(figures))
    return 1 if figures.lost or figures.doubled else 0


def told(of: Figures) -> str:
    """The figures for a person."""
    lines = [f"{of.clients} clients, {of.seconds:.0f} s each"]
    for part in (of.one, of.two):
        lines += [
            f"servers {part.servers}, workers {part.workers}: {part.acts_per_s:,.0f} acts a second",
            f"  answered  {_lag(part.answer)}",
            f"  visible   {_lag(part.visible)} later",
        ]
        if part.restarts:
            lines.append(f"  processes that went and came: {part.restarts}; acts sent again: {part.sent_again:,}")
    return "\n".join([*lines, f"two of each take × {of.ratio:.2f}; acts lost: {of.lost}, doubled: {of.doubled}"])


def _lag(of: Lag) -> str:
    return f"p50 {of.p50_ms:,.1f} ms, p99 {of.p99_ms:,.1f} ms, at most {of.most_ms:,.1f} ms"
