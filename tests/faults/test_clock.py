"""The clock of Postgres is set back an hour: recorded times stand still until it has caught up, and never run back.

Where libfaketime is installed (Debian: `apt install faketime`) it is really set back. A stand-in runs everywhere:
the log of an organisation that has a head and no event yet is an hour ahead of the clock.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
import pytest_asyncio

from tests.faults.conditions import Trouble
from tests.faults.faketime import FOUND, set_to, variables
from tests.faults.ledger import crowd
from tests.faults.stage import Stage, started

STARTS = """#!/bin/sh
export {variables}
exec {program} "$@"
"""
# A superuser has to take down what keeps everybody else from doing this.
AHEAD = """
begin;
set local event_triggers = off;
alter table log.head disable trigger only_appended;
insert into log.head (org, position, recorded_at) values ('{org}', 0, clock_timestamp() + interval '1 hour');
alter table log.head enable always trigger only_appended;
commit;
"""
SHOWS = "select clock_timestamp() - max(recorded_at) from log.head where org = $1"


@pytest_asyncio.fixture
async def timeless(ground: Stage, home: Path, capsys: pytest.CaptureFixture[str]) -> AsyncIterator[Stage]:
    """A stage whose Postgres has the clock that the file `clock` says."""
    if not FOUND:
        pytest.skip("libfaketime is not installed")
    programs, clock = home / "faked", home / "clock"
    programs.mkdir(mode=0o755)
    set_to(clock, "+0")
    set_here = " ".join(f"{name}={value}" for name, value in variables(clock).items())
    script = STARTS.format(variables=set_here, program=ground.postgres.programs / "postgres")
    stage = await started(home, ground.postgres.programs)
    try:
        stage.postgres.stop()
        (programs / "postgres").write_text(script)
        (programs / "postgres").chmod(0o755)
        stage.postgres.programs = programs
        await stage.begin("the-clock-is-set-back")
        yield stage
    finally:
        stage.stop()
    with capsys.disabled():
        print(f"\n{stage.line}")


async def test_the_clock_is_set_back(timeless: Stage) -> None:
    trouble, times = Trouble("clock"), 0
    server = await timeless.serve()
    async with crowd([server.address], timeless.org, timeless.key) as ledger:
        while not (trouble.over and times):
            await ledger.further(trouble.random.randrange(20, 80))
            set_to(timeless.home / "clock", "-1h")
            behind = await shown(timeless)
            await ledger.further(trouble.random.randrange(20, 80))
            set_to(timeless.home / "clock", "+0")
            times += 1
        await ledger.further(20)
    await timeless.survived(ledger, f"the clock set back {times} times, by {-behind:.0f} s")


async def test_the_log_is_ahead_of_the_clock(stage: Stage) -> None:
    connection = await asyncpg.connect(stage.postgres.servers.migrate_url)
    await connection.execute(AHEAD.format(org=stage.org))
    await connection.close()
    trouble = Trouble("log ahead")
    server = await stage.serve()
    async with crowd([server.address], stage.org, stage.key) as ledger:
        await ledger.further(20)
        while not trouble.over:
            await ledger.further(20)
    await stage.survived(ledger, f"the log {-await shown(stage):.0f} s ahead of the clock")


async def shown(stage: Stage) -> float:
    """Seconds that the clock is ahead of the log; fewer than none where it was set back."""
    connection = await asyncpg.connect(stage.postgres.servers.migrate_url)
    try:
        found = (await connection.fetchval(SHOWS, stage.org)).total_seconds()
    finally:
        await connection.close()
    assert found < -3000
    return float(found)
