"""A client of server-sent events, which interprets them as the standard says (WHATWG HTML §9.2.6)."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple
from urllib.parse import urlsplit

SECONDS = 30  # within which each line has to come


class Told(NamedTuple):
    """An event as a page would be told of it."""

    id: str
    event: str
    data: bytes


class Listener:
    """One stream: `lines` are all that came, `last_id` is what it would send when it connects again."""

    def __init__(self, reader: asyncio.StreamReader, status: int, headers: dict[str, str], last_id: str) -> None:
        self.reader, self.status, self.headers, self.last_id = reader, status, headers, last_id
        self.lines: list[bytes] = []

    async def next(self) -> Told | None:
        """The next event; None when the stream has ended. What is not told is in `lines`."""
        id_, event, data = self.last_id, "", list[bytes]()
        while line := await self._line():
            line = line.removesuffix(b"\n")
            self.lines.append(line)
            field, _, value = line.partition(b":")
            value = value.removeprefix(b" ")
            match field:
                case b"id":
                    id_ = value.decode()
                case b"event":
                    event = value.decode()
                case b"data":
                    data.append(value)
            if not line:
                self.last_id = id_
                if data:
                    return Told(id_, event, b"\n".join(data))
        return None

    async def upto(self, position: int) -> list[Told]:
        """The events up to that position, or to the end of the stream."""
        found: list[Told] = []
        while (told := await self.next()) is not None:
            found.append(told)
            if int(told.id) >= position:
                break
        return found

    async def said(self, line: bytes) -> None:
        """This line has come, among what is told to nobody."""
        while (found := await self._line()).strip() != line:
            assert found, f"the stream ended before {line!r}"

    async def _line(self) -> bytes:
        async with asyncio.timeout(SECONDS):
            return await self.reader.readline()


@asynccontextmanager
async def listening(
    address: str, key: str, query: str = "", *, last_id: str = "", org: str = "acme", method: str = "GET"
) -> AsyncIterator[Listener]:
    """A stream that has begun; the connection is cut when the block is left.

    It speaks HTTP/1.0, so that the body comes as it is, without the lengths of its chunks.
    """
    where = urlsplit(address)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        again = f"Last-Event-ID: {last_id}\r\n" if last_id else ""
        path = f"/v1/orgs/{org}/events/stream{query}"
        writer.write(f"{method} {path} HTTP/1.0\r\nAuthorization: Bearer {key}\r\n{again}\r\n".encode())
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in head[1:] if line)
        yield Listener(reader, int(head[0].split()[1]), headers, last_id)
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


def deaf(address: str, key: str) -> socket.socket:
    """A connection that has asked for the stream and reads nothing of it."""
    where = urlsplit(address)
    found = socket.socket()
    found.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    found.connect((where.hostname, where.port))
    found.sendall(f"GET /v1/orgs/acme/events/stream HTTP/1.0\r\nAuthorization: Bearer {key}\r\n\r\n".encode())
    return found
