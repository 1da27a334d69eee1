"""kill -9 of a backend that has begun to append: Postgres throws all connections out, recovers, and goes on.

For a minute: `OKR_FAULT_SECONDS=60 python3 deploy test tests/faults/test_backend_killed.py`.
"""

from __future__ import annotations

import os
import signal

from tests.faults.conditions import Trouble
from tests.faults.ledger import crowd
from tests.faults.stage import Stage


async def test_a_backend_is_killed(stage: Stage) -> None:
    trouble, kills = Trouble("backend killed"), 0
    server = await stage.serve()
    async with crowd([server.address], stage.org, stage.key) as ledger:
        while not (trouble.over and kills):
            await ledger.further(trouble.random.randrange(20, 80))
            async with stage.postgres.held(stage.org) as writing:
                os.kill(trouble.random.choice(writing), signal.SIGKILL)
            kills += 1
        await ledger.further(20)
    await stage.survived(ledger, f"{kills} backends killed")
