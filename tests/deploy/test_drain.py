"""A server and a worker that are told to end: what is under way is finished within the time, and nothing is lost."""

from __future__ import annotations

import asyncio
import random
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest_asyncio

from deploy.servers import Servers
from deploy.soaking.acts import opening, some
from deploy.soaking.program import Program
from deploy.soaking.server import Server
from deploy.soaking.waited import until
from deploy.system import opened
from tests.databases import settings_of
from tests.faults.program import environment
from tests.services.http.ledger import key_of, prepared
from tests.workers.sealing import latest
from tests.workers.test_worker import assert_equals_the_fold, fill, level
from tests.workers.test_worker import until as reached
from workers.running import work

ORG = "acme"
CLIENTS = 12
NOTICE_SECONDS, DRAIN_SECONDS = 1, 8
HELD = "select from log.head where org = $1 for update"
WAITING = "select count(*) from pg_locks where not granted"


class Load:
    """Clients who act at a server as long as it says that it is ready, and what each was told."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self.http = http
        self.ready = True
        self.under_way = 0
        self.acknowledged: list[str] = []
        self.wrong: list[str] = []
        self.closed = 0

    async def act(self, request: str, commands: list[dict[str, object]]) -> None:
        """The act is answered, or it is noted that it is not."""
        self.under_way += 1
        try:
            headers = {"Idempotency-Key": request}
            answer = await self.http.post(f"/v1/orgs/{ORG}/commands", json={"commands": commands}, headers=headers)
            self.closed += answer.headers.get("connection") == "close"
            if answer.status_code == 201:
                self.acknowledged += [each["id"] for each in answer.json()["events"]]
            else:
                self.wrong.append(answer.text)
        except httpx.HTTPError as error:
            self.wrong.append(f"{request} was cut off: {error!r}")
        finally:
            self.under_way -= 1

    async def live(self, name: int) -> None:
        """One client acts until there is no server that is ready."""
        chance, sent = random.Random(name), 0
        while self.ready:
            sent += 1
            request = f"c{name}-{sent}"
            await self.act(request, some(chance, request))

    async def watch(self, address: str) -> None:
        """Asks as a balancer does, each time anew, until the server says that it is not ready."""
        async with httpx.AsyncClient(base_url=address, timeout=20) as http:
            while (await http.get("/readyz")).status_code == 200:  # noqa: ASYNC110 - it happens in the server
                await asyncio.sleep(0.05)
        self.ready = False


@pytest_asyncio.fixture
async def server(database: Servers, tmp_path: Path) -> AsyncIterator[Server]:
    await prepared(database)
    server = Server(environment(database), tmp_path / "server.log")
    server.variables = {"NOTICE_SECONDS": str(NOTICE_SECONDS), "DRAIN_SECONDS": str(DRAIN_SECONDS)}
    await server.start()
    yield server
    server.stop()


async def test_a_server_that_ends_under_load_loses_nothing_and_cuts_nobody_off(
    server: Server, database: Servers
) -> None:
    headers = {"Authorization": f"Bearer {await key_of(database, ORG, 'admin', actor='dana')}"}
    owner = await asyncpg.connect(database.migrate_url)
    async with httpx.AsyncClient(base_url=server.address, headers=headers, timeout=20) as http:
        load = Load(http)
        await load.act("setup", opening())
        clients = [asyncio.create_task(load.live(name)) for name in range(CLIENTS)]
        watching = asyncio.create_task(load.watch(server.address))
        await until(lambda: len(load.acknowledged) > 200 or bool(load.wrong), "acts")
        held = owner.transaction()
        await held.start()
        await owner.execute(HELD, ORG)  # nobody is answered from here on: acts are under way when the end comes
        await reached(lambda: waiting(owner))
        await until(lambda: load.under_way == CLIENTS, "acts under way")
        server.signal(signal.SIGTERM)
        began = time.monotonic()
        await watching  # it still takes connections, and says that it is not ready
        await asyncio.sleep(NOTICE_SECONDS + 0.5)
        assert await refused(server.address)
        assert load.under_way == CLIENTS
        await held.rollback()
        await asyncio.gather(*clients)
        await server.ended()
        took = time.monotonic() - began
    assert load.wrong == []
    assert load.closed >= CLIENTS  # each was told that its connection ends with the answer
    assert server.process is not None and server.process.returncode == 0
    assert took < NOTICE_SECONDS + DRAIN_SECONDS
    kept = {id_ for (id_,) in await owner.fetch("select id from log.event where org = $1", ORG)}
    await owner.close()
    assert set(load.acknowledged) <= kept and len(load.acknowledged) > 200


async def waiting(owner: Any) -> bool:
    """Whether somebody waits for what is locked."""
    return bool(await owner.fetchval(WAITING))


async def refused(address: str) -> bool:
    """Whether nobody listens there."""
    try:
        async with httpx.AsyncClient(base_url=address) as http:
            await http.get("/healthz")
    except httpx.ConnectError:
        return True
    return False


async def test_a_server_that_cannot_finish_ends_within_its_time(server: Server, database: Servers) -> None:
    server.stop()
    server.variables = {"NOTICE_SECONDS": "0", "DRAIN_SECONDS": "1"}
    await server.start()
    headers = {"Authorization": f"Bearer {await key_of(database, ORG, 'admin', actor='dana')}"}
    owner = await asyncpg.connect(database.migrate_url)
    async with httpx.AsyncClient(base_url=server.address, headers=headers, timeout=20) as http, owner.transaction():
        load = Load(http)
        await load.act("setup", opening())
        await owner.execute(HELD, ORG)
        acting = asyncio.create_task(load.act("held", some(random.Random(1), "held")))
        await reached(lambda: waiting(owner))
        server.signal(signal.SIGTERM)
        await until(lambda: not server.lives, "its end", 6)
        await acting
    await owner.close()
    assert server.process is not None and server.process.returncode == 0
    assert "/problems/not-ready" in load.wrong[0] and "can be sent again" in load.wrong[0]


async def test_a_worker_that_ends_finishes_its_jobs(database: Servers) -> None:
    settings = settings_of(database)
    async with opened(settings) as system:
        head = await fill(system, ORG, units=30)
        await system.woken(ORG)
        working = asyncio.create_task(work(settings.redis_url, system.worker, None, drain_seconds=20))

        async def begun() -> bool:
            return bool(await system.queue.keys("arq:in-progress:fold:*"))

        await reached(begun)
        working.cancel()
        began = time.monotonic()
        await asyncio.wait([working])
        assert time.monotonic() - began < 15
        places = await system.worker.fetch("select position from projection.checkpoint where org = $1", ORG)
        assert {row["position"] for row in places} == {head}


async def test_a_job_that_takes_too_long_goes_back_to_the_queue(database: Servers) -> None:
    settings = settings_of(database)
    owner = await asyncpg.connect(database.migrate_url)
    async with opened(settings) as system:
        await fill(system, ORG, units=3)
        await system.woken(ORG)
        async with owner.transaction():
            await owner.execute("lock table projection.checkpoint in exclusive mode")
            working = asyncio.create_task(work(settings.redis_url, system.worker, None, drain_seconds=0.5))
            await reached(lambda: waiting(owner))
            working.cancel()
            began = time.monotonic()
            await asyncio.wait([working])
            assert time.monotonic() - began < 5
        assert await system.queue.zcard("arq:queue") > 0
        again = asyncio.create_task(work(settings.redis_url, system.worker))
        await reached(lambda: level(system, ORG))
        again.cancel()
        await asyncio.wait([again])
        await assert_equals_the_fold(system, ORG)
    await owner.close()


async def test_a_sealer_seals_by_itself_with_its_own_login_and_others_do_not(database: Servers, tmp_path: Path) -> None:
    every = ("DATABASE_URL", "WORKER_DATABASE_URL", "SEALER_DATABASE_URL", "MIGRATE_DATABASE_URL")
    others = Program(
        environment(database),
        tmp_path / "worker.log",
        ["work", "--no-seal", "--alive", str(tmp_path / "alive")],
        b"working;",
    )
    sealer = Program(environment(database), tmp_path / "sealer.log", ["work", "--only", "seal"], b"sealing;")
    others.variables = {**dict.fromkeys(every, database.worker_url), "SEALING_KEY": ""}
    sealer.variables = dict.fromkeys(every, database.sealer_url)
    async with opened(settings_of(database)) as system:
        head = await fill(system, ORG, units=1)
        await system.woken(ORG)
        try:
            await others.start()
            await reached(lambda: level(system, ORG))
            assert (tmp_path / "alive").exists()
            assert await system.app.fetch("select * from proof.checkpoints($1, 1, 1000000, 9)", ORG) == []
            await sealer.start()

            async def is_sealed() -> bool:
                found = await system.app.fetch("select * from proof.checkpoints($1, 1, 1000000, 9)", ORG)
                return bool(found) and (await latest(system.app, ORG)).checkpoint.size == head

            await reached(is_sealed)
            for each in (others, sealer):
                each.signal(signal.SIGTERM)
                await each.ended()
                assert each.process is not None and each.process.returncode == 0, each.said()
        finally:
            others.stop()
            sealer.stop()
