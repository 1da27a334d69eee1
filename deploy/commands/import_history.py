"""Import dated snapshots of a plan, as the events between them.

PATH is a folder of dated versions (a `history.jsonl` that lists them, or dates in the names), or a file in a git
repository, whose versions on the main line are read. Each difference between two versions becomes events; what could
not be read is listed by file and line. A second run writes nothing; with more versions it writes what is new.

Names of owners and authors are not written into the log: pseudonyms are, and the names are kept beside it, where they
can be erased (`person list`, `person erase`). Titles and notes are written as they are.

`--dry-run` writes nothing: it shows per version what would be written, how sure that is and what was not read, and then
the verdicts that follow, judged by the default policy.

Versions are Markdown, CSV or XLSX. What the columns of a table hold is known for the exports of several tools, else
taken from headers and values; --columns goes before both: a JSON object such as {"title": "Ziel", "current": "Stand"}.

examples:
  okr-ledger import history ~/src/okrs/README.md --org acme --dry-run
  okr-ledger import history snapshots/ --org acme --unit growth --cycle 2026-q1
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from deploy.asides import aside
from deploy.commands import Failure
from deploy.usage import date, formats
from events.composed import composed
from services.histories.tables.fields import FIELDS, check_fields

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress, TaskID

    from deploy.system import System
    from services.histories.reconstruct import Options, Reconstruction
    from services.histories.sources.version import Version, Versions
    from services.histories.telling.reading import Reading
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
    fields = f"JSON {{field: header}} for tables; fields: {', '.join(FIELDS)}"
    parser.add_argument("--columns", metavar="FILE", help=fields)
    parser.add_argument("--dry-run", action="store_true", help="show what would be written, and write nothing")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    """The history is in the log, or shown, and each version's reading has been told."""
    from deploy import importing
    from services.histories.reconstruct import Options
    from services.histories.sources.versions import HistoryRefused

    org = importing.checked_org(args.org)
    options = Options(
        org=org,
        unit=args.unit,
        cycle=args.cycle,
        start=args.start,
        end=args.end,
        matches=_matches(args.matches) if args.matches else {},
        columns=_columns(args.columns) if args.columns else {},
        bodies=False,
    )
    try:
        found = _found(args, options)
    except HistoryRefused as refused:
        raise Failure(str(refused)) from None
    if args.dry_run:
        return _show(org, found, args.path, args.format)
    if args.format == "text":
        _tell(found)
    return _write(org, found, args.path, args.format)


def _found(args: argparse.Namespace, options: Options) -> Reconstruction:
    """What the versions tell; how many of them are compared is shown meanwhile."""
    from deploy.waiting import bar
    from services.histories.reconstruct import reconstruct
    from services.histories.sources.versions import open_versions

    with bar() as progress:
        task = progress.add_task("reading and comparing versions", total=None)
        versions = open_versions(Path(args.path), args.file)
        progress.update(task, total=versions.count)
        return reconstruct(_counted(progress, task, versions), options)


def _counted(progress: Progress, task: TaskID, versions: Versions) -> Iterator[Version]:
    for version in versions:
        yield version
        progress.advance(task)


def _tell(found: Reconstruction) -> None:
    from services.histories.telling.reading import unread_lines

    for reading in found.readings:
        print(_told(reading))
    left = list(unread_lines(found.readings))
    if left:
        print(f"\nNot read ({len(left)}):")
        print("\n".join(f"  {line}" for line in left))


def _show(org: str, found: Reconstruction, path: str, format_: str) -> int:
    from deploy import histories, importing, rehearsing
    from events import catalogue
    from services.histories.telling.rehearsal import rehearse
    from services.imports import Numbered, Outcome, spooled
    from services.spool import Spool

    now = dt.datetime.now(dt.UTC)
    with Spool() as spool:
        wrong = spooled(spool, (Numbered(nth, event) for nth, event in enumerate(found.events, 1)), now)
    rehearsal = rehearse(found, now)
    if format_ == "json":
        events = [msgspec.Raw(catalogue.encode(event)) for event in found.events]
        shown = {"versions": histories.rehearsed(found, rehearsal), "cycles": rehearsal.cycles, "events": events}
        importing.answer(org, Outcome(0, 0, tuple(wrong)), dry_run=True, **shown)
    else:
        rehearsing.rehearsal(rehearsal)
    return importing.refuse(path, wrong)


def _write(org: str, found: Reconstruction, path: str, format_: str) -> int:
    from deploy import histories, importing
    from deploy.waiting import tell
    from services.imports import Numbered
    from services.known import unstated
    from services.pseudonyms import noted, pseudonymous

    async def written(system: System) -> tuple[Outcome, int]:
        known, ids = await pseudonymous(system.app, org, found)
        events = await unstated(system.app, org, known)
        outcome = await importing.write(system, org, [Numbered(nth, event) for nth, event in enumerate(events, 1)])
        return outcome, 0 if outcome.problems else await noted(system.app, org, found, ids)

    outcome, persons = importing.within(written)
    there = 0 if outcome.problems else len(found.events) - outcome.written
    if outcome.problems:
        tell(f"{path}: {len(outcome.problems)} events were refused")
    if persons:
        tell(f"{persons} names stand beside the log, which has pseudonyms: `okr-ledger person list --org {org}`")
    if format_ == "json":
        importing.answer(org, replace(outcome, known=there), dry_run=False, versions=histories.versions(found))
    elif not outcome.problems:
        print(f"\n{org}: {outcome.written} events written, {there} were there already ({_kinds(found)})")
        cycles = sorted({cycle for reading in found.readings for cycle in reading.cycles})
        print("\n".join(f"next: okr-ledger report {org} {cycle}" for cycle in cycles))
    return importing.refuse(path, outcome.problems)


def _told(reading: Reading) -> str:
    version = reading.version
    cycles = ", ".join(reading.cycles) or "no cycle"
    line = (
        f"{version.landed:%Y-%m-%d %H:%M}  {version.name}: {cycles}, {reading.entries} items, {reading.events} events"
    )
    return "\n".join([line, *(f"  {remark}" for remark in reading.remarks)])


def _kinds(found: Reconstruction) -> str:
    counted = Counter(event.type for event in found.events)
    return ", ".join(f"{count} {kind}" for kind, count in counted.most_common())


def _matches(path: str) -> dict[tuple[str, int], str | None]:
    expected = 'expected a JSON array of {"version", "line", "item"}'
    try:
        return {(composed(str(row["version"])), int(row["line"])): _item(row["item"]) for row in aside(path, expected)}
    except (ValueError, KeyError, TypeError, OverflowError) as error:
        raise Failure(f"{path}: {error}; {expected}") from None


def _item(item: object) -> str | None:
    if item is not None and not isinstance(item, str):
        raise TypeError(f"the item {str(item)[:100]} is neither an item's id nor null")
    return item


def _columns(path: str) -> dict[str, str]:
    example = 'expected a JSON object such as {"title": "Ziel", "current": "Stand"}'
    columns: dict[str, str] = aside(path, example)
    wrong = check_fields(columns) if isinstance(columns, dict) else example
    if wrong:
        raise Failure(f"{path}: {wrong}")
    return {field: composed(header) for field, header in columns.items()}
