"""Whether a log is whole, and whether it has kept what was acknowledged."""

from __future__ import annotations

from deploy.soaking import whole as found
from deploy.soaking.ledger import Ledger

SHOWN = 10


async def whole(url: str, ledger: Ledger) -> int:
    """The log is whole and has kept what the ledger says; its length. Fails with what is wrong. `url`: the owner's."""
    log = await found.of(url, ledger.org)
    wrong = found.wrong(log, ledger)
    assert not wrong, f"{len(wrong)} are wrong: " + "\n".join(wrong[:SHOWN])
    return len(log.events)
