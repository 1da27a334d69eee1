"""Tell how things stand: lag, and missing protections.

The exit code is 1 where a projection has been behind for more than a minute or a log not sealed, or where a protection
is missing: each is said in a line, with what brings it back.

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
from projections import engine
from projections.reports import screen
from projections.reports.screen import plain
from projections.reports.wording import instant

STUCK_SECONDS = 60
CHECKPOINTS = "select org, projection, version, position from projection.checkpoint"
MARKED = "select org, count(*) as plans from projection.governance_v2_dirty group by org"


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


def arguments(parser: argparse.ArgumentParser) -> None:
    """How it answers."""
    formats(parser)


def run(args: argparse.Namespace) -> int:
    with running(tell) as settings:
        rows, unsealed, missing = asyncio.run(found(settings))
    if args.format == "json":
        answer({"projections": rows, "unsealed": unsealed, "missing_protections": missing})
    else:
        show(screen.console(None), rows, unsealed, missing)
    late = any(row.stuck for row in rows) or any(each.stuck for each in unsealed)
    return 1 if missing or late else 0


async def found(settings: Settings) -> tuple[list[Row], list[Unsealed], list[str]]:
    """Every projection of every organisation, the logs that are not sealed, and the protections that are missing."""
    await migrated(settings)
    worker = await pool(settings.worker_database_url, 2)
    try:
        rows, unsealed = await rows_of(worker), await seals.unsealed(worker)
    finally:
        await worker.close()
    return rows, unsealed, await protections.missing(settings)


async def rows_of(worker: asyncpg.Pool) -> list[Row]:
    """A row for each projection of each organisation that has an event."""
    reached = {(org, name, version): position for org, name, version, position in await worker.fetch(CHECKPOINTS)}
    marked = {row["org"]: row["plans"] for row in await worker.fetch(MARKED)}
    now, rows, after = dt.datetime.now(dt.UTC), [], ""
    while heads := await read.heads(worker, after):
        for head in heads:
            for each in engine.registered():
                position = reached.get((head.org, each.name, each.version), 0)
                since = await _waiting_since(worker, head.org, position) if position < head.position else now
                rows.append(_row(head, each, position, marked.get(head.org, 0), (now - since).total_seconds()))
        after = heads[-1].org
    return rows


async def _waiting_since(worker: asyncpg.Pool, org: str, position: int) -> dt.datetime:
    """When the first event was recorded that is not folded yet; the last one may be of just now."""
    [(_, body)] = await read.page(worker, org, position, 1)
    event = recall(body)
    return event.recordedat or event.noted


def _row(head: Head, projection: engine.Projection, position: int, marked: int, behind_seconds: float) -> Row:
    return Row(
        org=head.org,
        head=head.position,
        recorded_at=head.recorded_at,
        projection=projection.name,
        version=projection.version,
        position=position,
        to_judge=marked if projection.name == "governance" else 0,
        behind_seconds=behind_seconds,
        stuck=behind_seconds > STUCK_SECONDS,
    )


def show(out: Console, rows: list[Row], unsealed: list[Unsealed], missing: list[str]) -> None:
    """Each organisation with its projections, then what is not sealed, then what is missing."""
    for org, its in groupby(rows, lambda row: row.org):
        table = screen.table("projection", "at", "behind", "to judge", "", numbers=("at", "behind", "to judge"))
        for row in its:
            head, at = row.head, instant(row.recorded_at)
            stuck = plain(f"stuck for {row.behind_seconds / 60:.0f} min", style="bold red") if row.stuck else ""
            name, behind = f"{row.projection} {row.version}", str(row.head - row.position)
            table.add_row(name, str(row.position), behind, str(row.to_judge or ""), stuck)
        out.print(plain(f"{org}: {head} events, the last at {at}", style="bold"))
        out.print(table)
        out.print()
    if not rows:
        out.print("no organisation has an event yet")
    for each in unsealed:
        since = f"the first for {each.behind_seconds:.0f} s"
        style = "bold red" if each.stuck else ""
        out.print(plain(f"{each.org}: sealed up to {each.sealed} of {each.head}, {since}", style=style))
    for line in missing:
        out.print(plain(f"missing: {line}", style="red"))
    if not missing:
        out.print("protections: all there")
