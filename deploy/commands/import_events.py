"""Import a file of events (CloudEvents JSON, one a line or one array) into an organisation's log.

Every line is checked first: with anything wrong, each such line is told with its number and nothing is written.
Events that the log has already are left out, so a run can be repeated, or taken up after it was interrupted.
"""

from __future__ import annotations

import argparse

from deploy import event_files
from events.strictness import Malformed


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="the file; `-` reads standard input")
    parser.add_argument("--org", required=True, metavar="O", help="the organisation that they are written for")


def run(args: argparse.Namespace) -> int:
    from deploy import importing
    from services.imports import Numbered, prepared

    org = importing.checked_org(args.org)
    found: list[Numbered] = []
    wrong: list[tuple[int, str]] = []
    for line in event_files.lines(args.file):
        try:
            if line.event is None:
                raise Malformed(line.problem)
            found.append(Numbered(line.number, prepared(org, line.event)))
        except ValueError as error:
            wrong.append((line.number, str(error)))
    if wrong:
        importing.tell(f"nothing was written: {len(wrong)} of {len(found) + len(wrong)} events cannot be read")
        return importing.refuse(args.file, wrong)
    outcome = importing.within(lambda system: importing.write(system, org, found))
    if outcome.problems:
        done = f"{outcome.written} events were written before" if outcome.written else "nothing was written"
        importing.tell(f"{done}: {len(outcome.problems)} events were refused")
        return importing.refuse(args.file, [(problem.line, problem.why) for problem in outcome.problems])
    print(f"{org}: {outcome.written} events written, {outcome.known} were there already")
    return 0
