"""The check of what is projected finds what is not the fold of the log."""

from __future__ import annotations

import datetime as dt

import asyncpg
import pytest

from deploy.levelled import levelled
from deploy.servers import Servers
from deploy.soaking.refolded import lag, rows
from deploy.system import System, opened
from tests.databases import settings_of
from tests.faults.refolded import equals_the_fold
from tests.workers.recorded import recorded
from tests.workers.sealing import sealer
from tests.workers.timelines import timeline
from workers import seal
from workers.watch import watched

ORG = "acme"
DELETE = "delete from projection.{0} where ctid = (select min(ctid) from projection.{0} where org = $1)"


async def test_what_no_worker_has_done_yet_is_found_as_lag(database: Servers) -> None:
    async with opened(settings_of(database)) as system, sealer(database) as sealing:
        await recorded(database, ORG, timeline(ORG, 2))
        assert await lag(system, ORG) == "acme is at Progress(head=38, folded=0, marked=0)"
        await levelled(system, ORG, lambda line: None)
        assert await lag(system, ORG) == "acme has to watch ['cycle/2026-q1', 'plan/2026-q1/u0', 'plan/2026-q1/u1']"
        await done(system)
        assert (await lag(system, ORG)).startswith("acme is not sealed")
        await seal.level(sealing, ORG)
        assert await lag(system, ORG) == ""


async def test_a_row_that_is_missing_is_found_in_every_table(database: Servers, template: str) -> None:
    async with opened(settings_of(database)) as system:
        await recorded(database, ORG, timeline(ORG, 2))
        await done(system)
    assert await equals_the_fold(database, template, ORG) > 100
    connection = await asyncpg.connect(database.migrate_url)
    filled = [table for table, found in (await rows(database.migrate_url, ORG)).items() if found]
    for table in filled:
        await connection.execute(DELETE.format(table), ORG)
    await connection.close()
    with pytest.raises(AssertionError) as found:
        await equals_the_fold(database, template, ORG)
    assert len(filled) > 5
    assert [table for table in filled if f"{table}: " not in str(found.value)] == []


async def test_something_missed_that_nobody_wrote_down_is_found(database: Servers, template: str) -> None:
    async with opened(settings_of(database)) as system:
        await recorded(database, ORG, timeline(ORG, 2))
        await levelled(system, ORG, lambda line: None)
    with pytest.raises(AssertionError, match="something missed is missing"):
        await equals_the_fold(database, template, ORG)


async def done(system: System) -> None:
    """All is folded, judged and watched."""
    await levelled(system, ORG, lambda line: None)
    await watched(system.worker, ORG, dt.datetime.now(dt.UTC))
    await levelled(system, ORG, lambda line: None)
