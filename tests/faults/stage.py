"""Where faults happen: a Postgres, servers before it, and the look at what is left of them afterwards."""

from __future__ import annotations

import asyncio
from pathlib import Path

import asyncpg

from deploy.migrate import migrate
from deploy.servers import Servers
from deploy.system import tables
from tests.faults.ledger import Ledger, again
from tests.faults.postgres import Postgres, made
from tests.faults.server import Server
from tests.faults.whole import whole
from tests.services.http.ledger import key_of


class Stage:
    """A migrated Postgres; servers are started as faults ask for them, and stay. Each fault has its organisation."""

    def __init__(self, home: Path, postgres: Postgres) -> None:
        self.home, self.postgres = home, postgres
        self.servers: dict[str, Server] = {}
        self.org = self.key = self.line = ""

    async def begin(self, fault: str) -> None:
        """Postgres answers, and a new organisation has an admin's key."""
        if not self.postgres.lives:
            await self.postgres.start()
        self.org, self.line = fault, f"{fault}: found nothing"
        self.key = await key_of(self.postgres.servers, self.org, "admin", actor="dana")

    async def serve(self, name: str = "server", through: Servers | None = None) -> Server:
        """The server of that name; it serves this Postgres, or what is between."""
        if name not in self.servers:
            self.servers[name] = Server(through or self.postgres.servers, self.home / f"{name}.log")
        if not self.servers[name].lives:
            await self.servers[name].start()
        return self.servers[name]

    async def survived(self, ledger: Ledger, met: str) -> None:
        """The log is whole, has what was acknowledged, and answers alike when asked again. Fails with what is wrong."""
        await again(ledger)
        length = await whole(self.postgres.servers.migrate_url, ledger)
        said = "".join(server.said() for server in self.servers.values())
        assert "a request broke" not in said, said[said.index("a request broke") :][:4000]
        self.line = f"{met}: {ledger.told()}; the log has {length} events"

    def stop(self) -> None:
        """Nothing of it runs."""
        for server in self.servers.values():
            server.stop()
        self.postgres.stop()


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
    finally:
        await connection.close()
    return Stage(home, postgres)
