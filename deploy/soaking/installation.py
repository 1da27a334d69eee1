"""The installation that is soaked: servers of its own below one directory, two that serve and two that work."""

from __future__ import annotations

import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct

from deploy.benchmarks.working import environment
from deploy.commands import Failure
from deploy.commands.key_create import created
from deploy.sealing_keys import new
from deploy.settings import Settings
from deploy.soaking.diary import Diary
from deploy.soaking.postgres import Postgres, made
from deploy.soaking.program import Program
from deploy.soaking.server import Server
from deploy.soaking.valkey import Broker
from deploy.system import migrated
from events.proof.keys import NAME, Keys

ORGANISATIONS = ("east", "north", "south")
FILED, PAST = "filed", "past"  # that consist of what is imported: a file of events, a history
ALL = (*ORGANISATIONS, FILED, PAST)
ROLES = ("admin", "governance_lead", "champion", "service", "reader")
UNBOUNDED = "1000000"  # requests a minute: what is soaked is not the limit
GONE_SECONDS = 30


class Installation(Struct, frozen=True, kw_only=True):
    """Its parts, and the keys of each organisation by role."""

    home: Path
    postgres: Postgres
    broker: Broker
    settings: Settings
    servers: dict[str, Server]
    workers: dict[str, Program]
    keys: dict[str, dict[str, str]]

    @property
    def programs(self) -> dict[str, Program]:
        """The processes that serve and work."""
        return {**self.servers, **self.workers}

    @property
    def addresses(self) -> list[str]:
        """Where it is served."""
        return [each.address for each in self.servers.values()]

    async def ends(self, name: str, diary: Diary) -> None:
        """The program has ended in order, since it was asked to; else that is noted."""
        program = self.programs[name]
        program.signal(signal.SIGTERM)
        try:
            await program.ended(GONE_SECONDS)
        except Failure:
            diary.finds(f"{name} did not end within {GONE_SECONDS} s of SIGTERM")
            program.stop()
            return
        if program.process is not None and program.process.returncode:
            diary.finds(f"{name} ended with {program.process.returncode} after SIGTERM")


@asynccontextmanager
async def installed() -> AsyncIterator[Installation]:
    """Everything runs until the block is left, and is removed then."""
    home = _place(Path(tempfile.mkdtemp(prefix="okr-ledger-soak-")))
    place = _place(home / "valkey")
    postgres = made(home, durable=True)
    running: list[Program] = []
    try:
        with (place / "lock").open("w") as lock:
            broker = Broker(place, postgres.account.own(place / "run"), lock.fileno())
            broker.start()
            try:
                await postgres.start()
                yield await _begun(home, postgres, broker, running)
            finally:
                for each in running:
                    each.stop()
                broker.stop()
                postgres.stop()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _place(directory: Path) -> Path:
    """The directory is there, and root's servers, who run as another user, can pass through it."""
    directory.mkdir(exist_ok=True)
    directory.chmod(0o711)
    return directory


async def _begun(home: Path, postgres: Postgres, broker: Broker, running: list[Program]) -> Installation:
    """Keys are made and the programs run; of the workers one seals."""
    settings = _settings(postgres, broker.url)
    await migrated(settings)
    keys = {org: {role: await _key(settings, org, role) for role in ROLES} for org in ALL}
    variables = environment(settings) | {"REQUESTS_PER_MINUTE": UNBOUNDED}
    servers = {name: Server(variables, home / f"{name}.log") for name in ("server-1", "server-2")}
    workers = {
        "worker-1": Program(variables, home / "worker-1.log", ["work"], b"working;"),
        "worker-2": Program(variables | {"SEALING_KEY": ""}, home / "worker-2.log", ["work"], b"working;"),
    }
    for each in [*servers.values(), *workers.values()]:
        running.append(each)
        await each.start()
    return Installation(
        home=home, postgres=postgres, broker=broker, settings=settings, servers=servers, workers=workers, keys=keys
    )


def _settings(postgres: Postgres, redis_url: str) -> Settings:
    found = postgres.servers
    return Settings(
        database_url=found.app_url,
        worker_database_url=found.worker_url,
        sealer_database_url=found.sealer_url,
        migrate_database_url=found.migrate_url,
        redis_url=redis_url,
        sealing=Keys((new(NAME),)),
    )


async def _key(settings: Settings, org: str, role: str) -> str:
    key, _ = await created(settings, org, role, "soak", None)
    return key.text
