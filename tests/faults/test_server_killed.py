"""kill -9 of the server's process in the midst of a flush, and another started at its address.

Postgres goes on with what it was given: acts are written that nobody was told of, and are found when they come again.

For a minute: `OKR_FAULT_SECONDS=60 python3 deploy test tests/faults/test_server_killed.py`.
"""

from __future__ import annotations

import signal

from tests.faults.conditions import Trouble
from tests.faults.ledger import crowd
from tests.faults.stage import Stage


async def test_the_server_is_killed(stage: Stage) -> None:
    trouble, kills = Trouble("server killed"), 0
    server = await stage.serve()
    async with crowd([server.address], stage.org, stage.key) as ledger:
        while not (trouble.over and kills):
            await ledger.further(trouble.random.randrange(20, 80))
            async with stage.postgres.held(stage.org):
                server.signal(signal.SIGKILL)
                await server.ended()
            await server.start()
            kills += 1
        await ledger.further(20)
    await stage.survived(ledger, f"the server killed {kills} times")
