"""Projections of the tests' own, folded from a log that is there: one that counts, and fails where it is told to."""

from __future__ import annotations

from collections.abc import Sequence

import asyncpg

from deploy.servers import Servers
from events.catalogue import Event
from projections.checkpoints import Build, Connection
from projections.registry import Projection, fence


class Broken(Exception):
    """What a handler raises that cannot fold an event."""


class Counting:
    """A projection that counts each stream's events; of the ids in `broken` it can fold none."""

    def __init__(self, version: int = 1, broken: Sequence[str] = ()) -> None:
        self.broken, self.batches = set(broken), list[int]()
        self.table = f"projection.counting_v{version}"
        ddl = f"""
create table if not exists {self.table} (
  org text collate "C" not null,
  build integer not null,
  stream text collate "C" not null,
  events integer not null,
  primary key (org, build, stream)
);
{fence(self.table)}"""
        self.projection = Projection(name="counting", version=version, ddl=ddl, handle=self.handle)

    async def handle(self, connection: Connection, build: Build, events: Sequence[Event]) -> None:
        """Each event is counted."""
        self.batches.append(len(events))
        for event in events:
            await connection.execute(
                f"insert into {self.table} as c values ($1, $2, $3, 1)"
                " on conflict (org, build, stream) do update set events = c.events + 1",
                build.org,
                build.number,
                event.subject,
            )
            if event.id in self.broken:
                raise Broken(f"{event.id} is beyond me")

    async def made(self, database: Servers) -> None:
        """Its table is there."""
        owner = await asyncpg.connect(database.migrate_url)
        try:
            await owner.execute(self.projection.ddl)
        finally:
            await owner.close()

    async def served(self, pool: asyncpg.Pool, org: str) -> tuple[int, dict[str, int]]:
        """The position of the build that is served, and its counts, as one snapshot."""
        query = f"""
            select c.position, t.stream, t.events from projection.checkpoint c
            left join {self.table} t on t.org = c.org and t.build = c.build
            where c.org = $1 and c.projection = 'counting' and c.serving"""
        async with pool.acquire() as connection, connection.transaction():
            await connection.execute("select set_config('okr.org', $1, true)", org)
            rows = await connection.fetch(query, org)
        counts = {row["stream"]: row["events"] for row in rows if row["stream"] is not None}
        return (rows[0]["position"] if rows else 0), counts
