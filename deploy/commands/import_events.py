"""Import a file of events into an organisation's log.

They are CloudEvents JSON, one a line or one array (of at most 64 MiB; lines may be as many as there are). Every line is
checked first: with anything wrong, each such line is told with its number and nothing is written. Events that the log
has already are left out, so a run can be repeated, or taken up after it was interrupted.

examples:
  okr-ledger import events quarter.jsonl --org acme
  zcat acme.jsonl.gz | okr-ledger import events - --org acme --format json
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from deploy import event_files
from deploy.usage import formats

if TYPE_CHECKING:
    from services.imports import Numbered, Problem
    from services.spool import Spool


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, whose it is, and how to answer."""
    parser.add_argument("file", metavar="FILE", help="the file; `-` reads standard input")
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation that they are written for")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The events are in the log, or what is wrong with which line has been said."""
    from deploy import importing
    from deploy.waiting import tell
    from services.imports import Outcome
    from services.spool import Spool

    org = importing.checked_org(args.org)
    with Spool() as spool:
        if wrong := _read(args.file, org, spool):
            outcome = Outcome(0, 0, tuple(wrong))
        else:
            outcome = importing.within(lambda system: importing.write_spooled(system, org, spool))
    if outcome.problems:
        done = f"{outcome.written} events were written before" if outcome.written else "nothing was written"
        tell(f"{done}: {len(outcome.problems)} events were refused")
    if args.format == "json":
        importing.answer(org, outcome)
    elif not outcome.problems:
        print(f"{org}: {outcome.written} events written, {outcome.known} were there already")
    return importing.refuse(args.file, outcome.problems)


def _read(path: str, org: str, spool: Spool) -> list[Problem]:
    """The events wait in the spool as they will be written; the lines that are none, or cannot be taken."""
    from deploy.waiting import bar
    from services.imports import spooled

    with bar() as progress:
        size = Path(path).stat().st_size if Path(path).is_file() else 0
        task = progress.add_task("reading (KiB)", total=size // 1024 or None)
        found = _found(path, org, lambda count: progress.update(task, completed=count // 1024))
        return spooled(spool, found, dt.datetime.now(dt.UTC))


def _found(path: str, org: str, progress: Callable[[int], None]) -> Iterator[Numbered | Problem]:
    from services.imports import Numbered, Problem, prepared

    for line in event_files.lines(path, progress):
        try:
            if line.event is None:
                yield Problem(line.number, line.problem)
            else:
                yield Numbered(line.number, prepared(org, line.event))
        except ValueError as error:
            yield Problem(line.number, str(error))
