"""Two workers, and three, on one organisation under load: they take turns, and none does what another has done.

For a minute each: `OKR_FAULT_SECONDS=60 python3 deploy test tests/faults/test_many_workers.py -s`.
"""

from __future__ import annotations

import asyncio

import pytest

from tests.faults.conditions import LONG, Trouble
from tests.faults.ledger import crowd
from tests.faults.stage import Stage


@pytest.mark.skipif(not LONG, reason="three do as well; OKR_FAULT_SECONDS=60 runs it")
async def test_two_workers_share_an_organisation(stage: Stage) -> None:
    await shared(stage, 2)


async def test_three_workers_share_an_organisation(stage: Stage) -> None:
    await shared(stage, 3)


async def shared(stage: Stage, workers: int) -> None:
    """So many workers are level with what clients did beside them."""
    trouble = Trouble("many workers")
    await asyncio.gather(*(stage.work(f"worker {number}") for number in range(workers)))
    server = await stage.serve("server beside Redis", stage.both)
    async with crowd([server.address], stage.org, stage.key) as ledger:
        await ledger.further(100)
        while not trouble.over:
            await ledger.further(20)
    level = await stage.level()
    await stage.survived(ledger, f"{workers} workers: {level}")
