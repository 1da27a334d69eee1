"""How fast a log comes in and goes out as a file: the real commands as processes, one of them killed on its way."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import asyncpg
from msgspec import Struct

from deploy.benchmarks import plausible
from deploy.commands import Failure
from deploy.servers import Servers

COLUMNS = ("org", "position", "stream", "version", "id", "noted_at", "recorded_at", "request_sha256", "body", "type")
TABLE = "create table bulk_reference (like log.event including all)"
ROWS = f"select {', '.join(COLUMNS)} from log.event where org = 'bulk' order by position"  # nosec B608 # names of ours
BODIES = "select body from log.event where org = 'bulk' order by position"
RESUMED = "select count(*), count(distinct id), min(position), max(position) from log.event where org = 'resumed'"
POLL_SECONDS = 0.02

Telling = Callable[[str], None]


class Figures(Struct, frozen=True, kw_only=True):
    """What was measured; rates are events/s of whole processes, their start included."""

    events: int
    bytes: int
    import_per_s: float
    copy_in_per_s: float
    import_ratio: float
    import_peak_mib: float
    known_per_s: float
    killed_at: int
    resumed: int
    export_per_s: float
    copy_out_per_s: float
    export_ratio: float
    export_peak_mib: float


class Run(Struct, frozen=True):
    """A command that has run: how long, and the most memory that it had."""

    seconds: float
    peak_mib: float


def measure(servers: Servers, folder: Path, events: int, tell: Telling) -> Figures:
    """The figures of a file of so many events, on an empty log. Raises Failure where a command fails or loses any."""
    tell(f"making {events:,} events")
    source, exported = folder / "bulk.ndjson", folder / "exported.ndjson"
    _made(source, "bulk", events)
    environment = _environment(servers)
    tell("importing")
    imported = _run(environment, "import", "events", str(source), "--org", "bulk")
    tell("importing the same again")
    known = _run(environment, "import", "events", str(source), "--org", "bulk")
    tell("exporting")
    out = _run(environment, "export", "--org", "bulk", "--output", str(exported))
    tell("COPY of the same")
    copy_out, copy_in = asyncio.run(_references(servers, folder))
    fewer = max(events // 5, 1)
    tell(f"importing {fewer:,}, killed in the middle and taken up")
    killed_at = _resumed(servers, environment, folder, fewer)
    return Figures(
        events=events,
        bytes=source.stat().st_size,
        import_per_s=events / imported.seconds,
        copy_in_per_s=events / copy_in,
        import_ratio=copy_in / imported.seconds,
        import_peak_mib=imported.peak_mib,
        known_per_s=events / known.seconds,
        killed_at=killed_at,
        resumed=fewer,
        export_per_s=events / out.seconds,
        copy_out_per_s=events / copy_out,
        export_ratio=copy_out / out.seconds,
        export_peak_mib=out.peak_mib,
    )


def _made(file: Path, org: str, events: int) -> None:
    with file.open("wb") as opened:
        opened.writelines(plausible.lines(org, events))


def _environment(servers: Servers) -> dict[str, str]:
    return os.environ | {
        "DATABASE_URL": servers.app_url,
        "WORKER_DATABASE_URL": servers.worker_url,
        "SEALER_DATABASE_URL": servers.sealer_url,
        "MIGRATE_DATABASE_URL": servers.migrate_url,
        "REDIS_URL": servers.redis_url,
    }


def _started(environment: Mapping[str, str], *arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "deploy.commands", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # nosec B603 # no shell


def _run(environment: Mapping[str, str], *arguments: str) -> Run:
    begin = time.perf_counter()
    process = _started(environment, *arguments)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise Failure(f"`okr-ledger {' '.join(arguments)}` ended with {process.returncode}")
    return Run(time.perf_counter() - begin, usage.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024))


async def _references(servers: Servers, folder: Path) -> tuple[float, float]:
    """Seconds of a COPY of the bytes out of the log, and of one of the rows into an identical table."""
    connection = await asyncpg.connect(servers.migrate_url)
    try:
        rows = folder / "rows.copy"
        begin = time.perf_counter()
        await connection.copy_from_query(BODIES, output=folder / "bodies.copy", format="binary")
        out = time.perf_counter() - begin
        await connection.copy_from_query(ROWS, output=rows, format="binary")
        await connection.execute(TABLE)
        begin = time.perf_counter()
        await connection.copy_to_table("bulk_reference", columns=COLUMNS, source=rows, format="binary")
        return out, time.perf_counter() - begin
    finally:
        await connection.close()


def _resumed(servers: Servers, environment: Mapping[str, str], folder: Path, events: int) -> int:
    """An import was killed when half of its events were there, and another has completed it; how far the first came."""
    source = folder / "resumed.ndjson"
    _made(source, "resumed", events)
    process = _started(environment, "import", "events", str(source), "--org", "resumed")
    try:
        killed_at = asyncio.run(_halfway(servers, process, events))
    finally:
        process.kill()
        process.wait()
    _run(environment, "import", "events", str(source), "--org", "resumed")
    there = asyncio.run(_asked(servers, RESUMED))
    if tuple(there) != (events, events, 1, events):
        raise Failure(f"after the kill at {killed_at} the log has events, ids, first, last: {tuple(there)}")
    return killed_at


async def _halfway(servers: Servers, process: subprocess.Popen[bytes], events: int) -> int:
    """Half of the events are in the log, or the import has ended already."""
    position, head = 0, "select coalesce(max(position), 0) from log.head where org = 'resumed'"
    while position < events // 2 and process.poll() is None:
        await asyncio.sleep(POLL_SECONDS)
        position = int((await _asked(servers, head))[0])
    return position


async def _asked(servers: Servers, query: str) -> asyncpg.Record:
    connection = await asyncpg.connect(servers.migrate_url)
    try:
        [row] = await connection.fetch(query)
        return row
    finally:
        await connection.close()
