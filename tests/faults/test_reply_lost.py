"""The commit's reply is lost: a proxy forwards the commit to Postgres and cuts the connection before the answer.

The server cannot know whether it was kept, and says 503. The client sends the request again, with the same key.
For a minute: `OKR_FAULT_SECONDS=60 python3 deploy test tests/faults/test_reply_lost.py`.
"""

from __future__ import annotations

from tests.faults.conditions import Trouble
from tests.faults.ledger import AT_ONCE, at_once, crowd
from tests.faults.proxy import between
from tests.faults.stage import Stage

LOST = 0.2


async def test_replies_are_lost(stage: Stage) -> None:
    """Also while twenty clients send one request at once, before it was ever answered."""
    trouble, rounds = Trouble("replies lost"), 0
    async with between(stage.postgres) as proxy:
        server = await stage.serve("server behind a proxy", proxy.servers)
        async with crowd([server.address], stage.org, stage.key) as ledger:
            proxy.loses = lambda: trouble.random.random() < LOST
            while not (trouble.over and proxy.lost and rounds):
                await ledger.further(20)
                rounds += 1
                await at_once(ledger, f"once-{rounds}")
        await stage.survived(ledger, f"{proxy.lost} replies lost, {rounds} requests sent by {AT_ONCE} at once")
