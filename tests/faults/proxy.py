"""A proxy between servers and Postgres that loses what it is told to lose.

It reads the messages of both sides (PostgreSQL's frontend/backend protocol 3: a type, a length, the rest), so that it
knows which batch writes to the log, where that batch ends (`Sync`), and when it is committed (`ReadyForQuery`).
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from msgspec import Struct, field

from deploy.soaking.postgres import Postgres

SOCKET = ".s.PGSQL.5432"
WRITES = re.compile(rb"\blog\.(append|flush)")
PARSE, BIND, SYNC, READY = b"P", b"B", b"S", b"Z"


def never() -> bool:
    """No chance."""
    return False


class Proxy:
    """What stands between.

    `loses`: whether the answer to a batch that has just been committed is lost, and the connection with it.
    `holds_next`: the end of the next batch that writes is held back for ever, and all that comes after it.
    """

    def __init__(self, postgres: Postgres, place: Path) -> None:
        self._sockets = postgres.sockets
        self.servers = postgres.through(place)
        self.loses: Callable[[], bool] = never
        self.holds_next = False
        self.lost = self.held = 0
        self._flows = asyncio.Event()
        self._flows.set()
        self._ways: set[asyncio.Task[None]] = set()

    def stop(self) -> None:
        """Nothing is forwarded any more, in neither direction; connections stay open, and new ones are accepted."""
        self._flows.clear()

    def go_on(self) -> None:
        """All that was stopped, or is to come, is forwarded."""
        self._flows.set()

    def end(self) -> None:
        """Every connection is cut."""
        for way in self._ways:
            way.cancel()

    async def connected(self, reader: StreamReader, writer: StreamWriter) -> None:
        """A connection was forwarded until one of its sides closed it, or it was cut."""
        try:
            to_reader, to_writer = await asyncio.open_unix_connection(self._sockets / SOCKET)
        except OSError:
            writer.close()
            return
        link = Link()
        ways = [
            asyncio.create_task(self._sent(link, reader, to_writer)),
            asyncio.create_task(self._answered(link, to_reader, writer)),
        ]
        self._ways.update(ways)
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        self._ways.difference_update(ways)
        for way in ways:
            way.cancel()
        for each in (writer, to_writer):
            each.transport.abort()

    async def _sent(self, link: Link, reader: StreamReader, writer: StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            await self._on(writer, await opening(reader))
            while True:
                kind, message = await message_of(reader)
                link.meets(kind, message)
                if kind == SYNC and link.writes:
                    link.writes = False
                    if self.holds_next:
                        self.holds_next = False
                        self.held += 1
                        await asyncio.Event().wait()
                    link.cut = self.loses()
                await self._on(writer, message)

    async def _answered(self, link: Link, reader: StreamReader, writer: StreamWriter) -> None:
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            while True:
                kind, message = await message_of(reader)
                if link.cut and kind == READY:
                    self.lost += 1
                    return
                if not link.cut:
                    await self._on(writer, message)

    async def _on(self, writer: StreamWriter, message: bytes) -> None:
        await self._flows.wait()
        writer.write(message)
        await writer.drain()


class Link(Struct):
    """What is known of a connection: its statements that write, whether one runs in this batch, and whether it ends."""

    statements: set[bytes] = field(default_factory=set)
    writes: bool = False
    cut: bool = False

    def meets(self, kind: bytes, message: bytes) -> None:
        """A message of the client's passes."""
        if kind == PARSE:
            statement, query = message[5:].split(b"\0")[:2]
            self.statements.discard(statement)
            if WRITES.search(query):
                self.statements.add(statement)
        if kind == BIND and message[5:].split(b"\0", 2)[1] in self.statements:
            self.writes = True


async def opening(reader: StreamReader) -> bytes:
    """The first message of a connection, or its only one (a request to cancel), has no type."""
    head = await reader.readexactly(4)
    return head + await reader.readexactly(int.from_bytes(head) - 4)


async def message_of(reader: StreamReader) -> tuple[bytes, bytes]:
    """The type of the next message, and all of it."""
    head = await reader.readexactly(5)
    return head[:1], head + await reader.readexactly(int.from_bytes(head[1:]) - 4)


@asynccontextmanager
async def between(postgres: Postgres) -> AsyncIterator[Proxy]:
    """A proxy before that Postgres until the block is left; its `servers` are the URLs that lead through it."""
    place = postgres.home / "proxy"
    place.mkdir(exist_ok=True)
    (place / SOCKET).unlink(missing_ok=True)
    proxy = Proxy(postgres, place)
    server = await asyncio.start_unix_server(proxy.connected, place / SOCKET)
    try:
        yield proxy
    finally:
        server.close()
        proxy.end()
