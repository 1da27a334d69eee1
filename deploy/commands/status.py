"""Tell how things stand: lag, what is parked, what is being built anew, and missing protections.

The exit code is 1 where a projection has been behind for more than a minute or a log not sealed, where something is
parked, or where a protection is missing: each is said in a line, with what brings it back.

examples:
  okr-ledger status
  okr-ledger status --format json
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
from itertools import groupby

import asyncpg
from msgspec import Struct
from rich.console import Console

from deploy import protections, seals
from deploy.seals import Unsealed
from deploy.settings import Settings, running
from deploy.system import migrated, pool
from deploy.usage import answer, formats
from deploy.waiting import tell
from events.catalogue import recall
from events.log import read
from events.log.read import Head
from projections import checkpoints, engine
from projections.checkpoints import Parked
from projections.reports import screen
from projections.reports.screen import plain
from projections.reports.wording import instant
from projections.tables import governance

STUCK_SECONDS = 60
SERVED = "select org, projection, version, position from projection.checkpoint where serving"
BUILT = """
select org, projection, version, build, position from projection.checkpoint
where not serving and retired_at is null
order by org, projection, version, build
"""


class Row(Struct, frozen=True, kw_only=True):
    """One projection of one organisation: how far it is, since when it is behind, and whether for too long."""

    org: str
    head: int
    recorded_at: dt.datetime
    projection: str
    version: int
    position: int
    to_judge: int
    behind_seconds: float
    stuck: bool


class Built(Struct, frozen=True, kw_only=True):
    """A build beside the one that is served, and how far it is."""

    org: str
    projection: str
    version: int
    build: int
    position: int


class Found(Struct, frozen=True, kw_only=True):
    """How things stand."""

    projections: list[Row]
    builds: list[Built]
    parked: list[Parked]
    unsealed: list[Unsealed]
    missing_protections: list[str]

    @property
    def well(self) -> bool:
        """Whether nobody has to look at anything."""
        late = any(row.stuck for row in self.projections) or any(each.stuck for each in self.unsealed)
        return not (late or self.parked or self.missing_protections)


def arguments(parser: argparse.ArgumentParser) -> None:
    """How it answers."""
    formats(parser)


def run(args: argparse.Namespace) -> int:
    with running(tell) as settings:
        standing = asyncio.run(found(settings))
    if args.format == "json":
        answer(standing)
    else:
        show(screen.console(None), standing)
    return 0 if standing.well else 1


async def found(settings: Settings) -> Found:
    """Every projection of every organisation, what is wrong with any, and the protections that are missing."""
    await migrated(settings)
    worker = await pool(settings.worker_database_url, 2)
    try:
        return Found(
            projections=await rows_of(worker),
            builds=[Built(**row) for row in await worker.fetch(BUILT)],
            parked=await checkpoints.parked(worker),
            unsealed=await seals.unsealed(worker),
            missing_protections=await protections.missing(settings),
        )
    finally:
        await worker.close()


async def rows_of(worker: asyncpg.Pool) -> list[Row]:
    """A row for each projection of each organisation that has an event."""
    reached = {(org, name): (version, position) for org, name, version, position in await worker.fetch(SERVED)}
    marked = await governance.to_judge(worker)
    now, rows, after = dt.datetime.now(dt.UTC), [], ""
    while heads := await read.heads(worker, after):
        for head in heads:
            for each in engine.registered():
                version, position = reached.get((head.org, each.name), (each.version, 0))
                since = await _waiting_since(worker, head.org, position) if position < head.position else now
                rows.append(
                    _row(head, (each.name, version), position, marked.get(head.org, 0), (now - since).total_seconds())
                )
        after = heads[-1].org
    return rows


async def _waiting_since(worker: asyncpg.Pool, org: str, position: int) -> dt.datetime:
    """When the first event was recorded that is not folded yet; the last one may be of just now."""
    [(_, body)] = await read.page(worker, org, position, 1)
    event = recall(body)
    return event.recordedat or event.noted


def _row(head: Head, served: tuple[str, int], position: int, marked: int, behind_seconds: float) -> Row:
    name, version = served
    return Row(
        org=head.org,
        head=head.position,
        recorded_at=head.recorded_at,
        projection=name,
        version=version,
        position=position,
        to_judge=marked if name == "governance" else 0,
        behind_seconds=behind_seconds,
        stuck=behind_seconds > STUCK_SECONDS,
    )


def show(out: Console, standing: Found) -> None:
    """Each organisation with its projections, then what is being built, parked, not sealed and missing."""
    for org, its in groupby(standing.projections, lambda row: row.org):
        table = screen.table(
            "projection", "at", "behind", "for", "to judge", numbers=("at", "behind", "for", "to judge")
        )
        for row in its:
            head, at = row.head, instant(row.recorded_at)
            since = plain(f"{row.behind_seconds:.0f} s" if row.behind_seconds else "", "bold red" if row.stuck else "")
            name, behind = f"{row.projection} {row.version}", str(row.head - row.position)
            table.add_row(name, str(row.position), behind, since, str(row.to_judge or ""))
        out.print(plain(f"{org}: {head} events, the last at {at}", style="bold"))
        out.print(table)
        out.print()
    if not standing.projections:
        out.print("no organisation has an event yet")
    for build in standing.builds:
        out.print(plain(f"{build.org}: {build.projection} {build.version} is being built anew, at {build.position}"))
    for parked in standing.parked:
        told = f"{parked.org}: {parked.projection} has parked {parked.key} at {parked.position}: {parked.cause}"
        out.print(plain(f"{told}; `okr-ledger retry` tries it again", style="bold red"))
    for each in standing.unsealed:
        since_when = f"the first for {each.behind_seconds:.0f} s"
        style = "bold red" if each.stuck else ""
        out.print(plain(f"{each.org}: sealed up to {each.sealed} of {each.head}, {since_when}", style=style))
    for line in standing.missing_protections:
        out.print(plain(f"missing: {line}", style="red"))
    if not standing.missing_protections:
        out.print("protections: all there")
