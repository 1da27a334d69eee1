"""Serving: an address that answers, beside a worker that folds, and an end that is clean."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from deploy.commands import Failure
from deploy.levelled import levelled
from deploy.servers import Servers
from deploy.serving import PORTS, bound, serving, watched
from deploy.settings import Settings
from deploy.system import System, opened
from events.log.append import Act, append
from tests.projections.reports.quarter import ORG, events
from tests.services.http.ledger import key_of


@pytest_asyncio.fixture
async def system(database: Servers) -> AsyncIterator[System]:
    settings = Settings(
        database_url=database.app_url,
        worker_database_url=database.worker_url,
        sealer_database_url=database.sealer_url,
        migrate_database_url=database.migrate_url,
        redis_url=database.redis_url,
    )
    async with opened(settings) as found:
        yield found


async def test_it_serves_beside_a_worker(system: System, database: Servers) -> None:
    key = await key_of(database, ORG)
    async with serving(system, port=0, with_worker=True) as address, httpx.AsyncClient(base_url=address) as http:
        placed = await append(system.app, Act(org=ORG, events=tuple(events())))
        await system.woken(ORG)
        wait = {"min_position": str(placed.position)}
        answer = await http.get(f"/v1/orgs/{ORG}", params=wait, headers={"Authorization": f"Bearer {key}"}, timeout=20)
        assert answer.status_code == 200
        assert answer.headers["okr-position"] == str(placed.position)
        assert "server" not in answer.headers
        long = await http.get(f"/{'x' * 60_000}")
        assert (long.status_code, long.headers["content-type"]) == (404, "application/problem+json")
    with pytest.raises(httpx.ConnectError):
        async with httpx.AsyncClient(base_url=address) as http:
            await http.get("/healthz")


async def test_what_goes_wrong_in_the_block_comes_out_as_it_is(system: System) -> None:
    with pytest.raises(KeyError, match="mine"):
        async with serving(system, port=0):
            raise KeyError("mine")


async def test_a_task_that_breaks_ends_the_block() -> None:
    async def breaks() -> None:
        raise ValueError("out of luck")

    with (
        pytest.raises(Failure, match="the worker broke: ValueError at "),
        watched([asyncio.create_task(breaks(), name="the worker")]),
    ):
        await asyncio.sleep(60)


def test_without_a_port_the_next_free_one_is_taken() -> None:
    with bound("127.0.0.1", None) as first, bound("127.0.0.1", None) as second:
        ports = [each.getsockname()[1] for each in (first, second)]
        assert ports[0] < ports[1]
        assert all(port in PORTS for port in ports)


def test_a_given_port_that_is_taken_is_refused() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Failure, match=f"cannot serve at 127.0.0.1:{port}"), bound("127.0.0.1", port):
            raise AssertionError("bound twice")


def test_a_host_that_is_none_is_refused() -> None:
    with pytest.raises(Failure, match="cannot serve at 'no such host'"), bound("no such host", None):
        raise AssertionError("bound to nothing")


async def test_what_no_worker_folds_is_folded_here(system: System) -> None:
    placed = await append(system.app, Act(org=ORG, events=tuple(events())))
    told: list[str] = []
    assert await levelled(system, ORG, told.append) == placed.position
    assert told[0] == f"{ORG}: 0 of {placed.position} events folded"
    told.clear()
    assert await levelled(system, ORG, told.append) == placed.position
    assert told == []
    assert await levelled(system, "nobody", told.append) == 0
