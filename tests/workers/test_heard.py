"""Whoever waits for an organisation's next event hears of it, and of no other's; Redis may die and come back."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from deploy.soaking.valkey import Broker
from tests.workers.broker import broker
from workers import heard
from workers.heard import Ear
from workers.running import queue
from workers.wake import appended, mark

SECONDS = 15


@pytest.fixture
def redis() -> Iterator[Broker]:
    with broker() as found:
        yield found


@asynccontextmanager
async def listening(url: str) -> AsyncIterator[Ear]:
    """It listens: whoever waited from before the subscription on has been woken."""
    ear = Ear(url)
    first = ear.next("acme")
    task = asyncio.create_task(ear.run())
    try:
        await asyncio.wait_for(first, SECONDS)
        yield ear
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def tell(url: str, *orgs: str) -> None:
    client = queue(url)
    for org in orgs:
        await appended(client, org)
    await client.aclose(close_connection_pool=True)


async def test_everybody_who_waits_for_the_organisation_hears_and_nobody_else(redis: Broker) -> None:
    async with listening(redis.url) as ear:
        acme, globex = [ear.next("acme") for _ in range(3)], ear.next("globex")
        await tell(redis.url, "acme")
        await asyncio.wait_for(asyncio.gather(*acme), SECONDS)
        again = ear.next("acme")
        assert not globex.done() and not again.done()
        await tell(redis.url, "globex")
        await asyncio.wait_for(globex, SECONDS)
        assert not again.done()


async def test_an_append_wakes_the_jobs_once_and_tells_each_time(redis: Broker) -> None:
    async with listening(redis.url) as ear:
        for _ in range(3):
            waiting = ear.next("acme")
            await tell(redis.url, "acme")
            await asyncio.wait_for(waiting, SECONDS)
    client = queue(redis.url)
    jobs = sorted((job.function, job.args) for job in await client.queued_jobs())
    assert jobs == [("fold", ("acme",)), ("seal", ("acme",))]
    assert await client.exists(mark("fold", "acme"), mark("seal", "acme")) == 2
    await client.aclose(close_connection_pool=True)


async def test_who_waits_no_longer_is_forgotten(redis: Broker) -> None:
    async with listening(redis.url) as ear:
        for _ in range(100):
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(ear.next("acme"), 0.0001)
        await asyncio.sleep(0)
        assert not ear._waiting


async def test_a_redis_that_was_killed_is_heard_again_and_the_loss_is_said_once(
    redis: Broker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heard, "AGAIN_SECONDS", 0.05)
    with caplog.at_level(logging.INFO, "okr_ledger.heard"):
        async with listening(redis.url) as ear:
            redis.kill()
            waiting = ear.next("acme")
            await asyncio.sleep(0.5)  # several attempts
            assert not waiting.done()
            redis.start()
            await asyncio.wait_for(waiting, SECONDS)  # something may have been appended meanwhile
            waiting = ear.next("acme")
            await tell(redis.url, "acme")
            await asyncio.wait_for(waiting, SECONDS)
    said = [record.levelname for record in caplog.records]
    assert said == ["WARNING", "INFO"]


async def test_a_redis_that_hangs_is_given_up_and_found_again(
    redis: Broker, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("SILENT_SECONDS", 0.1), ("ANSWER_SECONDS", 0.2), ("AGAIN_SECONDS", 0.05)):
        monkeypatch.setattr(heard, name, seconds)
    async with listening(redis.url) as ear:
        await asyncio.sleep(0.5)  # silence is no loss where the server answers
        assert not caplog.records
        redis.hang()
        waiting = ear.next("acme")
        async with asyncio.timeout(SECONDS):
            while not caplog.records:  # noqa: ASYNC110 - what is waited for is in the log
                await asyncio.sleep(0.02)
        assert not waiting.done()
        redis.go_on()
        await asyncio.wait_for(waiting, SECONDS)
        waiting = ear.next("acme")
        await tell(redis.url, "acme")
        await asyncio.wait_for(waiting, SECONDS)


async def test_a_redis_that_was_never_there_wakes_nobody_and_stops_nothing() -> None:
    ear = Ear("redis://127.0.0.1:1/0")
    task = asyncio.create_task(ear.run())
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ear.next("acme"), 0.2)
    assert not task.done()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
