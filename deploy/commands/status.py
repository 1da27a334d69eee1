"""Tell how things stand: logs, projections and their lag, plans to judge, and protections that are missing.

The exit code is 1 where a projection has been behind for more than a minute, or a protection is missing.
"""

from __future__ import annotations

import argparse
import asyncio
import datetime as dt
import sys

import asyncpg
from msgspec import Struct
from rich.console import Console
from rich.table import Table

from deploy import protections
from deploy.settings import Settings, running
from deploy.system import migrated, pool
from events.log import read
from events.log.read import Head
from projections import engine
from projections.reports.wording import instant

STUCK_SECONDS = 60
CHECKPOINTS = "select org, projection, version, position, moved_at from projection.checkpoint"


class Row(Struct, frozen=True, kw_only=True):
    """One projection of one organisation: how far it is, and since when it is behind."""

    org: str
    head: int
    recorded_at: dt.datetime
    projection: str
    position: int
    marked: int
    waiting: float

    @property
    def stuck(self) -> bool:
        """Whether it has been behind for too long."""
        return self.waiting > STUCK_SECONDS


def arguments(parser: argparse.ArgumentParser) -> None:
    """None."""


def run(args: argparse.Namespace) -> int:
    with running(lambda line: print(line, file=sys.stderr)) as settings:
        rows, missing = asyncio.run(found(settings))
    out = Console(highlight=False, markup=False)
    tell(out, rows)
    for line in missing:
        out.print(f"missing: {line}")
    if not missing:
        out.print("protections: all there")
    return 1 if missing or any(row.stuck for row in rows) else 0


async def found(settings: Settings) -> tuple[list[Row], list[str]]:
    """Every projection of every organisation, and the protections that are missing."""
    await migrated(settings)
    worker = await pool(settings.worker_database_url, 2)
    try:
        rows = await rows_of(worker)
    finally:
        await worker.close()
    return rows, await protections.missing(settings)


async def rows_of(worker: asyncpg.Pool) -> list[Row]:
    """A row for each projection of each organisation that has an event."""
    reached = {(row["org"], row["projection"], row["version"]): row for row in await worker.fetch(CHECKPOINTS)}
    now, rows, after = dt.datetime.now(dt.UTC), [], ""
    while heads := await read.heads(worker, after):
        for head in heads:
            marked = await _marked(worker, head.org)
            for each in engine.registered():
                at = reached.get((head.org, each.name, each.version))
                rows.append(_row(head, each, at["position"] if at else 0, marked, now))
        after = heads[-1].org
    return rows


def _row(head: Head, projection: engine.Projection, position: int, marked: int, now: dt.datetime) -> Row:
    return Row(
        org=head.org,
        head=head.position,
        recorded_at=head.recorded_at,
        projection=f"{projection.name} {projection.version}",
        position=position,
        marked=marked if projection.name == "governance" else 0,
        waiting=(now - head.recorded_at).total_seconds() if position < head.position else 0.0,
    )


async def _marked(worker: asyncpg.Pool, org: str) -> int:
    """How many plans are marked for judging."""
    async with worker.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", org)
        return int(await connection.fetchval("select count(*) from projection.governance_v1_dirty where org = $1", org))


def tell(out: Console, rows: list[Row]) -> None:
    """The rows as a table."""
    if not rows:
        out.print("no organisation has an event yet")
        return
    table = Table(box=None, pad_edge=False)
    for name in ("organisation", "last event", "projection"):
        table.add_column(name)
    for name in ("head", "at", "behind", "to judge"):
        table.add_column(name, justify="right")
    before = ""
    for row in rows:
        first = (row.org, instant(row.recorded_at)) if row.org != before else ("", "")
        behind = f"{row.head - row.position}{' (stuck)' if row.stuck else ''}"
        table.add_row(*first, row.projection, str(row.head), str(row.position), behind, str(row.marked or ""))
        before = row.org
    out.print(table)
