"""kill -9 of the postmaster while acts are half written, and Postgres started again.

For a minute: `OKR_FAULT_SECONDS=60 python3 deploy test tests/faults/test_postmaster_killed.py`.
"""

from __future__ import annotations

import signal

from tests.faults.conditions import Trouble
from tests.faults.ledger import crowd
from tests.faults.stage import Stage


async def test_the_postmaster_is_killed(stage: Stage) -> None:
    trouble, kills = Trouble("postmaster killed"), 0
    server = await stage.serve()
    async with crowd([server.address], stage.org, stage.key) as ledger:
        while not (trouble.over and kills):
            await ledger.further(trouble.random.randrange(20, 80))
            async with stage.postgres.held(stage.org):
                stage.postgres.signal(signal.SIGKILL)
            await stage.postgres.start()
            kills += 1
        await ledger.further(20)
    await stage.survived(ledger, f"the postmaster killed {kills} times")
