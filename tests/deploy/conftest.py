"""A place for servers of a test's own, and commands run on a database of a test's own."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import asyncpg
import pytest

from deploy.commands import __main__ as command_line
from deploy.servers import Servers
from deploy.system import tables
from events.log.append import Act, append
from tests.projections.reports.quarter import ORG, events

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def state() -> Iterator[Path]:
    """A directory of this test alone, where also the servers of root can reach it."""
    path = Path(tempfile.mkdtemp(prefix="okr-ledger-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def run(database: Servers, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs a command on a database with the quarter in its log, not folded; its exit code and what it said."""
    monkeypatch.setenv("DATABASE_URL", database.app_url)
    monkeypatch.setenv("WORKER_DATABASE_URL", database.worker_url)
    monkeypatch.setenv("SEALER_DATABASE_URL", database.sealer_url)
    monkeypatch.setenv("MIGRATE_DATABASE_URL", database.migrate_url)
    monkeypatch.setenv("REDIS_URL", database.redis_url)

    def ran(*arguments: str) -> tuple[int, str, str]:
        code = command_line.main(list(arguments))
        return code, *capfd.readouterr()

    return ran


@pytest.fixture
def recorded(database: Servers) -> None:
    """The quarter is in the log, and nobody has folded it."""

    async def record() -> None:
        connection = await asyncpg.connect(database.migrate_url)
        try:
            await tables(connection)
            await append(connection, Act(org=ORG, events=tuple(events())))
        finally:
            await connection.close()

    asyncio.run(record())
