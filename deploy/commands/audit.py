"""List what happened, who asked for it, and what each event changed.

Filters may be combined; without any it is the whole log. `--format csv` and `ndjson` write a file of any length, `json`
answers as `GET …/audit` does over HTTP, in one page.

examples:
  okr-ledger audit acme --cycle 2026-q1 --unit growth --requester sofia
  okr-ledger audit acme --text "partner portal" --from 2026-02-01 --to 2026-02-28
  okr-ledger audit acme --format csv > audit.csv
"""

from __future__ import annotations

import argparse
import asyncio
import sys

from msgspec.structs import replace

from deploy.commands import Failure
from deploy.questions import at_a_moment, level, moment
from deploy.settings import Settings, running
from deploy.system import System, opened
from deploy.usage import answer, formats
from deploy.waiting import tell
from events import catalogue
from events.strictness import nearest
from projections.reports import terminal_trail
from projections.standings import reporting, then, trails
from projections.tables.audit_entries import Wanted, entries
from services.http.audit_bodies import EntryList, written

FILTERS = ("item", "cycle", "unit", "actor", "requester", "type", "decision", "text")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Which events, in which order, and how to write them."""
    parser.add_argument("org", metavar="ORG", help="the organisation's id")
    parser.add_argument("--cycle", metavar="CYCLE", help="only this cycle's")
    parser.add_argument("--unit", metavar="UNIT", help="only this unit's")
    parser.add_argument("--item", metavar="ITEM", help="only what concerns this objective, key result or initiative")
    parser.add_argument("--actor", metavar="PERSON", help="only what this person did")
    parser.add_argument("--requester", metavar="PERSON", help="only what this person asked for, whoever did it")
    parser.add_argument("--type", metavar="TYPE", type=known_type, help="only this type, like priority.ranked")
    parser.add_argument("--decision", metavar="DECISION", help="only what this decision authorises")
    parser.add_argument("--text", metavar="TEXT", help="only what has this in its sentence, its reason or an id")
    parser.add_argument(
        "--from", dest="since", metavar="DATE", help="only what took effect from this date or instant on"
    )
    parser.add_argument(
        "--to", dest="until", metavar="DATE", help="only what took effect up to this date's end, or instant"
    )
    at_a_moment(parser)
    newest_first(parser)
    formats(parser, "ndjson", "csv")


def newest_first(parser: argparse.ArgumentParser) -> None:
    """`--newest`."""
    parser.add_argument("--newest", action="store_true", help="begin at the end (default: in the order of the log)")


def known_type(text: str) -> str:
    """A type of the catalogue."""
    if text not in catalogue.types():
        raise argparse.ArgumentTypeError(f"{text!r} is no type of event{nearest(text, catalogue.types())}")
    return text


def run(args: argparse.Namespace) -> int:
    """The entries are printed."""
    with running(tell) as settings:
        asyncio.run(told(settings, args))
    return 0


async def told(settings: Settings, args: argparse.Namespace) -> None:
    """What the arguments ask for is printed; a file page by page."""
    async with opened(settings) as system:
        await level(system, args.org)
        wanted = await at_the_moment(system, args, Wanted(**{name: getattr(args, name) for name in FILTERS}))
        wanted = await _within(system, args, wanted)
        first = await entries(system.app, args.org, wanted, None, trails.PAGE, newest=args.newest)
        pages = trails.pages(system.app, args.org, wanted, first, newest=args.newest)
        if args.format in ("csv", "ndjson"):
            async for piece in written(pages, args.format):
                sys.stdout.buffer.write(piece)
            return
        found = tuple([entry async for page in pages for entry in page])
        if args.format == "json":
            answer(EntryList(items=found, next=None, position=first.position))
        else:
            terminal_trail.table(found, first.position)


async def at_the_moment(system: System, args: argparse.Namespace, wanted: Wanted) -> Wanted:
    """What is wanted, as of the instants of the arguments where there are any. Raises Failure."""
    if args.as_of is None and args.known_at is None:
        return wanted
    when, _ = await moment(system, args.org, args.as_of, args.known_at)
    return replace(wanted, as_of=when.as_of, known_at=when.known_at)


async def _within(system: System, args: argparse.Namespace, wanted: Wanted) -> Wanted:
    if args.since is None and args.until is None:
        return wanted
    calendar = await then.calendar(system.app, args.org, await reporting.head(system.app, args.org))
    try:
        since = trails.first_of(calendar, args.since) if args.since else None
        return replace(wanted, since=since, until=then.instant(calendar, args.until) if args.until else None)
    except ValueError as error:
        raise Failure(str(error)) from None
