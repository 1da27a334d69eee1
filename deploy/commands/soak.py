"""Soak an installation of its own: traffic of every kind while one part after another breaks, then a check of all.

Two servers and two workers run on a Postgres and a Valkey of their own, below a directory that is removed afterwards;
nothing that is yours is touched. Three organisations plan, check in, ask, follow, report, import, rebuild and erase,
while each process is killed and ended in turn, Valkey is emptied and restarted, and Postgres is restarted in fast and
in immediate mode. At the end nothing acknowledged may be missing or doubled, what is projected has to be the log folded
from nothing, heads that were kept have to verify, and no process may have grown, or logged an error that no break
explains. What is wrong is told, and the exit code is 1.

examples:
  okr-ledger soak --minutes 5
  okr-ledger soak --minutes 60 --json > soak.json
"""

from __future__ import annotations

import argparse
import asyncio
import math
from typing import TYPE_CHECKING

from deploy.commands import Failure
from deploy.usage import answer

if TYPE_CHECKING:
    from deploy.soaking.soak import Figures


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--minutes", type=float, default=5.0, metavar="N", help="how long traffic goes on (default: 5)")
    parser.add_argument("--json", action="store_true", help="print what was done and found as one JSON object")


def run(args: argparse.Namespace) -> int:
    """What was done and found is printed; 1 where anything is wrong."""
    from deploy.soaking import soak
    from deploy.waiting import tell

    if not (math.isfinite(args.minutes) and args.minutes > 0):
        raise Failure("--minutes: expected a number above 0")
    figures = asyncio.run(soak.run(args.minutes * 60, tell))
    if args.json:
        answer(figures)
    else:
        print(told(figures))
    return 1 if figures.wrong else 0


def told(of: Figures) -> str:
    """What was done and found, for a person."""
    memory = (
        f"  {each.program}: {each.third} MiB after a third of its life, {each.end} at the end" for each in of.memory
    )
    return "\n".join(
        [
            *(f"{times:>9,}  {what}" for what, times in of.done.items()),
            f"{of.events:,} events in all; {of.rows_compared:,} rows are compared with those folded from nothing",
            f"level {of.level_after_seconds:.1f} s after the end; the slowest answer to an act took "
            f"{of.slowest_answer_seconds:.1f} s",
            f"connections of Postgres: {of.connections_at_rest} at rest of {of.connections_expected} expected, "
            f"{of.most_connections} at most",
            *(["memory:"] if of.memory else []),
            *memory,
            *(f"logged while a part was away: {times:,} × {line}" for line, times in of.errors_explained.items()),
            *(f"wrong: {line}" for line in of.wrong),
            f"{len(of.wrong)} things are wrong" if of.wrong else "nothing is wrong",
        ]
    )
