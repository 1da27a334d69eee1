"""The load of a rehearsed restore: clients append, heads are kept, a backup is made, and Postgres is killed amid it.

What was acknowledged and which heads there were is remembered outside the cluster.
"""

from __future__ import annotations

import asyncio
import os
import secrets
import signal
import time
from contextlib import suppress
from pathlib import Path

import asyncpg
from msgspec import Struct, field

from deploy import backups
from deploy.benchmarks.clients import act
from deploy.commands import Failure
from deploy.servers import Servers
from deploy.settings import Settings
from deploy.system import connected, migrated, pool
from events.log import sealed
from events.log.group import Group
from events.proof.keys import Keys
from workers.seal import Sealing, level

ORGS = tuple(f"rehearsal-{number}" for number in range(1, 5))
CLIENTS = 16
EVENTS = 3  # of an act
SEALS_SECONDS = 0.5
TORN_SECONDS = 0.3  # how far a second backup gets before the kill


class Outside(Struct):
    """What is known elsewhere: the position of each acknowledged event by organisation and id, and signed heads."""

    acknowledged: dict[str, dict[str, int]] = field(default_factory=lambda: {org: {} for org in ORGS})
    heads: set[str] = field(default_factory=set)
    acts: int = 0

    @property
    def events(self) -> int:
        """How many events were acknowledged."""
        return sum(map(len, self.acknowledged.values()))


class Load(Struct, frozen=True, kw_only=True):
    """What happened until the kill. `early`: the ids of the events acknowledged before the backup began; `after`: how
    many were when it ended; `torn`: a second backup was under way at the kill, and looks whole although it failed."""

    seconds: float
    until_backup: float
    backup_seconds: float
    early: frozenset[str]
    after: int
    torn: bool


async def loaded(servers: Servers, keys: Keys, outside: Outside, home: Path, seconds: float) -> Load:
    """Clients acted all the time, at half of it a backup was made, and at its end Postgres was killed below them."""
    await migrated(settings_of(servers))
    app, sealer = await pool(servers.app_url), await pool(servers.sealer_url)
    group, begun = Group(app), time.monotonic()
    clients = [asyncio.create_task(client(group, ORGS[n % len(ORGS)], outside)) for n in range(CLIENTS)]
    tasks = [*clients, asyncio.create_task(keeping(app, Sealing(sealer, keys), outside))]
    try:
        await asyncio.wait(tasks, timeout=seconds / 2, return_when=asyncio.FIRST_EXCEPTION)
        early = frozenset(id_ for known in outside.acknowledged.values() for id_ in known)
        began = time.monotonic()
        await made(servers.migrate_url, home / "backup")
        ended, after = time.monotonic(), outside.events
        left = max(begun + seconds - TORN_SECONDS - ended, 0)
        await asyncio.wait(tasks, timeout=left, return_when=asyncio.FIRST_EXCEPTION)
        for each in tasks:
            if each.done():
                each.result()  # nobody ends by himself: that is the error
        torn = await killed_amid_backup(servers, home)
    finally:
        for each in tasks:
            each.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        app.terminate()
        sealer.terminate()
    return Load(
        seconds=time.monotonic() - begun,
        until_backup=began - begun,
        backup_seconds=ended - began,
        early=early,
        after=after,
        torn=torn,
    )


async def made(url: str, place: Path) -> None:
    """A backup is there."""
    connection = await connected(url)
    try:
        await backups.made(connection, url, place)
    finally:
        connection.terminate()


async def killed_amid_backup(servers: Servers, home: Path) -> bool:
    """Postgres is no more; whether a backup that failed for it is at its place all the same."""
    backup = asyncio.create_task(made(servers.migrate_url, home / "torn"))
    await asyncio.sleep(TORN_SECONDS)
    killed(home / "first" / "cluster" / "data")
    try:
        await backup
    except (Failure, OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        return (home / "torn").exists()
    return False


async def client(group: Group, org: str, outside: Outside) -> None:
    """Acts one behind the other, and remembers what was acknowledged."""
    while True:
        stream = f"check-ins/2026-q1/growth/{secrets.token_hex(16)}"
        answer = await group.append(act(org, stream, 0, EVENTS))
        outside.acknowledged[org] |= {each.id: each.position for each in answer.events}
        outside.acts += 1


async def keeping(app: asyncpg.Pool, sealing: Sealing, outside: Outside) -> None:
    """Every log is sealed again and again, and each of its heads kept."""
    while True:
        for org in ORGS:
            await level(sealing, org)
            if head := await sealed.checkpoint(app, org):
                outside.heads.add(head)
        await asyncio.sleep(SEALS_SECONDS)


def killed(data: Path) -> None:
    """Postgres and every process of it got SIGKILL, at once and without a word."""
    postmaster = int((data / "postmaster.pid").read_text().splitlines()[0])
    with suppress(OSError):
        children = Path(f"/proc/{postmaster}/task/{postmaster}/children").read_text().split()
        os.kill(postmaster, signal.SIGSTOP)  # it would clean up after the first of its children
        for pid in map(int, children):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    os.kill(postmaster, signal.SIGKILL)


def settings_of(servers: Servers) -> Settings:
    """The servers as commands know them."""
    return Settings(
        database_url=servers.app_url,
        worker_database_url=servers.worker_url,
        sealer_database_url=servers.sealer_url,
        migrate_database_url=servers.migrate_url,
        redis_url=servers.redis_url,
    )
