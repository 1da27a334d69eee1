"""Import dated snapshots of a plan: each difference between two versions becomes the events that explain it.

PATH is a folder of dated versions (a `history.jsonl` that lists them, or dates in the names), or a file in a git
repository, whose versions on the main line are read. What could not be read is listed by file and line. A second run
writes nothing; with more versions it writes what is new. `--dry-run` shows what would be written and writes nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from deploy.commands import Failure

if TYPE_CHECKING:
    from deploy.system import System
    from services.histories.reading import Reading
    from services.histories.reconstruct import Reconstruction
    from services.imports import Outcome


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="a folder of dated versions, or a file in a git repository")
    parser.add_argument("--org", required=True, metavar="O", help="the organisation that it is written for")
    parser.add_argument("--file", metavar="F", help="the plan's path in the repository that PATH is the root of")
    parser.add_argument("--unit", metavar="U", help="the unit whose plan it is (default: the organisation's id)")
    parser.add_argument("--cycle", metavar="C", help="the cycle's id, instead of what titles and paths say")
    parser.add_argument("--start", type=dt.date.fromisoformat, metavar="DATE", help="the cycle's first day")
    parser.add_argument("--end", type=dt.date.fromisoformat, metavar="DATE", help="the cycle's last day")
    parser.add_argument("--matches", metavar="FILE", help='JSON [{"version", "line", "item"}] to match by instead')
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, version by version")


def run(args: argparse.Namespace) -> int:
    from deploy import importing
    from services.histories.reading import unread_lines
    from services.histories.reconstruct import Options, reconstruct
    from services.histories.versions import HistoryRefused, read_versions

    org = importing.checked_org(args.org)
    try:
        versions = read_versions(Path(args.path), args.file)
        options = Options(
            org=org,
            unit=args.unit,
            cycle=args.cycle,
            start=args.start,
            end=args.end,
            matches=_matches(args.matches) if args.matches else {},
        )
        found = reconstruct(versions, options)
    except HistoryRefused as refused:
        raise Failure(str(refused)) from None
    for reading in found.readings:
        print(_told(reading, args.dry_run))
    left = list(unread_lines(found.readings))
    if left:
        print(f"\nNot read ({len(left)}):")
        print("\n".join(f"  {line}" for line in left))
    if args.dry_run:
        print(f"\n{len(found.events)} events: {_kinds(found)}\nnothing was written")
        return 0
    return _write(org, found, args.path)


def _write(org: str, found: Reconstruction, path: str) -> int:
    from deploy import importing
    from services.imports import Numbered
    from services.known import unstated

    async def written(system: System) -> Outcome:
        events = await unstated(system.app, org, list(found.events))
        return await importing.write(system, org, [Numbered(nth, event) for nth, event in enumerate(events, 1)])

    outcome = importing.within(written)
    if outcome.problems:
        importing.tell(f"{path}: {len(outcome.problems)} events were refused")
        return importing.refuse(path, [(problem.line, problem.why) for problem in outcome.problems])
    there = len(found.events) - outcome.written
    print(f"\n{org}: {outcome.written} events written, {there} were there already ({_kinds(found)})")
    cycles = sorted({cycle for reading in found.readings for cycle in reading.cycles})
    print("\n".join(f"next: okr-ledger report {org} {cycle}" for cycle in cycles))
    return 0


def _told(reading: Reading, matches: bool) -> str:
    version = reading.version
    cycles = ", ".join(reading.cycles) or "no cycle"
    line = (
        f"{version.landed:%Y-%m-%d %H:%M}  {version.name}: {cycles}, {reading.entries} items, {reading.events} events"
    )
    notes = [f"  {remark}" for remark in reading.remarks]
    changed = [match for match in reading.found if match.title != match.before] if matches else []
    notes += [f"  {m.item}: “{m.before}” → “{m.title}” ({m.confidence:.2f}: {m.why})" for m in changed]
    return "\n".join([line, *notes])


def _kinds(found: Reconstruction) -> str:
    counted = Counter(event.type for event in found.events)
    return ", ".join(f"{count} {kind}" for kind, count in counted.most_common())


def _matches(path: str) -> dict[tuple[str, int], str | None]:
    try:
        rows = json.loads(Path(path).read_text(encoding="utf-8"))
        return {(str(row["version"]), int(row["line"])): row["item"] for row in rows}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Failure(f'{path}: {error}; expected a JSON array of {{"version", "line", "item"}}') from None
