"""Import a file of events into an organisation's log.

They are CloudEvents JSON, one a line or one array. Every line is checked first: with anything wrong, each such line is
told with its number and nothing is written. Events that the log has already are left out, so a run can be repeated, or
taken up after it was interrupted.

examples:
  okr-ledger import events quarter.jsonl --org acme
  zcat acme.jsonl.gz | okr-ledger import events - --org acme --format json
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from deploy import event_files
from deploy.usage import formats
from events.strictness import Malformed

if TYPE_CHECKING:
    from services.imports import Numbered


def arguments(parser: argparse.ArgumentParser) -> None:
    """The file, whose it is, and how to answer."""
    parser.add_argument("file", metavar="FILE", help="the file; `-` reads standard input")
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation that they are written for")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The events are in the log, or what is wrong with which line has been said."""
    from deploy import importing
    from deploy.waiting import tell
    from services.imports import Outcome, Problem

    org = importing.checked_org(args.org)
    found, wrong = _read(args.file, org)
    if wrong:
        tell(f"nothing was written: {len(wrong)} of {len(found) + len(wrong)} events cannot be read")
        outcome = Outcome(0, 0, tuple(Problem(line, why) for line, why in wrong))
    else:
        outcome = importing.within(lambda system: importing.write(system, org, found))
        if outcome.problems:
            done = f"{outcome.written} events were written before" if outcome.written else "nothing was written"
            tell(f"{done}: {len(outcome.problems)} events were refused")
    if args.format == "json":
        importing.answer(org, outcome)
    elif not outcome.problems:
        print(f"{org}: {outcome.written} events written, {outcome.known} were there already")
    return importing.refuse(args.file, outcome.problems)


def _read(path: str, org: str) -> tuple[list[Numbered], list[tuple[int, str]]]:
    """The events as they will be written, and the lines that are none."""
    from deploy.waiting import counting
    from services.imports import Numbered, prepared

    found: list[Numbered] = []
    wrong: list[tuple[int, str]] = []
    with counting(f"{path}: reading") as progress:
        for line in event_files.lines(path):
            try:
                if line.event is None:
                    raise Malformed(line.problem)
                found.append(Numbered(line.number, prepared(org, line.event)))
            except ValueError as error:
                wrong.append((line.number, str(error)))
            if not line.number % event_files.TOLD:
                progress(f"{path}: {line.number:,} lines read")
    return found, wrong
