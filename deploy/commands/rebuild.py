"""Build a projection anew beside what is served of it, and serve that in its place.

Readers see the old rows or the new ones, whole, and never an earlier position; writers notice nothing. Killed in the
middle, it goes on when it is asked again, or when a worker finds it. `okr-ledger rebuild all` takes every projection.

examples:
  okr-ledger rebuild current_state
  okr-ledger rebuild all --org acme --format json
"""

from __future__ import annotations

import argparse
import datetime as dt
import time

from msgspec import Struct

from deploy.commands import Failure
from deploy.importing import checked_org, within
from deploy.system import System
from deploy.usage import answer, formats
from deploy.waiting import bar
from events.log import read
from projections import engine, rebuilding
from projections.checkpoints import Build
from projections.registry import Projection
from projections.tables import governance

STEP_SECONDS = 0.5
ALL = "all"


class Rebuilt(Struct, frozen=True, kw_only=True):
    """A build that is served now: its number, the position it was served from on, and how long it took."""

    org: str
    projection: str
    version: int
    build: int
    position: int
    seconds: float


def arguments(parser: argparse.ArgumentParser) -> None:
    names = [each.name for each in engine.registered()]
    parser.add_argument("projection", metavar="PROJECTION", help=f"one of {', '.join(names)}, or {ALL}")
    parser.add_argument("--org", metavar="ORG", help="only this organisation (default: every one)")
    formats(parser)


def run(args: argparse.Namespace) -> int:
    chosen = [each for each in engine.registered() if args.projection in (each.name, ALL)]
    if not chosen:
        names = ", ".join(each.name for each in engine.registered())
        raise Failure(f"there is no projection {args.projection!r}; there are {names}, and {ALL}")
    only = None if args.org is None else checked_org(args.org)
    rebuilt = within(lambda system: of_all(system, chosen, only))
    if args.format == "json":
        answer({"rebuilt": rebuilt})
    for each in rebuilt if args.format == "text" else ():
        print(f"{each.org}: {each.projection} is served anew, from {each.position:,} on, after {each.seconds:.1f} s")
    return 0


async def of_all(system: System, chosen: list[Projection], only: str | None) -> list[Rebuilt]:
    """Each of the projections was built anew for each of the organisations."""
    orgs = [only] if only else await organisations(system)
    found = [await rebuilt(system, projection, org) for org in orgs for projection in chosen]
    if only and None in found:
        raise Failure(f"the organisation {only} has no event, or a later version of the program serves it")
    return [each for each in found if each is not None]


async def organisations(system: System) -> list[str]:
    """Those that have an event."""
    found, after = list[str](), ""
    while heads := await read.heads(system.worker, after):
        found += [head.org for head in heads]
        after = heads[-1].org
    return found


async def rebuilt(system: System, projection: Projection, org: str) -> Rebuilt | None:
    """The projection of the organisation was built anew, and is served; None where there is nothing to build."""
    started = time.monotonic()
    build = await rebuilding.begin(system.worker, projection, org)
    if build is None:
        return None
    with bar() as progress:
        task = progress.add_task(f"{org} {projection.name}", total=None)
        while not (standing := await rebuilding.further(system.worker, projection, build, STEP_SECONDS)).served:
            head = await read.head(system.worker, org)
            progress.update(task, total=head.position if head else None, completed=standing.position)
            await ready(system, projection, build)
    return Rebuilt(
        org=org,
        projection=projection.name,
        version=build.version,
        build=build.number,
        position=standing.position,
        seconds=round(time.monotonic() - started, 1),
    )


async def ready(system: System, projection: Projection, build: Build) -> None:
    """What else it takes for a build to be served is done, as a worker's job would do it."""
    if projection.name != governance.PROJECTION.name:
        return
    await governance.judge(system.worker, build.org, dt.datetime.now(dt.UTC), seconds=STEP_SECONDS)
