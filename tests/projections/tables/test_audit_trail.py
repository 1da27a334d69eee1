"""The audit trail in a real database: every event a row, whichever way it was folded, and found by what it says."""

from __future__ import annotations

import datetime as dt
from collections.abc import AsyncIterator, Iterable
from typing import Any

import asyncpg
import pytest
import pytest_asyncio
from msgspec.structs import replace

from deploy.servers import Servers
from events.catalogue import Event
from events.log.append import Act, append
from projections import engine
from projections.tables.audit_trail import PROJECTION, STATES, Entry, Wanted, entries
from tests.projections.changes.telling import telling
from tests.projections.reports.quarter import ORG, event, events

CYCLE, PLAN = "2026-q1", "plan/2026-q1/growth"


@pytest_asyncio.fixture
async def pool(database: Servers) -> AsyncIterator[asyncpg.Pool]:
    """The worker's pool, on an empty database."""
    async with asyncpg.create_pool(database.worker_url, min_size=0, max_size=4) as pool:
        yield pool


async def recorded(pool: asyncpg.Pool, told: Iterable[Event], org: str = ORG) -> None:
    """The events are in the log, and in the audit trail."""
    await append(pool, Act(org=org, events=tuple(told)))
    await engine.advance(pool, PROJECTION, org)


async def found(pool: asyncpg.Pool, **wanted: Any) -> list[str]:
    """The ids of the entries wanted, in order."""
    return [entry.id for entry in (await entries(pool, ORG, Wanted(**wanted))).entries]


async def rows(pool: asyncpg.Pool, table: str, org: str) -> list[dict[str, Any]]:
    """What a table holds of an organisation, without what the database's clock says."""
    async with pool.acquire() as connection, connection.transaction():
        await connection.execute("select set_config('okr.org', $1, true)", org)
        kept = await connection.fetch(f"select * from {table} where org = $1 order by 3", org)
    return [{name: value for name, value in row.items() if name not in ("org", "recorded")} for row in kept]


@pytest.mark.parametrize("size", [1, 2, 7])
async def test_a_rebuild_equals_what_was_folded_live(
    size: int, pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    await recorded(pool, events("acme"), "acme")
    monkeypatch.setattr(engine, "PAGE", size)
    told = events("globex")
    for start in range(0, len(told), 5):  # live: a few at a time, and those in pages
        await recorded(pool, told[start : start + 5], "globex")
    for table in ("projection.audit_trail_v2", STATES):
        live, rebuilt = await rows(pool, table, "globex"), await rows(pool, table, "acme")
        assert len(live) > 5
        assert live == rebuilt


async def test_every_event_has_its_row_with_what_it_is_told_as(pool: asyncpg.Pool) -> None:
    told = events()
    await recorded(pool, told)
    page = await entries(pool, ORG, Wanted(), at_most=1000)
    assert page.position == len(told)
    assert [(entry.position, entry.id) for entry in page.entries] == [(n, each.id) for n, each in enumerate(told, 1)]
    for entry, each, said in zip(page.entries, told, telling(told), strict=True):
        assert (entry.says, entry.changes, entry.items) == (said.says, said.changes, said.items)
        assert (entry.time, entry.notedat, entry.subject) == (each.effective, each.noted, each.subject)
        assert (entry.actor, entry.requester, entry.onbehalfof) == (each.actor, each.requester, each.onbehalfof)
    dropped = one(page.entries, "D1")
    assert (dropped.cycle, dropped.unit, dropped.items, dropped.reason) == (CYCLE, "growth", ("k4",), "to make room")
    assert (one(page.entries, "O2").unit, one(page.entries, "C1").cycle) == ("growth", CYCLE)


def one(page: tuple[Entry, ...], id_: str) -> Entry:
    return next(entry for entry in page if entry.id == id_)


async def test_entries_are_found_by_each_filter_and_by_several(pool: asyncpg.Pool) -> None:
    await recorded(pool, events())
    assert await found(pool, item="k1", cycle=CYCLE, unit="growth") == ["G4", "G8", "I1", "I2"]
    assert await found(pool, item="k1") == ["G4", "G8", "I1", "I2", "P2", "W1"]
    assert await found(pool, requester="sofia") == ["S1", "S2"]
    assert await found(pool, actor="sofia") == []
    assert await found(pool, type="trade_off.recorded", actor="dana") == ["T1"]
    assert await found(pool, cycle="2026-q2") == ["N1"]
    assert await found(pool, unit="platform") == ["O3", "P1", "P2", "P3", "W1", "B1"]
    assert await found(pool, unit="platform", planning=True) == ["P1", "P2", "P3", "W1", "B1"]
    assert await found(pool, decision="none") == []


async def test_a_text_is_found_anywhere_in_capitals_or_not_and_is_no_pattern(pool: asyncpg.Pool) -> None:
    odd = event("X1", "commitment.reworded", PLAN, "03-26", {"item": "k1", "title": "100 % ÜBER_all\\"})
    await recorded(pool, [*events(), odd])
    assert await found(pool, text="SÖHNE") == ["O1"]
    assert await found(pool, text="SO\u0308HNE") == ["O1"]
    assert await found(pool, text="to make ROOM") == ["D1"]
    assert await found(pool, text="dana", type="policy.set") == ["O5"]
    for text in ("100 %", "über_ALL", "all\\", "x1"):
        assert await found(pool, text=text) == ["X1"]
    for text in ("100%", "über%all", "r.all", "%", "_all_"):
        assert await found(pool, text=text) == (["X1"] if text == "%" else [])


async def test_a_period_and_two_instants_choose_what_took_effect_and_what_was_known(pool: asyncpg.Pool) -> None:
    await recorded(pool, events())
    day, noted = dt.datetime(2026, 2, 20, 9, tzinfo=dt.UTC), dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)
    assert await found(pool, since=day, until=day) == ["B1"]
    assert await found(pool, since=day, until=day, known_at=noted) == ["B1"]
    assert await found(pool, since=day, until=day, known_at=noted - dt.timedelta(microseconds=1)) == []
    assert "B1" not in await found(pool, as_of=day - dt.timedelta(microseconds=1))


