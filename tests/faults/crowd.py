"""A crowd of clients who act on a few plans at once, each of whom keeps what was answered."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from typing import Any

import httpx
from msgspec import Struct, field

CYCLE = "2026-q1"
ITEMS = 12  # ids meet, so that clients get into each other's way


class Ledger(Struct):
    """What the crowd was told: the events acknowledged by request, and how many answers of each kind."""

    acknowledged: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)


class Client:
    """One of the crowd: acts at random until the time is over, and checks each answer by itself."""

    def __init__(self, number: int, http: httpx.AsyncClient, ledger: Ledger, plans: int) -> None:
        self.number, self.http, self.ledger, self.plans = number, http, ledger, plans
        self.random = random.Random(number)
        self.sent = 0

    async def live(self, until: float) -> None:
        """Acts until then."""
        while time.monotonic() < until:
            body = self.body()
            self.sent += 1
            request = f"c{self.number}-{self.sent}"
            answer = await self.act(request, body)
            if self.random.random() < 0.1:
                await self.again(request, body, answer)

    async def act(self, request: str, body: dict[str, Any]) -> httpx.Response:
        """The answer to a request, noted."""
        answer = await self.http.post("commands", json=body, headers={"Idempotency-Key": request})
        told = answer.json()
        self.ledger.statuses[f"{answer.status_code} {told.get('type', '')}".strip()] += 1
        match answer.status_code:
            case 201:
                self.ledger.acknowledged[request] = told["events"]
            case 409 if told["moved"]["expected"] != told["moved"]["actual"]:
                pass
            case 422 if told["detail"] and told["errors"][0]["pointer"]:
                pass
            case _:
                self.ledger.wrong.append(f"{request}: {answer.status_code} {answer.text[:300]}")
        return answer

    async def again(self, request: str, body: dict[str, Any], before: httpx.Response) -> None:
        """What happened is answered alike when it is sent again, and refused with another body."""
        if before.status_code != 201:
            return
        same = await self.http.post("commands", json=body, headers={"Idempotency-Key": request})
        if (same.status_code, same.json()["events"]) != (201, before.json()["events"]):
            self.ledger.wrong.append(f"{request} again: {same.status_code} {same.text[:300]}")
        other = await self.http.post("commands", json=self.body(), headers={"Idempotency-Key": request})
        if (other.status_code, other.json()["type"]) != (422, "/problems/request-reused"):
            self.ledger.wrong.append(f"{request} reused: {other.status_code} {other.text[:300]}")

    def body(self) -> dict[str, Any]:
        """An act at random, of one plan or of two; now and then on a version that somebody else has moved."""
        plan = self.plan()
        commands = [self.command(plan) for _ in range(self.random.choice((1, 1, 1, 2, 3)))]
        if self.random.random() < 0.1:
            commands.append(self.command(self.plan()))
        if self.random.random() < 0.1:
            return {"commands": commands, "expected": {f"plan/{plan}": self.random.randrange(400)}}
        return {"commands": commands}

    def plan(self) -> str:
        """One of the plans: its cycle and unit."""
        return f"{CYCLE}/u{self.random.randrange(self.plans)}"

    def command(self, plan: str) -> dict[str, Any]:
        """A command at random, which may or may not make sense."""
        item, other = (f"k{self.random.randrange(ITEMS)}" for _ in range(2))
        number = self.random.randrange(1, 40)
        fields: dict[str, dict[str, Any]] = {
            "key_result.commit": {"key_result": item, "objective": "o", "title": item, "start": 0, "target": number},
            "key_result.retarget": {"key_result": item, "target": number, "reason": "more is asked"},
            "commitment.reweight": {"item": item, "points": number, "reason": "an estimate"},
            "commitment.drop": {"item": item, "reason": "to make room"},
            "commitment.reinstate": {"item": item},
            "commitment.reword": {"item": item, "title": f"{item} {number}"},
            "owner.change": {"item": item, "to": other},
            "check_in.record": {"value": number, "confidence": 0.5},
        }
        name = self.random.choice(list(fields))
        stream = f"check-ins/{plan}/{item}" if name == "check_in.record" else f"plan/{plan}"
        return {"command": name, "subject": stream, "data": fields[name]}


async def gathered(address: str, key: str, clients: int, plans: int, seconds: float) -> Ledger:
    """What a crowd of that many clients was told within that time."""
    ledger = Ledger()
    limits = httpx.Limits(max_connections=clients, max_keepalive_connections=clients)
    headers = {"Authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, limits=limits, timeout=60) as http:
        setting = Client(clients, http, ledger, plans)
        await setting.act("setup", {"commands": opening(plans)})
        until = time.monotonic() + seconds
        await asyncio.gather(*(Client(number, http, ledger, plans).live(until) for number in range(clients)))
    return ledger


def opening(plans: int) -> list[dict[str, Any]]:
    """The commands by which the cycle is opened and the plans are made and locked."""
    cycle = {"name": "Q1", "start": "2026-01-01", "end": "2026-03-31", "kind": "quarter"}
    commands: list[dict[str, Any]] = [{"command": "cycle.open", "subject": f"cycle/{CYCLE}", "data": cycle}]
    for unit in range(plans):
        stream = f"plan/{CYCLE}/u{unit}"
        commands += [
            {"command": "capacity.declare", "subject": stream, "data": {"points": 40}},
            {"command": "objective.commit", "subject": stream, "data": {"objective": "o", "title": "Customers stay"}},
            {"command": "baseline.lock", "subject": stream},
        ]
    return commands
