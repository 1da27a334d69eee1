"""Archives for tests: a log with everything in it that a log can have, and archives that somebody has been at."""

from __future__ import annotations

import asyncio
import json
import zipfile
from collections.abc import Callable, Coroutine, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import asyncpg
import pytest

from deploy.servers import Servers
from events.log.append import append
from events.proof import archive, tree
from events.proof.tiles import Growing
from tests.events.log.acts import DAY, ORG, act, check_in, request
from tests.workers.sealing import sealer
from workers.seal import level

T = TypeVar("T")
ROWS = "select * from log.event where org = $1 order by position"
STREAMS = [f"check-ins/2026-q1/growth/kr{n}" for n in range(3)]
Change = Callable[[dict[str, bytes]], None]


def asked(url: str, work: Callable[[Any], Coroutine[Any, Any, T]]) -> T:
    """What the work gives on a connection of its own."""

    async def done() -> T:
        connection = await asyncpg.connect(url)
        try:
            return await work(connection)
        finally:
            await connection.close()

    return asyncio.run(done())


def rows(database: Servers, org: str = ORG) -> list[tuple[object, ...]]:
    """Everything that the log keeps of the organisation, every column."""

    async def found(connection: Any) -> list[tuple[object, ...]]:
        head = await connection.fetch("select * from log.head where org = $1", org)
        return [tuple(row) for row in [*head, *await connection.fetch(ROWS, org)]]

    return asked(database.migrate_url, found)


def recorded(database: Servers) -> None:
    """A log of 20 events: live ones and imported, of requests and of none; sealed at 12 and 17, and going on."""

    async def write(connection: Any) -> None:
        async with sealer(database) as sealing:
            await append(connection, act(*(check_in(STREAMS[n % 3], id=f"live-{n}") for n in range(5))))
            await append(connection, request("ask", *STREAMS, body=b"first"))
            await append(connection, request("again", body=b"second"))
            await append(connection, act(*(check_in(STREAMS[0], id=f"on-{n}", note="grüner 🌱") for n in range(3))))
            await level(sealing, ORG)
            await append(connection, request("more", *STREAMS, *STREAMS[:2], body=b"third"))
            await level(sealing, ORG)
            imported = (check_in("check-ins/2026-q1/growth/old", id=f"in-{n}", notedat=DAY) for n in range(3))
            await append(connection, act(*imported))

    asked(database.app_url, write)


def pointed(other: Servers, monkeypatch: pytest.MonkeyPatch) -> None:
    """Commands go to this database from here."""
    urls = {"": other.app_url, "WORKER_": other.worker_url, "SEALER_": other.sealer_url, "MIGRATE_": other.migrate_url}
    for login, url in urls.items():
        monkeypatch.setenv(f"{login}DATABASE_URL", url)


def members(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as found:
        return {name: found.read(name) for name in found.namelist()}


def rewritten(path: Path, new: Mapping[str, bytes]) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in new.items():
            made.writestr(name, data)


def tampered(path: Path, change: Change) -> None:
    """The archive with its members changed, and everything else as it was."""
    found = members(path)
    change(found)
    rewritten(path, found)


def forged(path: Path, change: Change) -> None:
    """The archive with its members changed, and a manifest that agrees with them: whoever has it can do that."""

    def agreeing(found: dict[str, bytes]) -> None:
        change(found)
        manifest = json.loads(found[archive.MANIFEST])
        lines = found[archive.EVENTS].split(b"\n")[:-1]
        growing = Growing()
        growing.grow([tree.leaf(line) for line in lines])
        sizes = {name: {"bytes": len(data), "sha256": sha256(data).hexdigest()} for name, data in found.items()}
        manifest |= {"events": len(lines), "root": growing.root().hex(), "members": sizes}
        found[archive.MANIFEST] = json.dumps(manifest).encode()

    tampered(path, agreeing)
