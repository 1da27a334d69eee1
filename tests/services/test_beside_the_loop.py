"""An act on large books takes its time to decide, and to advise on; meanwhile the server answers others."""

from __future__ import annotations

import asyncio
import datetime as dt
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import asyncpg
import pytest
import pytest_asyncio

from deploy.servers import Servers
from events.catalogue import recall
from events.log.group import Group
from services import advice, advising
from services.decisions import act as acts
from services.handle import FEW, Memory, handle
from tests.services.test_handle import SETTING, key_result, order


@pytest_asyncio.fixture
async def pool(database: Servers) -> AsyncIterator[asyncpg.Pool]:
    async with asyncpg.create_pool(database.app_url, min_size=0, max_size=4) as connections:
        yield connections


class Slow:
    """A function that goes on only once the loop has run meanwhile."""

    def __init__(self, does: Callable[..., Any]) -> None:
        self.does, self.begun, self.others_ran = does, asyncio.Event(), threading.Event()
        self.loop = asyncio.get_running_loop()

    def __call__(self, *given: Any) -> Any:
        self.loop.call_soon_threadsafe(self.begun.set)
        assert self.others_ran.wait(10), "nobody else was answered meanwhile"
        return self.does(*given)


async def test_others_are_answered_while_an_act_is_decided(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = Slow(acts.decide)
    monkeypatch.setattr(acts, "decide", slow)
    many = order("r", *SETTING, *(key_result(f"k{n}") for n in range(FEW)))
    handled = asyncio.create_task(handle(pool, Memory(Group(pool)), many, dt.datetime.now(dt.UTC)))
    await slow.begun.wait()
    slow.others_ran.set()
    assert (await handled).position == 2 + FEW


async def test_others_are_answered_while_advice_is_drawn(pool: asyncpg.Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    done = await handle(pool, Memory(Group(pool)), order("r", *SETTING), dt.datetime.now(dt.UTC))
    slow = Slow(advice.advise)
    monkeypatch.setattr(advising, "advise", slow)
    events = [recall(body) for _, body in done.entries]
    asked = asyncio.create_task(advising.advised(pool, "acme", events))
    await slow.begun.wait()
    slow.others_ran.set()
    assert await asked == ()
