"""Measure how fast a file of events is imported and exported, beside Postgres' own COPY in the same run.

It starts servers of its own on an empty directory, as durable as the real ones, and removes them afterwards; nothing
that is yours is touched. One import is killed on its way and taken up by another, and the log counted.

examples:
  okr-ledger bench bulk
  okr-ledger bench bulk --events 100000 --json
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.commands import Failure
from deploy.usage import answer

if TYPE_CHECKING:
    from deploy.benchmarks.bulk import Figures


def arguments(parser: argparse.ArgumentParser) -> None:
    """How many events, and how to answer."""
    parser.add_argument("--events", type=int, default=1_000_000, metavar="N", help="how many (default: 1000000)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """The figures are printed."""
    from deploy.benchmarks import bulk
    from deploy.servers import embedded
    from deploy.waiting import tell

    if args.events < 1:
        raise Failure(f"--events {args.events}: expected 1 or more")
    folder = Path(tempfile.mkdtemp(prefix="okr-ledger-bench-"))
    folder.chmod(0o711)  # root's servers run as another user, who has to get there
    try:
        with embedded(folder / "state") as servers:
            figures = bulk.measure(servers, folder, args.events, tell)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    if args.json:
        answer(figures)
    else:
        print(_told(figures))
    return 0


def _told(of: Figures) -> str:
    return "\n".join(
        [
            f"{of.events:,} events, {of.bytes / 1024 / 1024:,.0f} MiB, whole processes with their start",
            f"import   {of.import_per_s:>9,.0f} events/s, {of.import_peak_mib:,.0f} MiB at most; "
            f"COPY into an identical table {of.copy_in_per_s:,.0f} (× {of.import_ratio:.2f})",
            f"again    {of.known_per_s:>9,.0f} events/s: all were there already",
            f"export   {of.export_per_s:>9,.0f} events/s, {of.export_peak_mib:,.0f} MiB at most; "
            f"COPY to a file {of.copy_out_per_s:,.0f} (× {of.export_ratio:.2f})",
            f"resumed  killed at {of.killed_at:,} of {of.resumed:,} events and run again: all there, none twice",
        ]
    )
