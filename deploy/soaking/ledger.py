"""Clients who act while something breaks, and the ledger of what they were told.

Whenever an answer is lost (the connection broke, 503) a client sends the same request again, with the same
`Idempotency-Key`, until it is answered. Each answer that says 201 is an acknowledgement: the log owes its events.
"""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections import Counter
from collections.abc import Sequence

import httpx
from msgspec import Struct, field

from deploy.soaking.acts import Command, some
from deploy.soaking.waited import BOUND, until

PATIENCE_SECONDS = 55  # an answer that takes longer counts as none: the request hangs
PAUSE_SECONDS = 0.1


class Ledger(Struct):
    """What was sent, by request, and what was answered; `wrong` are the answers that should not have been.

    `addresses` are the servers that clients may turn to; the same seed makes the same acts.
    """

    addresses: Sequence[str]
    org: str
    key: str
    sent: dict[str, bytes] = field(default_factory=dict)
    acknowledged: dict[str, bytes] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    slowest: float = 0.0
    seed: int = 1

    async def further(self, acts: int) -> None:
        """So many acts more were acknowledged."""
        enough = len(self.acknowledged) + acts
        await until(lambda: len(self.acknowledged) >= enough or bool(self.wrong), f"{acts} acts more")

    async def unavailable(self, times: int) -> None:
        """So many requests more were answered 503."""
        enough = self.statuses["503"] + times
        await until(lambda: self.statuses["503"] >= enough or bool(self.wrong), f"{times} × 503")

    def notes(self, request: str, body: bytes, answer: httpx.Response | None) -> None:
        """The request was answered, and as before if it was answered before."""
        self.sent[request] = body
        if answer is not None and answer.status_code != 201:
            self.wrong.append(f"{request}: {answer.status_code} {answer.text[:300]}")
        elif answer is not None and self.acknowledged.setdefault(request, answer.content) != answer.content:
            self.wrong.append(f"{request} was answered otherwise when it came again: {answer.text[:300]}")

    def told(self) -> str:
        """What the clients met, in a line."""
        statuses = ", ".join(f"{times} × {status}" for status, times in sorted(self.statuses.items()))
        return (
            f"{len(self.sent)} acts sent, {len(self.acknowledged)} acknowledged; "
            f"answers: {statuses}; the slowest took {self.slowest:.2f} s"
        )


class Client:
    """One who acts, at any of the addresses."""

    def __init__(self, name: str, ledger: Ledger) -> None:
        self.name, self.ledger = name, ledger
        self.random = random.Random(f"{name} {ledger.seed}")  # nosec B311 # no secret is drawn
        headers = {"Authorization": f"Bearer {ledger.key}"}
        # Nothing is encrypted here, and reading every authority's certificate takes each client a while.
        self.http = httpx.AsyncClient(headers=headers, timeout=PATIENCE_SECONDS, verify=False)  # nosec B501 # http alone

    async def live(self, ended: asyncio.Event) -> None:
        """Acts until then, and is answered each time."""
        sent = 0
        async with self.http:
            while not ended.is_set():
                sent += 1
                request = f"{self.name}-{sent}"
                await self.answered(request, bytes_of(some(self.random, request)))

    async def once(self, request: str, body: bytes) -> httpx.Response | None:
        """The answer to one request; this client goes."""
        async with self.http:
            return await self.answer(request, body)

    async def answered(self, request: str, body: bytes) -> None:
        """The request has its answer, which is noted."""
        self.ledger.notes(request, body, await self.answer(request, body))

    async def answer(self, request: str, body: bytes) -> httpx.Response | None:
        """What the request is answered in the end, however often it has to be sent; None where that takes too long."""
        ends = time.monotonic() + BOUND
        while (answer := await self.sent(request, body)) is None or answer.status_code in (409, 503):
            if time.monotonic() > ends:
                self.ledger.wrong.append(f"{request} was not answered within {BOUND:g} s")
                return None
            await asyncio.sleep(self.random.uniform(0, PAUSE_SECONDS))
        return answer

    async def sent(self, request: str, body: bytes) -> httpx.Response | None:
        """The answer, if one came."""
        headers = {"Idempotency-Key": request, "Content-Type": "application/json"}
        began = time.monotonic()
        address = f"{self.random.choice(self.ledger.addresses)}/v1/orgs/{self.ledger.org}/commands"
        try:
            answer = await self.http.post(address, content=body, headers=headers)
        except httpx.TimeoutException:
            self.ledger.wrong.append(f"{request} hangs: no answer within {PATIENCE_SECONDS} s")
            return None
        except httpx.TransportError as error:
            self.ledger.statuses[type(error).__name__] += 1
            return None
        self.ledger.slowest = max(self.ledger.slowest, time.monotonic() - began)
        self.ledger.statuses[str(answer.status_code)] += 1
        if answer.status_code == 503 and "Retry-After" not in answer.headers:
            self.ledger.wrong.append(f"{request}: 503, and nobody says when to come again")
        return answer


def reused(answer: httpx.Response | None) -> bool:
    """Whether the answer says that the request's id came with another body before."""
    return answer is not None and answer.status_code == 422 and answer.json()["type"] == "/problems/request-reused"


def bytes_of(commands: list[Command]) -> bytes:
    """The body of an act."""
    return json.dumps({"commands": commands}).encode()
