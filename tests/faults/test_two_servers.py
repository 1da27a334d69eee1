"""Two server processes race on the same streams; and twenty clients send one request at once, to both.

For a minute: `OKR_FAULT_SECONDS=60 python3 deploy test tests/faults/test_two_servers.py`.
"""

from __future__ import annotations

from tests.faults.conditions import Trouble
from tests.faults.ledger import AT_ONCE, at_once, crowd
from tests.faults.stage import Stage


async def test_two_servers_race(stage: Stage) -> None:
    trouble, rounds = Trouble("two servers"), 0
    servers = [await stage.serve(), await stage.serve("another server")]
    async with crowd([server.address for server in servers], stage.org, stage.key) as ledger:
        while not (trouble.over and rounds):
            await ledger.further(20)
            rounds += 1
            await at_once(ledger, f"once-{rounds}")
    await stage.survived(ledger, f"two servers, {rounds} requests sent by {AT_ONCE} at once")
