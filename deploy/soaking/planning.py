"""Planners who act on plans that are locked: what they commit to is weighed anew, retargeted, dropped, traded."""

from __future__ import annotations

import asyncio
import datetime as dt
import itertools
import json
from collections.abc import Iterator

from deploy.soaking import acts
from deploy.soaking.acts import Command
from deploy.soaking.diary import Diary
from deploy.soaking.ledger import Client, Ledger, bytes_of

CYCLE = "soak"
UNITS = ("u0", "u1", "u2")
TWICE = 0.1  # of the acts, sent again though they were answered
PAUSE_SECONDS = 0.05


def opening(today: dt.date) -> list[Command]:
    """A cycle that is under way, its plans with an objective, capacity and a locked baseline; and that of `acts`."""
    data = {
        "name": "The soak's",
        "start": str(today - dt.timedelta(days=40)),
        "end": str(today + dt.timedelta(days=40)),
        "kind": "quarter",
    }
    commands: list[Command] = [{"command": "cycle.open", "subject": f"cycle/{CYCLE}", "data": data}]
    for unit in UNITS:
        stream = f"plan/{CYCLE}/{unit}"
        commands += [
            {"command": "capacity.declare", "subject": stream, "data": {"points": 40}},
            {"command": "objective.commit", "subject": stream, "data": {"objective": "o", "title": "Customers stay"}},
            committed(unit, "kept", 8),
            {"command": "baseline.lock", "subject": stream},
        ]
    return [*acts.opening(), *commands]


def committed(unit: str, item: str, points: int) -> Command:
    """A key result of a plan."""
    data = {"key_result": item, "objective": "o", "title": item, "start": 0, "target": 9, "points": points}
    return {"command": "key_result.commit", "subject": f"plan/{CYCLE}/{unit}", "data": data}


def life(unit: str, item: str) -> Iterator[list[Command]]:
    """The acts that an item goes through, in this order; none is refused, whatever others do meanwhile."""
    stream = f"plan/{CYCLE}/{unit}"

    def of(command: str, **data: object) -> Command:
        return {"command": command, "subject": stream, "data": data}

    yield [committed(unit, item, 3)]
    yield [of("commitment.reweight", item=item, points=5, reason="It is more than was thought.")]
    yield [of("key_result.retarget", key_result=item, target=12, reason="More is asked.")]
    yield [{"command": "check_in.record", "subject": f"check-ins/{CYCLE}/{unit}/{item}", "data": {"value": 4}}]
    yield [of("commitment.reword", item=item, title=f"{item}, in other words"), of("owner.change", item=item, to="kim")]
    yield [of("commitment.drop", item=item, reason="To make room.")]
    yield [of("commitment.reinstate", item=item)]
    yield [of("commitment.defer", item=item, reason="Not now.")]


class Planner(Client):
    """One who acts by a key of some role until the time is over, each act once, and some of them sent twice."""

    def __init__(self, name: str, ledger: Ledger, diary: Diary) -> None:
        super().__init__(name, ledger)
        self.diary = diary
        self.unit = self.random.choice(UNITS)

    async def live(self, ended: asyncio.Event) -> None:
        """Acts until then: an act of an item's life, one of `acts`, and so on; now and then a trade-off."""
        items, life_ = itertools.count(1), iter(())  # type: tuple[Iterator[int], Iterator[list[Command]]]
        async with self.http:
            for number in itertools.count(1):
                if ended.is_set():
                    return
                request = f"{self.name}-{number}"
                if number % 2:
                    commands = acts.some(self.random, request)
                elif (commands := next(life_, [])) == []:
                    life_ = life(self.unit, f"{self.name}-{next(items)}".lower())
                    commands = next(life_)
                await self.acts(request, commands)
                if number % 20 == 0:
                    await self.trades(f"{request}-trade")
                await asyncio.sleep(self.random.uniform(0, PAUSE_SECONDS))

    async def acts(self, request: str, commands: list[Command]) -> list[str]:
        """The act was answered, perhaps twice; its events' ids."""
        body = bytes_of(commands)
        await self.answered(request, body)
        self.diary.slowest = max(self.diary.slowest, self.ledger.slowest)
        for each in commands:
            self.diary.done[f"command {each['command']}"] += 1
        if self.random.random() < TWICE:
            await self.answered(request, body)
            self.diary.done["request sent twice"] += 1
        told = self.ledger.acknowledged.get(request)
        return [event["id"] for event in json.loads(told)["events"]] if told else []

    async def trades(self, request: str) -> None:
        """What was asked for is paid for by what was given up."""
        one, other = f"{request}-a".lower(), f"{request}-b".lower()
        stream = f"plan/{CYCLE}/{self.unit}"
        shift = await self.acts(f"{request}-1", [committed(self.unit, one, 2), committed(self.unit, other, 2)])
        reason = {"item": other, "reason": "It pays for the other one."}
        credit = await self.acts(f"{request}-2", [{"command": "commitment.drop", "subject": stream, "data": reason}])
        if shift and credit:
            pays = {"trade_off": one, "shift": shift[0], "credit": credit[0]}
            await self.acts(f"{request}-3", [{"command": "trade_off.record", "subject": stream, "data": pays}])
