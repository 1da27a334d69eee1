"""A Postgres of one's own, on a real disk: it may be killed, ended and started again."""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from signal import Signals

import asyncpg

from deploy.embedded import account, binaries, postgres, process
from deploy.servers import Servers
from deploy.soaking.waited import BOUND, until

ANSWERS = "select 1"
WRITING = """select pid
from pg_stat_activity
where usename = 'app'
  and wait_event_type = 'Lock'
  and query ~ 'log.(append|flush)'"""
LOCK = "select from log.head where org = $1 for update"
RECOVERS_SECONDS = 10.0
NO_REDIS = "redis://127.0.0.1:1/0"  # nobody answers there: facts do not need it


class Postgres:
    """The cluster below `home`. Whoever connects waits for nothing: `start` returns when it answers."""

    def __init__(self, home: Path, programs: Path) -> None:
        self.home, self.programs = home, programs
        self.account = account.current()
        self.cluster, self.sockets = home / "cluster", self.account.own(home / "run")
        self.server: process.Server | None = None

    @property
    def servers(self) -> Servers:
        """The URLs of the four logins."""
        return self.through(self.sockets)

    def through(self, sockets: Path) -> Servers:
        """The same URLs, their connections made in another directory: that of a proxy."""
        urls = postgres.urls(self.cluster, sockets)
        return Servers(
            migrate_url=urls["migrator"],
            app_url=urls["app"],
            worker_url=urls["worker"],
            sealer_url=urls["sealer"],
            redis_url=NO_REDIS,
        )

    async def start(self) -> None:
        """It answers. All processes of an earlier start have gone before: they hold the lock."""
        with (self.home / "lock").open("w") as lock:
            await until(lambda: taken(lock.fileno()), "the end of the earlier Postgres")
            self.server = postgres.launch(
                self.cluster, self.programs, self.sockets, self.account, lock.fileno(), durable=True
            )
        await self.answering()

    async def answering(self) -> None:
        """The postmaster lets connections in."""
        await until(lambda: self.answers or not self.lives, "a Postgres that answers")
        assert self.lives, (self.home / "postgres.log").read_text()[-2000:]

    @property
    def answers(self) -> bool:
        """Whether the postmaster lets connections in."""
        return self.server is not None and postgres.answers(self.cluster, self.server)

    @property
    def lives(self) -> bool:
        """Whether the postmaster is there."""
        return self.server is not None and self.server.process.poll() is None

    def signal(self, sign: Signals) -> None:
        """The postmaster got it: SIGKILL, SIGINT (ends in order), SIGQUIT (ends at once)."""
        assert self.server is not None
        self.server.process.send_signal(sign)

    async def revived(self) -> None:
        """It answers: it has recovered by itself, or it is started again.

        Where there was no room for the journal in the midst of recovering, Postgres may be left without the process
        that recovers, and neither goes on nor ends. Then it is ended, as whoever runs it would.
        """
        ends = time.monotonic() + RECOVERS_SECONDS
        # Its own word is worth nothing here: of a Postgres that recovers it is that of the time before.
        while self.lives and not await self.asked(ANSWERS):
            if time.monotonic() > ends:
                self.signal(Signals.SIGQUIT)
                await self.ended()
            await asyncio.sleep(0.02)
        if not self.lives:
            await self.start()

    async def ended(self) -> None:
        """The postmaster is no more."""
        await until(lambda: not self.lives, "the end of the postmaster")

    def stop(self) -> None:
        """Nothing of it runs; what it would write at an end in order is not needed."""
        if self.server is not None:
            process.stop(self.server._replace(ending=Signals.SIGQUIT))

    def processes(self) -> list[int]:
        """The postmaster and its children; Linux only."""
        assert self.server is not None
        pid = self.server.process.pid
        try:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        except FileNotFoundError:
            return []
        return [pid, *map(int, children)]

    @contextmanager
    def halted(self) -> Iterator[None]:
        """Until the block is left, no process of it moves; connections are neither answered nor closed."""
        stopped = self.processes()
        for pid in stopped:
            os.kill(pid, Signals.SIGSTOP)
        try:
            yield
        finally:
            for pid in stopped:
                os.kill(pid, Signals.SIGCONT)

    @asynccontextmanager
    async def held(self, org: str) -> AsyncIterator[list[int]]:
        """Acts of the organisation are half written until the block is left; the backends that write them."""
        owner = await asyncpg.connect(self.servers.migrate_url)
        lock = owner.transaction()
        await lock.start()
        try:
            await owner.execute(LOCK, org)
            ends = time.monotonic() + BOUND
            while not (writing := await self.asked(WRITING)):
                assert time.monotonic() < ends, "nobody writes"
            yield [pid for (pid,) in writing]
        finally:
            owner.terminate()

    async def asked(self, query: str) -> list[asyncpg.Record]:
        """The rows; none while Postgres answers nobody."""
        try:
            connection = await asyncpg.connect(self.servers.migrate_url, timeout=5, command_timeout=5)
            try:
                return await connection.fetch(query)
            finally:
                await connection.close()
        except (OSError, asyncpg.PostgresError, asyncpg.InternalClientError, asyncpg.InterfaceError):
            return []


def made(home: Path, programs: Path | None = None, *, durable: bool = False) -> Postgres:
    """A new cluster below `home`, not yet started; a crash of the machine may break one that is not durable."""
    runs_as = account.current()
    programs = programs or binaries.postgres(home, runs_as)
    with (home / "lock").open("w") as lock:
        postgres.make(home / "cluster", programs, runs_as, lock.fileno(), durable)
    return Postgres(home, programs)


def taken(lock: int) -> bool:
    """Whether the lock is ours."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
