"""What the tests of the queue ask for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from deploy.servers import Servers
from deploy.system import System, opened
from tests.databases import settings_of
from workers import running


@pytest_asyncio.fixture
async def system(database: Servers) -> AsyncIterator[System]:
    """A system whose queue is empty."""
    async with opened(settings_of(database)) as found:
        await found.queue.flushall()
        yield found


@pytest.fixture
def unswept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody sweeps: what a wake-up does not bring about, nothing does."""

    async def never(redis: Any) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(running, "sweeping", never)
