"""Connections that hang: nothing comes through any more, and nothing is closed. Requests are answered 503, in time.

The bounds are those of a server that is less patient; with `OKR_FAULT_SECONDS=60` they are its own.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from deploy.serving import serving
from deploy.system import opened
from services.http import app
from tests.databases import settings_of
from tests.faults.conditions import LONG, Trouble
from tests.faults.ledger import CLIENTS, crowd
from tests.faults.proxy import Proxy, between
from tests.faults.stage import Stage


@pytest.fixture(autouse=True)
def patience(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server waits less long, so that a test does."""
    if not LONG:
        for name in ("CONNECT_SECONDS", "COMMAND_SECONDS", "ANSWER_SECONDS"):
            monkeypatch.setattr(app, name, 0.3)


@asynccontextmanager
async def behind_a_proxy(stage: Stage) -> AsyncIterator[tuple[Proxy, str]]:
    """A server in this process, where it has these bounds."""
    async with (
        between(stage.postgres) as proxy,
        opened(settings_of(proxy.servers)) as system,
        serving(system) as address,
    ):
        yield proxy, address


async def test_connections_hang(stage: Stage) -> None:
    trouble, times = Trouble("hung"), 0
    async with behind_a_proxy(stage) as (proxy, address):
        async with crowd([address], stage.org, stage.key) as ledger:
            while not (trouble.over and times):
                await ledger.further(trouble.random.randrange(20, 80))
                proxy.stop()
                await ledger.unavailable(CLIENTS)
                proxy.go_on()
                times += 1
        await stage.survived(ledger, f"connections hung {times} times")


@pytest.mark.skipif(not LONG, reason="Postgres waits ten seconds; OKR_FAULT_SECONDS=60 runs it")
async def test_half_an_act_arrives(stage: Stage) -> None:
    """The act's end is under way for ever, and Postgres waits for it with the organisation's lock."""
    trouble = Trouble("half an act")
    async with behind_a_proxy(stage) as (proxy, address):
        async with crowd([address], stage.org, stage.key) as ledger:
            while not (trouble.over and proxy.held):
                await ledger.further(trouble.random.randrange(20, 80))
                proxy.holds_next = True
                await ledger.unavailable(1)
            await ledger.further(20)
        await stage.survived(ledger, f"{proxy.held} acts half arrived")
