"""Connections to Redis that die, also without anybody telling: others are made, and the work goes on."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from deploy.servers import Servers
from deploy.system import System, opened
from tests.databases import settings_of
from tests.workers.queued import ORG, SOON, appended, folded
from tests.workers.test_worker import until, working
from workers import running


class Line:
    """What stands before Redis: all that is connected at a time may be cut off, and nobody is told."""

    def __init__(self, redis: str) -> None:
        self._redis = redis
        self.answers = True  # those that come
        self._ways: list[asyncio.Task[None]] = []

    def falls_silent(self) -> None:
        """Nothing more is forwarded of the connections that are there; they stay open."""
        for way in self._ways:
            way.cancel()

    async def connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        """What either side says is forwarded to the other, where anybody is answered."""
        if not self.answers:
            return
        to_reader, to_writer = await asyncio.open_unix_connection(self._redis)
        self._ways += [asyncio.create_task(_on(reader, to_writer)), asyncio.create_task(_on(to_reader, writer))]


async def _on(reader: StreamReader, writer: StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while said := await reader.read(65_536):
            writer.write(said)
            await writer.drain()
        writer.close()


@asynccontextmanager
async def behind_a_line(database: Servers) -> AsyncIterator[tuple[Line, System]]:
    """A line to Redis, and a system that is connected through it; the queue is empty."""
    line = Line(urlsplit(database.redis_url).path)
    with tempfile.TemporaryDirectory() as place:
        socket = Path(place) / "redis.sock"
        server = await asyncio.start_unix_server(line.connected, socket)
        try:
            async with opened(replace(settings_of(database), redis_url=f"unix://{socket}?db=0")) as system:
                await system.queue.flushall()
                yield line, system
        finally:
            server.close()
            line.falls_silent()


async def test_a_dead_connection_is_found_out(database: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "ANSWER_SECONDS", 0.3)
    monkeypatch.setattr(running, "AGAIN_SECONDS", 0.1)
    async with behind_a_line(database) as (line, system), working(system):
        await appended(system)
        await system.woken(ORG)
        await until(lambda: folded(system), SOON)
        line.falls_silent()
        await appended(system)
        await until(lambda: folded(system))


async def test_a_worker_ends_while_redis_is_silent(database: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "ANSWER_SECONDS", 0.3)
    async with behind_a_line(database) as (line, system), asyncio.timeout(SOON), working(system):
        await appended(system)
        await system.woken(ORG)
        await until(lambda: folded(system), SOON)
        line.answers = False
        line.falls_silent()


async def test_each_worker_that_begins_again_leaves_nothing_of_the_one_before(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "AGAIN_SECONDS", 0.01)
    async with working(system):
        for _ in range(3):
            await appended(system)
            await system.woken(ORG)
            await until(lambda: folded(system))
            await system.queue.client_kill_filter(_type="normal", skipme=False)
        await appended(system)
        await until(lambda: folded(system))
        assert sum("sweeping" in repr(task) for task in asyncio.all_tasks()) == 1
        assert sum("Worker.async_run" in repr(task) for task in asyncio.all_tasks()) == 1
