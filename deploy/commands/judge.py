"""Judge files of events, without a server.

Which shifts were paid for, and what is wrong with the rest? Each FILE holds events in their exchange form (CloudEvents
JSON, one a line, or one array). `--format json` prints one object a file: {"file", "as_of", "known_at", "findings":
[...]}. A date means the end of that day in the policy's zone.

examples:
  okr-ledger judge quarter.jsonl --as-of 2026-03-31
  okr-ledger export --org acme | okr-ledger judge - --format json
"""

from __future__ import annotations

import argparse
import datetime as dt
from typing import Any

from deploy import event_files
from deploy.asides import aside
from deploy.commands import Failure
from deploy.usage import answer, formats
from deploy.waiting import counting
from events.catalogue import Event
from projections import policy as policies
from projections.books.findings import Finding
from projections.books.timeline import in_order, seen
from projections.calendar import calendar_of
from projections.diagnosis import whole
from projections.policy import Policy
from projections.reports import terminal


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", metavar="FILE", help="a file of events; `-` reads standard input")
    parser.add_argument("--as-of", metavar="DATE", help="what was in effect by this date or instant (default: now)")
    parser.add_argument("--known-at", metavar="DATE", help="what was written down by then (default: as --as-of)")
    parser.add_argument(
        "--policy", metavar="FILE", help="JSON {parameter: value} to judge by (default: what the events set)"
    )
    formats(parser)


def run(args: argparse.Namespace) -> int:
    given = policy_from(args.policy) if args.policy else None
    for file in args.files:
        with counting(f"{file}: reading") as progress:
            events = event_files.events(file, progress)
            progress(f"{file}: {len(events):,} events to judge")
            as_of, known_at, findings = judged(events, args.as_of, args.known_at, given)
        if args.format == "json":
            when = {"file": file, "as_of": args.as_of or as_of, "known_at": args.known_at or args.as_of or known_at}
            answer(when | {"findings": findings})
        else:
            terminal.findings(file, findings)
    return 0


def policy_from(path: str) -> Policy:
    """The default policy with the parameters that a file sets."""
    return policies.with_parameters(policies.DEFAULT, parameters_from(path))


def parameters_from(path: str) -> dict[str, Any]:
    """The parameters that a file sets, each of which a policy can have. Raises Failure."""
    expected = "expected one JSON object {parameter: value}"
    parameters = aside(path, expected)
    if not isinstance(parameters, dict):
        raise Failure(f"{path}: that is no object; {expected}")
    try:
        policies.with_parameters(policies.DEFAULT, parameters)
    except ValueError as error:
        raise Failure(f"{path}: {error}; {expected}") from None
    return parameters


def judged(
    events: list[Event], as_of: str | None, known_at: str | None, given: Policy | None
) -> tuple[dt.datetime, dt.datetime, list[Finding]]:
    """The two instants meant, and the findings of every cycle at them."""
    policy = given or policies.DEFAULT
    for event in in_order(event for event in events if event.subject == "org"):
        policy = policy if given else policies.evolve(policy, event)
    calendar = calendar_of(policy)
    try:
        effective = calendar.moment(as_of) if as_of else dt.datetime.now(dt.UTC)
        known = calendar.moment(known_at) if known_at else effective
    except ValueError as error:
        raise Failure(f"{error}; expected a date like 2026-03-31 or an instant like 2026-03-31T17:00:00Z") from None
    timeline = seen(events, effective, known)
    findings: list[Finding] = []
    for plans, of_cycle in whole.judge_each(timeline, timeline.cycles(), given).values():
        findings += [finding for plan in plans for finding in plan.findings] + list(of_cycle.findings)
    return effective, known, findings
