"""After an act whoever folds is told of the organisation; no answer waits for that."""

from __future__ import annotations

import asyncio
import contextvars

from deploy.servers import Servers
from services.http.app import Waking, application
from tests.services.http.ledger import key_of, living, prepared, talking

OPEN = {
    "command": "cycle.open",
    "subject": "cycle/2026-q1",
    "data": {"name": "Q1", "start": "2026-01-01", "end": "2026-03-31", "kind": "quarter"},
}


async def test_an_act_is_answered_before_the_queue_is(database: Servers) -> None:
    await prepared(database)
    told, answered, done = list[str](), asyncio.Event(), asyncio.Event()

    async def slow(org: str) -> None:
        await answered.wait()
        told.append(org)
        done.set()

    app = application(database.app_url, wake=slow)
    headers = {"Authorization": f"Bearer {await key_of(database, 'acme', 'admin')}"}
    async with living(app), talking(app, headers) as http:
        assert (await http.post("/v1/orgs/acme/commands", json={"commands": [OPEN]})).status_code == 201
        assert (await http.post("/v1/orgs/acme/commands", json={"commands": [OPEN]})).status_code == 422
        assert told == []
        answered.set()
        await asyncio.wait_for(done.wait(), 5)
    assert told == ["acme"]


async def test_whoever_comes_while_it_is_told_is_told_of_once_more() -> None:
    told, go = list[str](), asyncio.Semaphore(0)

    async def wake(org: str) -> None:
        told.append(org)
        await go.acquire()

    woken = Waking(wake)
    for org in ("acme", "acme", "globex", "acme"):
        woken(org)
    await asyncio.sleep(0)
    assert sorted(told) == ["acme", "globex"]
    for _ in range(3):
        go.release()
    for _ in range(10):
        await asyncio.sleep(0)
    assert sorted(told) == ["acme", "acme", "globex"]


async def test_it_is_told_with_the_context_of_whoever_came_last() -> None:
    of = contextvars.ContextVar[int]("of")
    told, go = list[int](), asyncio.Semaphore(0)

    async def wake(org: str) -> None:
        told.append(of.get())
        await go.acquire()

    woken = Waking(wake)
    for number in range(3):
        of.set(number)
        woken("acme")
        await asyncio.sleep(0)
    of.set(9)
    for _ in range(2):
        go.release()
    for _ in range(10):
        await asyncio.sleep(0)
    assert told == [0, 2]
