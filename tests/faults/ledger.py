"""A crowd of clients who act while something breaks, and the ledger of what they were told."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from deploy.soaking.acts import opening, some
from deploy.soaking.ledger import Client, Ledger, bytes_of, reused
from tests.faults.conditions import LONG, SEED

CLIENTS = 16
AT_ONCE = 20
AGAIN = 200 if LONG else 20


@asynccontextmanager
async def crowd(addresses: Sequence[str], org: str, key: str, clients: int = CLIENTS) -> AsyncIterator[Ledger]:
    """Clients act until the block is left, and then until each has its answer."""
    ledger, ended = Ledger(addresses, org, key, seed=SEED), asyncio.Event()
    first = bytes_of(opening())
    ledger.notes("opening", first, await Client("opening", ledger).once("opening", first))
    living = [asyncio.create_task(Client(f"c{number}", ledger).live(ended)) for number in range(clients)]
    try:
        yield ledger
    except BaseException:
        for task in living:
            task.cancel()
        raise
    finally:
        ended.set()
        await asyncio.wait(living)
        ledger.wrong += [repr(task.exception()) for task in living if not task.cancelled() and task.exception()]


async def at_once(ledger: Ledger, request: str) -> None:
    """One request, sent by twenty at once, is one act with one answer; ten send another body, and either ten lose."""
    body = bytes_of(some(random.Random(f"{request} {SEED}"), request))
    bodies = [body, body + b" "] * (AT_ONCE // 2)
    clients = [Client(f"{request}-{number}", ledger) for number in range(AT_ONCE)]
    answers = await asyncio.gather(*map(Client.once, clients, [request] * AT_ONCE, bodies))
    won = {sent for sent, answer in zip(bodies, answers, strict=True) if answer and answer.status_code == 201}
    if len(won) != 1:
        ledger.wrong.append(f"{request} was acknowledged with {len(won)} bodies")
    for sent, answer in zip(bodies, answers, strict=True):
        if sent in won:
            ledger.notes(request, sent, answer)
        elif not reused(answer):
            ledger.wrong.append(f"{request} with another body: {answer and answer.text[:300]}")


async def again(ledger: Ledger) -> None:
    """What was acknowledged is answered alike when it is sent again, byte for byte; another body of it is refused."""
    client = Client("again", ledger)
    requests = client.random.sample(sorted(ledger.acknowledged), min(AGAIN, len(ledger.acknowledged)))
    async with client.http:
        for request in requests:
            await client.answered(request, ledger.sent[request])
            if not reused(other := await client.answer(request, ledger.sent[request] + b"  ")):
                ledger.wrong.append(f"{request} with another body: {other and other.text[:300]}")
