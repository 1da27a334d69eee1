"""Where faults happen: a Postgres, servers before it, and the look at what is left of them afterwards."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NamedTuple

import asyncpg
from msgspec.structs import replace

from deploy.embedded.postgres import DATABASE
from deploy.migrate import migrate
from deploy.servers import Servers
from deploy.soaking.ledger import Ledger
from deploy.soaking.postgres import Postgres, made
from deploy.soaking.program import Program
from deploy.soaking.refolded import lag_ends
from deploy.soaking.server import Server
from deploy.soaking.valkey import Broker
from deploy.system import opened, tables
from events.log import sealed
from events.log.verify import verified
from events.proof import checkpoint
from tests.databases import settings_of
from tests.faults.ledger import again
from tests.faults.program import environment
from tests.faults.refolded import equals_the_fold
from tests.faults.whole import whole
from tests.services.http.ledger import key_of
from tests.workers.sealing import KEYS, sealer
from workers import seal

TEMPLATE = "empty"  # a database as it was before anything happened


class Level(NamedTuple):
    """How many seconds it took until nothing was left to do, and how many rows were compared with those of a fold."""

    seconds: float
    rows: int

    def __str__(self) -> str:
        return f"level {self.seconds:.1f} s later, {self.rows} rows as folded from nothing"


class Stage:
    """A migrated Postgres and a Redis; servers are started as faults ask for them, and stay, workers until the fault is
    over. Each fault has its organisation."""

    def __init__(self, home: Path, postgres: Postgres) -> None:
        self.home, self.postgres = home, postgres
        place = home / "redis"
        place.mkdir()
        place.chmod(0o711)
        self._lock = (place / "lock").open("w")
        self.redis = Broker(place, postgres.account.own(place / "run"), self._lock.fileno())
        self.redis.start()
        self.servers: dict[str, Server] = {}
        self.workers: dict[str, Program] = {}
        self.org = self.key = self.line = ""

    @property
    def both(self) -> Servers:
        """The URLs of Postgres and of Redis."""
        return replace(self.postgres.servers, redis_url=self.redis.url)

    async def begin(self, fault: str) -> None:
        """Postgres answers, and a new organisation has an admin's key."""
        if not self.postgres.lives:
            await self.postgres.start()
        self.org, self.line = fault, f"{fault}: found nothing"
        self.key = await key_of(self.postgres.servers, self.org, "admin", actor="dana")

    async def serve(self, name: str = "server", through: Servers | None = None) -> Server:
        """The server of that name; it serves this Postgres, or what is between."""
        if name not in self.servers:
            self.servers[name] = Server(environment(through or self.postgres.servers), self.home / f"{name}.log")
        if not self.servers[name].lives:
            await self.servers[name].start()
        return self.servers[name]

    async def work(self, name: str = "worker", **variables: str) -> Program:
        """The worker of that name works; `variables` are set for it."""
        if name not in self.workers:
            self.workers[name] = Program(environment(self.both), self.home / f"{name}.log", ["work"], b"working;")
        if not self.workers[name].lives:
            self.workers[name].variables = variables
            await self.workers[name].start()
        return self.workers[name]

    async def survived(self, ledger: Ledger, met: str) -> None:
        """The log is whole, has what was acknowledged, and answers alike when asked again. Fails with what is wrong."""
        await again(ledger)
        length = await whole(self.postgres.servers.migrate_url, ledger)
        await verifies(self.postgres.servers, self.org)
        said = "".join(server.said() for server in self.servers.values())
        assert "a request broke" not in said, said[said.index("a request broke") :][:4000]
        self.line = f"{met}: {ledger.told()}; the log has {length} events"

    async def level(self, org: str | None = None) -> Level:
        """The workers have made up what an organisation was behind, by themselves, and its projections are the fold of
        its log. Fails with what is wrong."""
        org = org or self.org
        assert any(worker.lives for worker in self.workers.values())
        async with opened(settings_of(self.both)) as system:
            seconds = await lag_ends(system, org)
        return Level(seconds, await equals_the_fold(self.both, TEMPLATE, org))

    def rest(self) -> None:
        """No worker runs."""
        for worker in self.workers.values():
            worker.stop()
        self.workers.clear()

    def stop(self) -> None:
        """Nothing of it runs."""
        self.rest()
        for server in self.servers.values():
            server.stop()
        self.redis.stop()
        self._lock.close()
        self.postgres.stop()


async def verifies(servers: Servers, org: str) -> None:
    """The log goes on from what was sealed of it before, is sealed up to its head, and verifies."""
    async with asyncpg.create_pool(servers.app_url, min_size=0, max_size=2) as pool, sealer(servers) as sealing:
        kept = [checkpoint.unchecked(note) for _, note in await sealed.checkpoints(pool, org)]
        size = await seal.level(sealing, org)
        found = await verified(pool, org, KEYS.verifiers(org), kept)
    assert (found.well, found.position, found.unsealed) == (True, size, 0), found


def built(home: Path) -> Stage:
    """A stage on a new cluster below `home`."""
    return asyncio.run(started(home))


async def started(home: Path, programs: Path | None = None) -> Stage:
    """A stage on a new cluster below `home`, which the programs run."""
    postgres = made(home, programs)
    await postgres.start()
    connection = await asyncpg.connect(postgres.servers.migrate_url)
    try:
        await migrate(connection)
        await tables(connection)
        await connection.execute(f"create database {TEMPLATE} template {DATABASE}")
    finally:
        await connection.close()
    return Stage(home, postgres)
