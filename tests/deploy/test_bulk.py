"""Files in and out of a log: an import killed anywhere is completed by another, an export is the log's own bytes."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from deploy.benchmarks.bulk import measure
from deploy.benchmarks.plausible import lines
from deploy.servers import Servers
from events.log import bulk, read
from tests.deploy.conftest import Run

EVENTS = 6000


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"".join(lines("acme", EVENTS)))
    return path


async def bodies(database: Servers, org: str = "acme") -> list[bytes]:
    connection = await asyncpg.connect(database.app_url)
    try:
        found: list[bytes] = []
        while entries := await read.page(connection, org, len(found)):
            assert [position for position, _ in entries] == [*range(len(found) + 1, len(found) + 1 + len(entries))]
            found += [body for _, body in entries]
        return found
    finally:
        await connection.close()


async def reached(database: Servers, position: int, process: subprocess.Popen[bytes]) -> None:
    """The log goes that far, or the process has ended."""
    connection = await asyncpg.connect(database.app_url)
    try:
        while process.poll() is None:
            head = await read.head(connection, "acme")
            if (head.position if head else 0) >= position:
                return
    finally:
        await connection.close()


@pytest.mark.parametrize("position", [0, 1, 2500, 5001])
def test_an_import_that_was_killed_is_completed_by_another(
    position: int, database: Servers, run: Run, file: Path
) -> None:
    command = [sys.executable, "-P", "-m", "deploy.commands", "import", "events", str(file), "--org", "acme"]
    process = subprocess.Popen(command, env=dict(os.environ), stdout=subprocess.DEVNULL)
    asyncio.run(reached(database, position, process))
    process.kill()
    process.wait()
    before = asyncio.run(bodies(database))
    assert len(before) % 1000 == 0
    code, said, _ = run("import", "events", str(file), "--org", "acme")
    assert code == 0
    assert said == f"acme: {EVENTS - len(before)} events written, {len(before)} were there already\n"
    after = asyncio.run(bodies(database))
    assert len(after) == EVENTS and after[: len(before)] == before


def test_an_export_is_the_logs_own_bytes_and_imported_again_it_is_known(
    database: Servers, run: Run, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "PAGE", 700)
    run("import", "events", str(file), "--org", "acme")
    exported = tmp_path / "exported.jsonl"
    assert run("export", "--org", "acme", "--output", str(exported))[0] == 0
    assert exported.read_bytes() == b"".join(body + b"\n" for body in asyncio.run(bodies(database)))
    _, said, _ = run("import", "events", str(exported), "--org", "acme")
    assert said == f"acme: 0 events written, {EVENTS} were there already\n"


def test_the_benchmark_kills_an_import_and_finds_every_event(database: Servers, tmp_path: Path) -> None:
    told: list[str] = []
    found = measure(database, tmp_path, 2000, told.append)
    assert (found.events, found.resumed) == (2000, 400) and found.killed_at <= 400
    assert found.bytes == (tmp_path / "bulk.ndjson").stat().st_size
    assert (tmp_path / "exported.ndjson").read_bytes().count(b"\n") == 2000
    assert min(found.import_per_s, found.known_per_s, found.export_per_s, found.import_peak_mib) > 0
