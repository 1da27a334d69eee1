"""Measure how fast acts are written to the log, beside what Postgres can do with the same bytes.

In each round, in turn: `pgbench` with a bare one-row insert at 16 clients, an insert of 256 rows into a table with the
log's keys, and appends with 1, 16, 64 and 256 acts in flight in 1 and in 16 organisations, of one event and of 100, by
one process and by two. A round begins with an empty log, in a database of its own that is dropped at its end. Figures
are medians over the rounds; a ratio is taken within a round, since a machine's speed changes from one to the next.

examples:
  okr-ledger bench append
  okr-ledger bench append --rounds 9 --seconds 4 --json
"""

from __future__ import annotations

import argparse

from deploy.waiting import counting, tell


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="how many rounds (default: 5)")
    parser.add_argument("--seconds", type=float, default=2.0, metavar="S", help="how long each load (default: 2)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """The figures are printed; 1 where the log is not what was acknowledged."""
    import uvloop

    from deploy.benchmarks import append
    from deploy.settings import running
    from deploy.usage import answer

    with running(tell) as settings, counting("making a database") as progress:
        measuring = append.run(settings, max(args.rounds, 1), max(args.seconds, 1), progress)
        found = uvloop.run(measuring)
    if args.json:
        answer(found)
    else:
        show(found)
    return 0 if found.whole else 1


def show(found: object) -> None:
    """The figures as a table, and what they come to."""
    from deploy.benchmarks.append import Found
    from projections.reports import screen

    assert isinstance(found, Found)
    out = screen.console(None)
    table = screen.table("", "events/s", "p50 ms", "p99 ms", "ratio", numbers=("events/s", "p50 ms", "p99 ms", "ratio"))
    for each in found.measures:
        times = (f"{value:.1f}" if value is not None else "" for value in (each.p50_ms, each.p99_ms))
        table.add_row(each.name, f"{each.events_per_second:,.0f}", *times, f"{each.ratio:.2f}")
    out.print(table)
    out.print(f"16 in flight: ×{found.ratio_16:.2f} of the bare insert")
    out.print(f"256 in flight: ×{found.ratio_256:.2f} of the bare insert, p99 {found.p99_ms_256:.1f} ms")
    out.print(f"two processes: ×{found.two_processes:.2f} of one")
    whole = "dense, and just what was acknowledged" if found.whole else "NOT what was acknowledged"
    out.print(f"{found.events:,} events: {whole}")
