"""Postgres restarted under load: ended in order ("fast") or at once ("immediate"), and started again.

For a minute: `OKR_FAULT_SECONDS=60 python3 deploy test tests/faults/test_postgres_restarted.py`.
"""

from __future__ import annotations

import signal

from tests.faults.conditions import Trouble
from tests.faults.ledger import crowd
from tests.faults.stage import Stage


async def test_postgres_is_restarted(stage: Stage) -> None:
    trouble, restarts = Trouble("postgres restarted"), 0
    server = await stage.serve()
    async with crowd([server.address], stage.org, stage.key) as ledger:
        while not (trouble.over and restarts):
            await ledger.further(trouble.random.randrange(20, 80))
            stage.postgres.signal(trouble.random.choice((signal.SIGINT, signal.SIGQUIT)))
            await stage.postgres.ended()
            await stage.postgres.start()
            restarts += 1
        await ledger.further(20)
    await stage.survived(ledger, f"Postgres restarted {restarts} times")