@pytest.mark.parametrize("newest", [False, True])
async def test_pages_follow_each_other_both_ways(newest: bool, pool: asyncpg.Pool) -> None:
    await recorded(pool, events())
    seen, behind = list[int](), None
    while page := (await entries(pool, ORG, Wanted(), behind, 4, newest=newest, up_to=30)).entries:
        seen += [entry.position for entry in page]
        behind = seen[-1]
    assert seen == (list(range(30, 0, -1)) if newest else list(range(1, 31)))


MANY = """
  insert into projection.audit_trail_v2 (
    org, build, position, id, type, stream, cycle, unit, items, actor, requester, effective, noted, recorded, says,
    words, changes
  )
  select
    $1, 1, n, 'e' || n, 'baseline.locked', 'plan/2026-q1/growth', '2026-q' || n % 4, 'u' || n % 250, '{}', 'dana',
    'dana', now(), now(), now(), '', '', '[]'
  from generate_series(1, 20000) n
"""
READ = "select seq_tup_read + idx_tup_fetch from pg_stat_xact_user_tables where relname = 'audit_trail_v2'"


@pytest.mark.parametrize("newest", [False, True])
@pytest.mark.parametrize("wanted", [{}, {"cycle": "2026-q1"}, {"cycle": "2026-q1", "unit": "u5"}, {"actor": "dana"}])
async def test_a_page_reads_no_more_than_it_shows(
    wanted: dict[str, Any], newest: bool, pool: asyncpg.Pool, database: Servers
) -> None:
    owner = await asyncpg.connect(database.migrate_url)
    try:
        await owner.execute(MANY, ORG)
        await owner.execute("analyze projection.audit_trail_v2")  # as autovacuum does, soon after as many rows
    finally:
        await owner.close()
    await engine.advance(pool, PROJECTION, ORG)
    async with pool.acquire() as connection, connection.transaction():
        page = await entries(connection, ORG, Wanted(**wanted), 10000, 10, newest=newest)
        assert await connection.fetchval(READ) == len(page.entries) == 10


async def test_nobody_reads_over_the_fence(pool: asyncpg.Pool) -> None:
    await recorded(pool, events("acme"), "acme")
    await recorded(pool, events("globex")[:3], "globex")
    page = await entries(pool, "globex", Wanted())
    assert (page.position, len(page.entries)) == (3, 3)
    assert await entries(pool, "nobody", Wanted()) == type(page)(0, ())
    assert await pool.fetch("select * from projection.audit_trail_v2") == []
    assert await pool.fetch(f"select * from {STATES}") == []


async def test_what_makes_the_tables_may_run_again(database: Servers, pool: asyncpg.Pool) -> None:
    await recorded(pool, events())
    owner = await asyncpg.connect(database.migrate_url)
    try:
        await owner.execute(PROJECTION.ddl)
    finally:
        await owner.close()
    again = [replace(each, id=f"again-{each.id}") for each in events()[-1:]]
    await recorded(pool, again)
    assert (await found(pool, cycle="2026-q2")) == ["N1", "again-N1"]
