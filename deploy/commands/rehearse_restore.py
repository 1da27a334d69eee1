"""Rehearse a restore: append, back up meanwhile, kill Postgres with -9, restore elsewhere, and count what is there.

Everything happens in two clusters of the rehearsal's own, in a temporary directory; nothing of yours is touched. What
was acknowledged, and the logs' signed heads, are kept outside of both while it goes on. Afterwards each event that was
acknowledged before the backup has to be in the restored logs, at its position, and each kept head has to agree; and a
second backup that was under way at the kill must not look like one. It says how long the backup and the restore took,
how much it slowed the appends, and how much was lost that came later.

examples:
  okr-ledger rehearse restore
  okr-ledger rehearse restore --minutes 10 --json
"""

from __future__ import annotations

import argparse
import math
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.commands import Failure

if TYPE_CHECKING:
    from deploy.rehearsed_restore import Rehearsed


def arguments(parser: argparse.ArgumentParser) -> None:
    """For how long."""
    parser.add_argument("--minutes", type=float, default=0.5, metavar="N", help="how long to append (default: 0.5)")
    parser.add_argument("--json", action="store_true", help="print the figures as one JSON object")


def run(args: argparse.Namespace) -> int:
    """What was found is printed; 1 where anything that was promised did not hold."""
    from deploy.rehearsed_restore import rehearsed
    from deploy.usage import answer
    from deploy.waiting import tell

    if not (math.isfinite(args.minutes) and args.minutes > 0):
        raise Failure("--minutes: expected a number above 0")
    with tempfile.TemporaryDirectory(prefix="okr-ledger-", ignore_cleanup_errors=True) as home:
        Path(home).chmod(0o711)  # root's servers run as another user, who has to get there
        found = rehearsed(Path(home), max(1.0, args.minutes * 60), tell)
    if args.json:
        answer({"well": found.well, "rehearsal": found})
    else:
        show(found)
    return 0 if found.well else 1


def show(found: Rehearsed) -> None:
    """What was found, for a person."""
    print(f"{found.acts:,} acts with {found.events:,} events were acknowledged in {found.seconds:.0f} s")
    print(f"backup: {found.backed_up:,} events, {found.megabytes:.1f} MB, in {found.backup_seconds:.1f} s")
    before, meanwhile = found.events_per_second, found.events_per_second_meanwhile
    print(f"appends while it was made: {meanwhile:,.0f} events a second; before: {before:,.0f}")
    print(f"restore: {found.restore_seconds:.1f} s, and {found.verify_seconds:.1f} s to verify")
    print(f"acknowledged before the backup began: {found.before_backup:,}; missing: {found.missing:,}")
    print(
        f"heads kept outside: {found.heads_kept}; {found.heads_agreeing} agree, {found.heads_later} are later than the "
        "backup"
    )
    print(f"acknowledged after the backup, and lost with the machine: {found.lost:,} events")
    for line in found.wrong:
        print(line)
    print("all of it held" if found.well else "NOT all of it held")
