"""Postgres is gone beside a worker: ended and started again, or halted. The worker survives and makes it up.

For ten seconds and more: `OKR_FAULT_SECONDS=15 python3 deploy test tests/faults/test_workers_without_postgres.py -s`.
"""

from __future__ import annotations

import asyncio
import signal

import pytest

from tests.faults.conditions import LONG, SECONDS
from tests.faults.ledger import CLIENTS, crowd
from tests.faults.stage import Stage

GONE_SECONDS = SECONDS if LONG else 1.0


async def test_postgres_is_gone(stage: Stage) -> None:
    worker, server = await stage.work(), await stage.serve("server beside Redis", stage.both)
    async with crowd([server.address], stage.org, stage.key) as ledger:
        await ledger.further(20)
        stage.postgres.signal(signal.SIGINT)
        await ledger.unavailable(CLIENTS)
        await stage.postgres.ended()
        await asyncio.sleep(GONE_SECONDS)
        await stage.postgres.start()
        await ledger.further(20)
        ledger.wrong += [status for status in ledger.statuses if status not in ("201", "503")]
    assert worker.lives
    level = await stage.level()
    await stage.survived(ledger, f"Postgres gone for {GONE_SECONDS:g} s: {level}")


@pytest.mark.skipif(not LONG, reason="only after ten seconds is nothing answered; OKR_FAULT_SECONDS=15 runs it")
async def test_postgres_is_halted(stage: Stage) -> None:
    """Its connections are neither answered nor closed."""
    worker, server = await stage.work(), await stage.serve("server beside Redis", stage.both)
    async with crowd([server.address], stage.org, stage.key) as ledger:
        await ledger.further(20)
        with stage.postgres.halted():
            await asyncio.sleep(GONE_SECONDS)
        await ledger.further(20)
        ledger.wrong += [status for status in ledger.statuses if status not in ("201", "503")]
    assert worker.lives
    level = await stage.level()
    await stage.survived(ledger, f"Postgres halted for {GONE_SECONDS:g} s: {level}")
