"""A follower keeps one number, and sees each event once whether it is woken up or not."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from typing import Any

import pytest

from events.log.append import append
from events.log.follow import follow
from tests.events.log.acts import ORG, act, check_in


async def test_it_gives_what_is_there_page_by_page(pool: Any) -> None:
    await append(pool, act(*(check_in() for _ in range(5))))
    async with aclosing(follow(pool, ORG, after=1, limit=2, poll_seconds=60)) as pages:
        assert [position for position, _ in await asyncio.wait_for(anext(pages), 10)] == [2, 3]
        assert [position for position, _ in await asyncio.wait_for(anext(pages), 10)] == [4, 5]


async def test_it_goes_on_when_it_is_woken_up(pool: Any) -> None:
    waiting, wakes = asyncio.Event(), asyncio.Event()

    async def awake() -> None:
        waiting.set()
        await wakes.wait()
        wakes.clear()

    async with aclosing(follow(pool, ORG, awake=awake, poll_seconds=60)) as pages:
        following = asyncio.ensure_future(anext(pages))
        for position in (1, 2, 3):
            await waiting.wait()
            waiting.clear()
            await append(pool, act(check_in()))
            wakes.set()
            assert [entry[0] for entry in await asyncio.wait_for(following, 10)] == [position]
            following = asyncio.ensure_future(anext(pages))
        following.cancel()
        await asyncio.wait([following])


async def test_it_goes_on_when_no_wake_up_comes(pool: Any) -> None:
    async def never() -> None:
        await asyncio.Event().wait()

    async with aclosing(follow(pool, ORG, awake=never, poll_seconds=0.01)) as pages:
        following = asyncio.ensure_future(anext(pages))
        await append(pool, act(check_in()))
        assert [entry[0] for entry in await asyncio.wait_for(following, 10)] == [1]


async def test_what_the_wake_up_raises_is_raised(pool: Any) -> None:
    async def broken() -> None:
        raise ConnectionError("gone")

    async with aclosing(follow(pool, ORG, awake=broken)) as pages:
        with pytest.raises(ConnectionError, match="gone"):
            await anext(pages)
