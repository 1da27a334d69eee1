"""Import dated snapshots of a plan, as the events between them.

PATH is a folder of dated versions (a `history.jsonl` that lists them, or dates in the names), or a file in a git
repository, whose versions on the main line are read. Each difference between two versions becomes events; what could
not be read is listed by file and line. A second run writes nothing; with more versions it writes what is new.

examples:
  okr-ledger import history ~/src/okrs/README.md --org acme --dry-run
  okr-ledger import history snapshots/ --org acme --unit growth --cycle 2026-q1
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from deploy.commands import Failure
from deploy.usage import date, formats

if TYPE_CHECKING:
    from deploy.system import System
    from services.histories.reading import Reading
    from services.histories.reconstruct import Reconstruction
    from services.imports import Outcome


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("path", metavar="PATH", help="a folder of dated versions, or a file in a git repository")
    parser.add_argument("--org", required=True, metavar="ORG", help="the organisation that it is written for")
    parser.add_argument("--file", metavar="FILE", help="the plan's path in the repository that PATH is the root of")
    parser.add_argument("--unit", metavar="UNIT", help="the unit whose plan it is (default: the organisation's id)")
    parser.add_argument("--cycle", metavar="CYCLE", help="the cycle's id (default: what titles and paths say)")
    parser.add_argument("--start", type=date, metavar="DATE", help="its first day (default: what titles say)")
    parser.add_argument("--end", type=date, metavar="DATE", help="its last day (default: what titles say)")
    parser.add_argument("--matches", metavar="FILE", help='JSON [{"version", "line", "item"}] to match by instead')
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The history is in the log, or shown, and each version's reading has been told."""
    from deploy import importing
    from deploy.waiting import counting
    from services.histories.reconstruct import Options, reconstruct
    from services.histories.versions import HistoryRefused, read_versions

    org = importing.checked_org(args.org)
    try:
        with counting(f"{args.path}: reading") as progress:
            versions = read_versions(Path(args.path), args.file)
            progress(f"{args.path}: {len(versions):,} versions to compare")
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
    if args.format == "text":
        _tell(found, args.dry_run)
    return _show(org, found, args.format) if args.dry_run else _write(org, found, args.path, args.format)


def _tell(found: Reconstruction, dry_run: bool) -> None:
    from services.histories.reading import unread_lines

    for reading in found.readings:
        print(_told(reading, dry_run))
    left = list(unread_lines(found.readings))
    if left:
        print(f"\nNot read ({len(left)}):")
        print("\n".join(f"  {line}" for line in left))


def _show(org: str, found: Reconstruction, format_: str) -> int:
    from deploy import importing
    from events import catalogue
    from services.imports import Outcome

    if format_ == "json":
        events = [msgspec.Raw(catalogue.encode(event)) for event in found.events]
        importing.answer(org, Outcome(0, 0), dry_run=True, versions=_versions(found), events=events)
    else:
        print(f"\n{len(found.events)} events: {_kinds(found)}\nnothing was written")
    return 0


def _write(org: str, found: Reconstruction, path: str, format_: str) -> int:
    from deploy import importing
    from deploy.waiting import tell
    from services.imports import Numbered
    from services.known import unstated

    async def written(system: System) -> Outcome:
        events = await unstated(system.app, org, list(found.events))
        return await importing.write(system, org, [Numbered(nth, event) for nth, event in enumerate(events, 1)])

    outcome = importing.within(written)
    there = 0 if outcome.problems else len(found.events) - outcome.written
    if outcome.problems:
        tell(f"{path}: {len(outcome.problems)} events were refused")
    if format_ == "json":
        importing.answer(org, replace(outcome, known=there), dry_run=False, versions=_versions(found))
    elif not outcome.problems:
        print(f"\n{org}: {outcome.written} events written, {there} were there already ({_kinds(found)})")
        cycles = sorted({cycle for reading in found.readings for cycle in reading.cycles})
        print("\n".join(f"next: okr-ledger report {org} {cycle}" for cycle in cycles))
    return importing.refuse(path, outcome.problems)


def _versions(found: Reconstruction) -> list[dict[str, object]]:
    """How each version was read, for programs."""
    return [
        {
            "version": reading.version.name,
            "landed": reading.version.landed,
            "cycles": reading.cycles,
            "items": reading.entries,
            "events": reading.events,
            "matches": reading.found,
            "unread": reading.unread,
            "remarks": reading.remarks,
        }
        for reading in found.readings
    ]


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
        why = error.strerror if isinstance(error, OSError) else error
        raise Failure(f'{path}: {why}; expected a JSON array of {{"version", "line", "item"}}') from None
