"""Whether what is projected is what folding the log from nothing gives: an organisation's log is put into an empty
database, folded, judged and watched there, and every row compared."""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import time
from collections import Counter

import asyncpg

from deploy.commands import Failure
from deploy.levelled import levelled, reached
from deploy.settings import Settings
from deploy.soaking.waited import BOUND
from deploy.system import System, opened
from events.catalogue import recall
from events.log import read, sealed
from events.log.archived import Beside, archived
from events.log.restored import restored
from events.proof.archive import Archive
from projections.books.timeline import seen
from projections.diagnosis import whole
from projections.folds.registry import evolve
from projections.tables import cadence, current_state, governance
from projections.tables.governance_keep import encoder
from workers.watch import watched

COLUMNS = """
select table_name, array_agg(column_name::text)
from information_schema.columns
where table_schema = 'projection'
group by 1
having 'org' = any (array_agg(column_name::text))
order by 1
"""
# Of what was built anew the rows that are served; the others wait to be removed.
ROWS = """
select (to_jsonb(t) - $2::text[])::text
from projection.{} t
where org = $1
  and to_jsonb(t) ->> 'serving' is distinct from 'false'
  and not exists (
    select from projection.checkpoint c
    where c.org = $1
      and not c.serving
      and starts_with($3, c.projection || '_v' || c.version)
      and c.build::text = to_jsonb(t) ->> 'build'
  )
"""
NO_PROJECTION = "kept_report"  # it was asked for, and no event says so
SHOWN = 3


async def lag_ends(system: System, org: str, seconds: float = BOUND) -> float:
    """The organisation's log is folded, judged, watched and sealed up to its head, by workers alone; after how many
    seconds it was. Raises Failure where that takes too long."""
    began = time.monotonic()
    while lags := await lag(system, org):
        if time.monotonic() - began > seconds:
            raise Failure(f"after {seconds:g} s: {lags}")
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


async def against_the_fold(system: System, empty: Settings, org: str) -> tuple[int, list[str]]:
    """The number of rows of the projections, and which are not those of the log folded from nothing, or judgements not
    those of the books. The organisation's lag has ended before; `empty` leads to a database without events of it."""
    await _put_into(empty, await _archive(system, org))
    async with opened(empty) as again:
        await levelled(again, org, lambda line: None)
        if await watched(again.worker, org, dt.datetime.now(dt.UTC)):
            return 0, [f"{org}: something missed is missing"]
        await levelled(again, org, lambda line: None)
    found = await rows(system.settings.migrate_database_url, org)
    folded = await rows(empty.migrate_database_url, org)
    compared = found.keys() - {NO_PROJECTION}
    differs = [line for table in sorted(compared) for line in difference(table, found[table], folded[table])]
    return sum(found[table].total() for table in compared), differs or await against_the_books(system, org)


async def against_the_books(system: System, org: str) -> list[str]:
    """Where states are not those that the organisation's log folds to in memory, and judgements not those of its
    timeline judged from nothing, cycle by cycle; nothing where they are."""
    position, events = 0, []
    while page := await read.page(system.app, org, position):
        events += [recall(body) for _, body in page]
        position = page[-1][0]
    expected: dict[str, object] = {}
    for event in events:
        expected[event.subject] = evolve(expected.get(event.subject), event)
    standings = (await current_state.read(system.app, org, "", "~", 100_000)).standings
    wrong = [] if {each.stream: each.state for each in standings} == expected else [f"{org}: states differ"]
    now = dt.datetime.now(dt.UTC)
    timeline = seen(events, now, now)
    for cycle in sorted({each.partition("/")[2] for each in expected if each.startswith("cycle/")}):
        judged, of_cycle = whole.judge(timeline, cycle)
        stored = await governance.judgements(system.app, org, cycle, rows=True)
        if encoder.encode(stored.judgements) != encoder.encode(judged):
            wrong.append(f"{org}: the judgements of {cycle} differ from those judged from nothing")
        # A cycle that nothing happened in has no judgement.
        if judged and encoder.encode(stored.whole) != encoder.encode(of_cycle):
            wrong.append(f"{org}: the judgement of {cycle} as a whole differs from that judged from nothing")
    return wrong


async def rows(url: str, org: str) -> dict[str, Counter[str]]:
    """An organisation's rows by table, each as often as it stands there, without what says when it was written."""
    connection = await asyncpg.connect(url)
    try:
        found = dict[str, Counter[str]]()
        for table, columns in await connection.fetch(COLUMNS):
            left_out = [name for name in columns if is_of_the_writing(table, name)]
            found[table] = Counter(row[0] for row in await connection.fetch(ROWS.format(table), org, left_out, table))
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
    beside = Beside(keys=[], policy=b"{}", made_at=dt.datetime.now(dt.UTC), made_by="a check")
    await archived(system.app, org, head.position, file, beside, lambda position: None)
    return file


async def _put_into(copy: Settings, file: io.BytesIO) -> None:
    owner = await asyncpg.connect(copy.migrate_database_url)
    try:
        await restored(owner, Archive(file), lambda position: None)
    finally:
        await owner.close()
