"""Whether what is projected is what folding the log from nothing gives: an organisation's log is put into an empty
database, folded, judged and watched there, and every row compared."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import time
from collections import Counter

import asyncpg

from deploy.levelled import levelled, reached
from deploy.servers import Servers
from deploy.system import System, opened
from events.log import read, sealed
from events.log.archived import Beside, archived
from events.log.restored import restored
from events.proof.archive import Archive
from projections.tables import cadence
from tests.databases import fresh, settings_of
from tests.faults.conditions import BOUND
from tests.workers.test_worker import assert_equals_the_fold
from workers.watch import watched

COLUMNS = """
select table_name, array_agg(column_name::text)
from information_schema.columns
where table_schema = 'projection'
group by 1
having 'org' = any (array_agg(column_name::text))
order by 1
"""
ROWS = "select (to_jsonb(t) - $2::text[])::text from projection.{} t where org = $1"
SHOWN = 3


async def lag_ends(system: System, org: str, seconds: float = BOUND) -> float:
    """The organisation's log is folded, judged, watched and sealed up to its head, by workers alone; after how many
    seconds it was. Fails where that takes too long."""
    began = time.monotonic()
    while lags := await lag(system, org):
        assert time.monotonic() - began < seconds, f"after {seconds:g} s: {lags}"
        await asyncio.sleep(0.02)
    return time.monotonic() - began


async def lag(system: System, org: str) -> str:
    """What is left to do for the organisation, as it is told when a wait is over; empty where nothing is."""
    now, standing = dt.datetime.now(dt.UTC), await reached(system.worker, org)
    if not standing.level:
        return f"{org} is at {standing}"
    if streams := await cadence.due(system.worker, org, now):
        return f"{org} has to watch {streams[:SHOWN]}"
    open_ = [each for each in await sealed.behind(system.worker) if each.org == org]
    return f"{org} is not sealed: {open_}" if open_ else ""


async def equals_the_fold(servers: Servers, template: str, org: str) -> int:
    """The rows of every projection are those of the log folded from nothing, and judgements those of the books; the
    number of rows. The organisation's lag has ended before. Fails with what differs."""
    async with opened(settings_of(servers)) as system, fresh(servers, template) as copy:
        await _put_into(copy, await _archive(system, org))
        async with opened(settings_of(copy)) as again:
            await levelled(again, org, lambda line: None)
            assert await watched(again.worker, org, dt.datetime.now(dt.UTC)) == 0, f"{org}: something missed is missing"
            await levelled(again, org, lambda line: None)
        found, folded = await rows(servers.migrate_url, org), await rows(copy.migrate_url, org)
        differs = [line for table in found for line in difference(table, found[table], folded[table])]
        assert not differs, "\n".join(differs)
        await assert_equals_the_fold(system, org)
    return sum(each.total() for each in found.values())


async def rows(url: str, org: str) -> dict[str, Counter[str]]:
    """An organisation's rows by table, each as often as it stands there, without what says when it was written."""
    connection = await asyncpg.connect(url)
    try:
        found = dict[str, Counter[str]]()
        for table, columns in await connection.fetch(COLUMNS):
            left_out = [name for name in columns if is_of_the_writing(table, name)]
            found[table] = Counter(row[0] for row in await connection.fetch(ROWS.format(table), org, left_out))
        return found
    finally:
        await connection.close()


def is_of_the_writing(table: str, column: str) -> bool:
    """Whether the column says how a row came about: its filling, its instant, or the position a plan was judged at."""
    return column == "build" or column.endswith("_at") or (table.startswith("governance") and column == "position")


def difference(table: str, found: Counter[str], folded: Counter[str]) -> list[str]:
    """What is too much in the table, and what is missing, a line each; a few of them."""
    more, less = found - folded, folded - found
    return [f"{table}: {row[:1000]} is too much" for row in list(more)[:SHOWN]] + [
        f"{table}: {row[:1000]} is missing" for row in list(less)[:SHOWN]
    ]


async def _archive(system: System, org: str) -> io.BytesIO:
    head, file = await read.head(system.worker, org), io.BytesIO()
    assert head is not None
    beside = Beside(keys=[], policy=b"{}", made_at=dt.datetime.now(dt.UTC), made_by="a test")
    await archived(system.app, org, head.position, file, beside, lambda position: None)
    return file


async def _put_into(copy: Servers, file: io.BytesIO) -> None:
    owner = await asyncpg.connect(copy.migrate_url)
    try:
        await restored(owner, Archive(file), lambda position: None)
    finally:
        await owner.close()
